import 'reflect-metadata'; // @peculiar/x509 looks for it when it loads
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { Name } from '@peculiar/x509';

/** The algorithm of the keys that we make: what kubeadm calls ECDSA-P256. */
const curve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What kubeadm's keys are by default, as of clusters that another server made. */
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** The kinds of keys that clusters have: ours, and those of clusters that another server made. */
export type KeyKind = 'ecdsa' | 'rsa';

/** How each kind is made and signs. */
export const algorithms = { ecdsa: curve, rsa } as const;

/** Makes a pair whose private key can be exported; RSA of 2048 bits, or EC on P-256. */
export async function newKeyPair(kind: KeyKind = 'ecdsa'): Promise<webcrypto.CryptoKeyPair> {
  const size = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  return webcrypto.subtle.generateKey(kind === 'rsa' ? { ...rsa, ...size } : curve, true, ['sign', 'verify']);
}

/** A private key with the way it signs. */
export interface Signer {
  readonly key: webcrypto.CryptoKey;
  readonly algorithm: typeof curve | typeof rsa;
}

/** A private key that can sign, from PEM: one of ours, or an RSA key. */
export async function signerOf(pem: string): Promise<Signer> {
  const key = createPrivateKey(pem);
  const algorithm = key.asymmetricKeyType === 'rsa' ? rsa : curve;
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return { algorithm, key: await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']) };
}

/** The private key as PEM. */
export function pkcs8Pem(keys: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
}

/** The public key as PEM. */
export function spkiPem(keys: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(keys.publicKey).export({ type: 'spki', format: 'pem' });
}

/** 127 random bits in hex; positive and never zero, as RFC 5280 wants it. */
export function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** A name, letter for letter: from bare strings the library would take `#…` for bytes in hex. */
export function distinguishedName(organizations: readonly string[], commonName: string): Name {
  return new Name([
    ...organizations.map((organization) => ({ O: [{ utf8String: organization }] })),
    { CN: [{ utf8String: commonName }] },
  ]);
}
