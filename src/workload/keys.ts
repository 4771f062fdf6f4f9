import 'reflect-metadata'; // @peculiar/x509 looks for it when it loads
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { Name } from '@peculiar/x509';

/** The one algorithm of all our keys and signatures: what kubeadm calls ECDSA-P256. */
export const curve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export async function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
}

/** A private key that can sign, from PEM. */
export async function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, curve, false, ['sign']);
}

export function pkcs8Pem(keys: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
}

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
