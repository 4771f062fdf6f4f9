import 'reflect-metadata';
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto';
import type { KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';

/** PEM texts of a certificate and of its key (PKCS #8, PKCS #1 or SEC 1). */
export interface KeyPairPem {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Who a certificate speaks for: CN is the user, every O is a group. */
export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

/** Makes an EC P-256 key; PEM, PKCS #8. */
export async function newPrivateKey(): Promise<string> {
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  return exportPrivate(pair.privateKey);
}

/** The public half of a private key; PEM, SubjectPublicKeyInfo. */
export function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
}

/** Makes a self-signed certificate authority, valid for ten years as kubeadm's. */
export async function newCertificateAuthority(commonName: string): Promise<KeyPairPem> {
  const privateKey = await newPrivateKey();
  const keys = await importPair(privateKey);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    notBefore: new Date(Date.now() - hourMs),
    notAfter: new Date(Date.now() + 10 * yearMs),
    signingAlgorithm: signingAlgorithm(privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature |
          x509.KeyUsageFlags.keyEncipherment |
          x509.KeyUsageFlags.keyCertSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey };
}

/** Makes a key and a client certificate for it, valid for `validMs` from now (negative: already expired). */
export async function newClientCertificate(
  options: CertificateSubject & { readonly ca: KeyPairPem; readonly validMs?: number },
): Promise<KeyPairPem> {
  const privateKey = await newPrivateKey();
  const { publicKey } = await importPair(privateKey);
  const certificate = await sign({ ...options, publicKey, usage: 'client' });
  return { certificate, privateKey };
}

/** Makes a key and the API server's certificate for it, signed by the cluster's authority. */
export async function newServerCertificate(options: {
  readonly ca: KeyPairPem;
  readonly commonName: string;
  /** Names and addresses, in any mixture. */
  readonly hosts: readonly string[];
}): Promise<KeyPairPem> {
  const privateKey = await newPrivateKey();
  const { publicKey } = await importPair(privateKey);
  const certificate = await sign({ ...options, publicKey, usage: 'server' });
  return { certificate, privateKey };
}

/** Signs a PEM certificate request as it stands; throws when its own signature does not hold. */
export async function signRequest(options: {
  readonly ca: KeyPairPem;
  readonly request: string;
  readonly usage: 'client' | 'server';
  readonly validMs?: number;
}): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(options.request);
  if (!(await request.verify())) throw new Error('the signature of the certificate request is not valid');
  const hosts = request.extensions
    .filter((extension) => extension instanceof x509.SubjectAlternativeNameExtension)
    .flatMap((extension) => extension.names.items.map((name) => name.value));
  return await sign({ ...options, ...requestSubject(options.request), publicKey: request.publicKey, hosts });
}

/** Whom a PEM certificate request asks to speak for. */
export function requestSubject(request: string): Required<CertificateSubject> {
  const name = new x509.Pkcs10CertificateRequest(request).subjectName;
  return { commonName: name.getField('CN')[0] ?? '', organizations: name.getField('O') };
}

/** Makes a PEM certificate request for the key. */
export async function newCertificateRequest(
  options: CertificateSubject & { readonly privateKey: string },
): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subjectName(options),
    keys: await importPair(options.privateKey),
    signingAlgorithm: signingAlgorithm(options.privateKey),
  });
  return request.toString('pem');
}

/** `sha256:` and the hexadecimal hash of the certificate's public key, as kubeadm's `caCertHashes` name an authority. */
export function caCertHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** Why the two texts are not a certificate authority and its key; undefined when they are. */
export function authorityDefect(pair: KeyPairPem): string | undefined {
  try {
    const certificate = new X509Certificate(pair.certificate);
    if (!certificate.ca) return 'certificate is not a certificate authority';
    if (!certificate.checkPrivateKey(createPrivateKey(pair.privateKey))) {
      return 'private key does not match the certificate';
    }
    if (certificate.validToDate < new Date()) return 'certificate has expired';
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function sign(
  options: CertificateSubject & {
    readonly ca: KeyPairPem;
    readonly publicKey: x509.PublicKeyType;
    readonly usage: 'client' | 'server';
    readonly hosts?: readonly string[];
    readonly validMs?: number;
  },
): Promise<string> {
  const authority = new x509.X509Certificate(options.ca.certificate);
  const now = Date.now();
  const validMs = options.validMs ?? yearMs;
  const { ExtendedKeyUsage } = x509;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: subjectName(options),
    issuer: authority.subjectName,
    publicKey: options.publicKey,
    signingKey: await importSigning(options.ca.privateKey),
    signingAlgorithm: signingAlgorithm(options.ca.privateKey),
    notBefore: new Date(Math.min(now, now + validMs) - hourMs),
    notAfter: new Date(now + validMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([
        options.usage === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority),
      ...(options.hosts?.length
        ? [new x509.SubjectAlternativeNameExtension(alternatives(options.hosts))]
        : []),
    ],
  });
  return certificate.toString('pem');
}

function alternatives(hosts: readonly string[]): x509.JsonGeneralNames {
  return [...new Set(hosts)].map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }));
}

function subjectName(subject: CertificateSubject): x509.JsonName {
  const organizations = subject.organizations ?? [];
  return [...organizations.map((organization) => ({ O: [organization] })), { CN: [subject.commonName] }];
}

async function importPair(privateKey: string): Promise<webcrypto.CryptoKeyPair> {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    privateKey: await importSigning(privateKey),
    publicKey: await crypto.subtle.importKey(
      'spki',
      new Uint8Array(spki),
      keyAlgorithm(createPrivateKey(privateKey)),
      true,
      ['verify'],
    ),
  };
}

async function importSigning(privateKey: string): Promise<CryptoKey> {
  const key = createPrivateKey(privateKey);
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return await crypto.subtle.importKey('pkcs8', new Uint8Array(der), keyAlgorithm(key), true, ['sign']);
}

const webCurves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function keyAlgorithm(key: KeyObject): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const curve = webCurves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!curve) throw new Error(`keys of type ${key.asymmetricKeyType} are not supported`);
  return { name: 'ECDSA', namedCurve: curve };
}

function signingAlgorithm(privateKey: string): webcrypto.EcdsaParams | webcrypto.RsaHashedImportParams {
  const algorithm = keyAlgorithm(createPrivateKey(privateKey));
  if ('hash' in algorithm) return algorithm;
  return { name: 'ECDSA', hash: algorithm.namedCurve === 'P-384' ? 'SHA-384' : 'SHA-256' };
}

function exportPrivate(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' });
}
