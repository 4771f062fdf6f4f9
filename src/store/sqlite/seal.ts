import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { SealedSecret } from './protocol.ts';

/** Seals the secrets of records with one key. */
export interface Sealer {
  /** Names the key without telling anything about it. */
  readonly keyId: string;
  seal(uid: string, name: string, value: string): SealedSecret;
  /** Throws when the text was changed, moved to another record or name, or sealed with another key. */
  open(uid: string, sealed: SealedSecret): string;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM with a random 96-bit nonce for each value; record and name are authenticated with it. `key`: 32 bytes. */
export function createSealer(key: Buffer): Sealer {
  if (key.length !== 32) throw new TypeError(`a secret key has 32 bytes, not ${key.length}`);
  const keyId = createHmac('sha256', key).update('id of the secret key').digest('hex').slice(0, 16);
  return {
    keyId,

    seal(uid, name, value) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(place(uid, name));
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { name, keyId, nonce, sealed };
    },

    open(uid, { name, nonce, sealed }) {
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(place(uid, name));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      return decipher.update(sealed.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

/** A uid holds no line feed, so no two places read the same. */
function place(uid: string, name: string): Buffer {
  return Buffer.from(`${uid}\n${name}`);
}
