import type { SealedSecret } from './sqlite/protocol.ts';
import { createSealer } from './sqlite/seal.ts';

/** Whose a sealed text is: it opens nowhere else. */
export interface SealedPlace {
  readonly uid: string;
  readonly name: string;
}

/** What a sealed text held, or why it cannot be opened. */
export type OpenedText =
  | { readonly state: 'opened'; readonly text: string }
  /** It was sealed by a service with another secret key. */
  | { readonly state: 'otherKey' }
  /** It was changed, or belongs to another place. */
  | { readonly state: 'damaged' };

/** Seals texts for places that others can read, with the key that seals the secrets of the store. */
export interface TextSealer {
  /** One line of letters, digits, `-`, `_` and `.`. */
  seal(place: SealedPlace, text: string): string;
  open(place: SealedPlace, sealed: string): OpenedText;
}

/** `key`: the 32 bytes that `loadSecretKey` reads. */
export function textSealer(key: Buffer): TextSealer {
  const sealer = createSealer(key);
  return {
    seal({ uid, name }, text) {
      const { keyId, nonce, sealed } = sealer.seal(uid, elsewhere(name), text);
      return [keyId, base64(nonce), base64(sealed)].join('.');
    },

    open({ uid, name }, text) {
      const [keyId, nonce, sealed, ...more] = text.split('.');
      if (!keyId || !nonce || !sealed || more.length > 0) return { state: 'damaged' };
      if (keyId !== sealer.keyId) return { state: 'otherKey' };
      const secret: SealedSecret = {
        name: elsewhere(name),
        keyId,
        nonce: Buffer.from(nonce, 'base64url'),
        sealed: Buffer.from(sealed, 'base64url'),
      };
      try {
        return { state: 'opened', text: sealer.open(uid, secret) };
      } catch {
        // Whatever a stranger wrote there: it is not what was sealed.
        return { state: 'damaged' };
      }
    },
  };
}

/** What lies outside cannot be taken for a secret of the store, nor the other way round. */
function elsewhere(name: string): string {
  return `outside the store: ${name}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
