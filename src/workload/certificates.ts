import { createPrivateKey, X509Certificate } from 'node:crypto';
import { backDateMs, type KeyPair } from './cluster-pki.ts';
import { newKeys, pkcs8Pem } from './keys.ts';
import { clientCertificate, distinguishedName, issuerOf } from './x509.ts';

const hour = 3_600_000;

/** The group whose members may ask for a node's certificate and have it approved; kubeadm's rules name it. */
export const joinGroup = 'system:bootstrappers:kubeadm:default-node-token';

/** The group that kubeadm makes cluster administrators; unlike `system:masters` it can be taken away. */
export const administratorGroup = 'kubeadm:cluster-admins';

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
  const authority = new X509Certificate(ca.certificate);
  const keys = await newKeys('ecdsa');
  const certificate = await clientCertificate({
    subject: distinguishedName(organizations, commonName),
    publicKey: keys.publicKey,
    issuer: issuerOf(authority, createPrivateKey(ca.privateKey)),
    notBefore: new Date(now.getTime() - backDateMs),
    notAfter: new Date(Math.min(now.getTime() + validForMs, authority.validToDate.getTime())),
  });
  return { certificate, privateKey: pkcs8Pem(keys) };
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
