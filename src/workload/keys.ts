import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** `ecdsa` on P-256 is what kubeadm calls ECDSA-P256; `rsa` is what its keys are by default. */
export type KeyKind = 'ecdsa' | 'rsa';

/** A key pair. */
export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** Makes a pair: RSA of 2048 bits or EC on P-256. */
export function newKeys(kind: KeyKind): Promise<Keys> {
  return kind === 'rsa'
    ? generate('rsa', { modulusLength: 2048 })
    : generate('ec', { namedCurve: 'prime256v1' });
}

/** The private key as PEM. */
export function pkcs8Pem({ privateKey }: Pick<Keys, 'privateKey'>): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** The public key as PEM. */
export function spkiPem({ publicKey }: Pick<Keys, 'publicKey'>): string {
  return publicKey.export({ type: 'spki', format: 'pem' });
}
