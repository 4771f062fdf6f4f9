import 'reflect-metadata'; // @peculiar/x509 looks for it when it loads
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { backDateMs, type KeyPair } from './cluster-pki.ts';
import { distinguishedName, newKeyPair, pkcs8Pem, serialNumber, signerOf } from './keys.ts';

const hour = 3_600_000;

/** The group whose members may ask for a node's certificate and have it approved; kubeadm's rules name it. */
const joinGroup = 'system:bootstrappers:kubeadm:default-node-token';

/** The group that kubeadm makes cluster administrators; unlike `system:masters` it can be taken away. */
const administratorGroup = 'kubeadm:cluster-admins';

/**
 * A new key and a certificate for it that a Kubernetes API server takes for a user (`commonName`) with groups
 * (`organizations`). It never outlives its CA.
 */
export async function issueClientCertificate(params: {
  readonly ca: KeyPair;
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly validForMs: number;
  readonly now: Date;
}): Promise<KeyPair> {
  const { ca, commonName, organizations, validForMs, now } = params;
  const issuer = new X509Certificate(ca.certificate);
  const keys = await newKeyPair();
  const signer = await signerOf(ca.privateKey);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: distinguishedName(organizations, commonName),
      // The very bytes: verifiers compare names as bytes.
      issuer: issuer.subjectName,
      notBefore: new Date(now.getTime() - backDateMs),
      notAfter: new Date(Math.min(now.getTime() + validForMs, issuer.notAfter.getTime())),
      publicKey: keys.publicKey,
      signingKey: signer.key,
      signingAlgorithm: signer.algorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: `${certificate.toString('pem')}\n`, privateKey: pkcs8Pem(keys) };
}

/** What one worker joins with (kubeadm file discovery): valid for two hours unless told otherwise. */
export function issueJoinCertificate(params: {
  readonly ca: KeyPair;
  readonly nodeName: string;
  readonly validForMs?: number | undefined;
  readonly now: Date;
}): Promise<KeyPair> {
  return issueClientCertificate({
    ca: params.ca,
    commonName: `cse:join:${params.nodeName}`,
    organizations: [joinGroup],
    validForMs: params.validForMs ?? 2 * hour,
    now: params.now,
  });
}

/** What a tenant administers the cluster with: valid for a year unless told otherwise. */
export function issueKubeconfigCertificate(params: {
  readonly ca: KeyPair;
  readonly userName: string;
  readonly validForMs?: number | undefined;
  readonly now: Date;
}): Promise<KeyPair> {
  return issueClientCertificate({
    ca: params.ca,
    commonName: params.userName,
    organizations: [administratorGroup],
    validForMs: params.validForMs ?? 365 * 24 * hour,
    now: params.now,
  });
}
