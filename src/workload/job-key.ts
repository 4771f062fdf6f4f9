import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

/** A new Ed25519 key that signs the jobs of one cluster: the private key, PKCS #8 as PEM. */
export function issueJobKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** The key that nodes verify by, SPKI as PEM. Throws when the text is no Ed25519 private key. */
export function jobPublicKey(privateKey: string): string {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('jobs are signed with an Ed25519 key');
  return createPublicKey(key).export({ type: 'spki', format: 'pem' });
}
