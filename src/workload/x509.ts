import { createHash, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import {
  bitString,
  contextTag,
  der,
  namedBits,
  objectIdentifier,
  readElements,
  readInside,
  sequence,
  tags,
  time,
} from './der.ts';

/** A name as DER. */
export type DistinguishedName = Buffer;

/** Who signs a certificate. */
export interface Issuer {
  readonly name: DistinguishedName;
  /** What certificates of it name it by, besides. */
  readonly keyId: Buffer;
  /** ECDSA on P-256, or RSA. */
  readonly key: KeyObject;
}

const oids = {
  organization: objectIdentifier('2.5.4.10'),
  commonName: objectIdentifier('2.5.4.3'),
  subjectKeyIdentifier: objectIdentifier('2.5.29.14'),
  keyUsage: objectIdentifier('2.5.29.15'),
  basicConstraints: objectIdentifier('2.5.29.19'),
  authorityKeyIdentifier: objectIdentifier('2.5.29.35'),
  extendedKeyUsage: objectIdentifier('2.5.29.37'),
  clientAuth: objectIdentifier('1.3.6.1.5.5.7.3.2'),
} as const;

/** Signatures over SHA-256, by the kind of key (RFC 5758, RFC 4055). */
const signatureAlgorithms = {
  ec: sequence(objectIdentifier('1.2.840.10045.4.3.2')),
  rsa: sequence(objectIdentifier('1.2.840.113549.1.1.11'), der(tags.null)),
} as const;

/** Bits of RFC 5280, section 4.2.1.3. */
const digitalSignature = 0;
const keyCertSign = 5;
const cRLSign = 6;

const yes = der(tags.boolean, Buffer.from([0xff]));
const version3 = der(contextTag(0, 'constructed'), der(tags.integer, Buffer.from([2])));
const signAsync = promisify(sign);

/** A name, letter for letter: organizations first, each a part of its own. */
export function distinguishedName(organizations: readonly string[], commonName: string): DistinguishedName {
  const part = (kind: Buffer, text: string) =>
    der(tags.set, sequence(kind, der(tags.utf8String, Buffer.from(text.toWellFormed()))));
  return sequence(
    ...organizations.map((organization) => part(oids.organization, organization)),
    part(oids.commonName, commonName),
  );
}

/**
 * What the holder of a CA's certificate signs as. The very bytes of its name, because verifiers compare names as bytes;
 * and the id that it gives its key, where it gives one.
 */
export function issuerOf(certificate: X509Certificate, key: KeyObject): Issuer {
  const [body] = readInside(certificate.raw, tags.sequence);
  if (!body) throw new TypeError('a certificate is empty');
  const fields = readElements(body.content);
  // Version (absent in the first), serial number, algorithm, issuer, validity, subject, key, ids of old, extensions.
  const subject = fields[fields[0]?.tag === contextTag(0, 'constructed') ? 5 : 4];
  if (subject?.tag !== tags.sequence) throw new TypeError('a certificate has no subject');
  const extensions = fields.find(({ tag }) => tag === contextTag(3, 'constructed'));
  const given = extensions && readInside(extensions.content, tags.sequence).find(isSubjectKeyIdentifier);
  const value = given && readElements(given.content).at(-1);
  const [keyId] = value ? readElements(value.content) : [];
  return { name: subject.whole, keyId: keyId?.content ?? keyIdOf(certificate.publicKey), key };
}

/** The certificate of a CA for its own key, as PEM. */
export function selfSignedCa(given: {
  readonly name: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
}): Promise<string> {
  const { name, publicKey, privateKey, ...validity } = given;
  const keyId = keyIdOf(publicKey);
  return certificate({ ...validity, subject: name, publicKey, issuer: { name, keyId, key: privateKey } }, [
    extension(oids.basicConstraints, sequence(yes), 'critical'),
    extension(oids.keyUsage, namedBits(digitalSignature, keyCertSign, cRLSign), 'critical'),
    extension(oids.subjectKeyIdentifier, der(tags.octetString, keyId)),
  ]);
}

/** A certificate that its holder shows to servers, as PEM. */
export function clientCertificate(given: CertificateBody): Promise<string> {
  const { issuer, publicKey } = given;
  const authority = sequence(der(contextTag(0, 'primitive'), issuer.keyId));
  return certificate(given, [
    extension(oids.basicConstraints, sequence(), 'critical'),
    extension(oids.keyUsage, namedBits(digitalSignature), 'critical'),
    extension(oids.extendedKeyUsage, sequence(oids.clientAuth)),
    extension(oids.subjectKeyIdentifier, der(tags.octetString, keyIdOf(publicKey))),
    extension(oids.authorityKeyIdentifier, authority),
  ]);
}

/** What a certificate says before it is signed. */
export interface CertificateBody {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly issuer: Issuer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** RFC 5280, section 4.1. */
async function certificate(body: CertificateBody, extensions: readonly Buffer[]): Promise<string> {
  const { subject, publicKey, issuer, notBefore, notAfter } = body;
  const algorithm = signatureAlgorithms[issuer.key.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec'];
  const toBeSigned = sequence(
    version3,
    der(tags.integer, serialNumber()),
    algorithm,
    issuer.name,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(contextTag(3, 'constructed'), sequence(...extensions)),
  );
  const signature = await signAsync('sha256', toBeSigned, issuer.key);
  return new X509Certificate(sequence(toBeSigned, algorithm, bitString(signature))).toString();
}

function extension(oid: Buffer, value: Buffer, weight: 'critical' | 'plain' = 'plain'): Buffer {
  return sequence(oid, ...(weight === 'critical' ? [yes] : []), der(tags.octetString, value));
}

function isSubjectKeyIdentifier({ content }: { readonly content: Buffer }): boolean {
  return readElements(content)[0]?.whole.equals(oids.subjectKeyIdentifier) ?? false;
}

/** RFC 5280, section 4.2.1.2, method 1: over the bits of the key, without what says how to read them. */
function keyIdOf(publicKey: KeyObject): Buffer {
  const [, bits] = readInside(publicKey.export({ type: 'spki', format: 'der' }), tags.sequence);
  if (!bits) throw new TypeError('a public key is empty');
  return createHash('sha1').update(bits.content.subarray(1)).digest();
}

/** 126 random bits; positive and never zero, as RFC 5280 wants it. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
