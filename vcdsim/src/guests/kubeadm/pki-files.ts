import {
  authorityDefect,
  newCertificateAuthority,
  newPrivateKey,
  publicKeyOf,
} from '../kubernetes/certificates.ts';
import type { KeyPairPem } from '../kubernetes/certificates.ts';
import { KubeadmFailure } from './kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm-host.ts';

/** Where the files of the cluster's PKI lie unless `certificatesDir` says otherwise. */
export const defaultCertificatesDir = '/etc/kubernetes/pki';

const authorities = [
  { name: 'ca', commonName: 'kubernetes' },
  { name: 'front-proxy-ca', commonName: 'front-proxy-ca' },
  { name: 'etcd/ca', commonName: 'etcd-ca' },
] as const;

/** Uses what is there, makes what is missing, refuses what does not fit; returns the cluster's authority. */
export async function ensurePki(host: KubeadmHost, directory: string): Promise<KeyPairPem> {
  for (const authority of authorities) {
    const existing = readPair(host, `${directory}/${authority.name}`);
    if (existing) {
      host.print(`[certs] Using existing ${authority.name} certificate authority`);
      continue;
    }
    host.print(`[certs] Generating "${authority.name}" certificate and key`);
    const made = await newCertificateAuthority(authority.commonName);
    host.files.write(`${directory}/${authority.name}.crt`, made.certificate, 0o644);
    host.files.write(`${directory}/${authority.name}.key`, made.privateKey, 0o600);
  }
  await ensureServiceAccountKeys(host, directory);
  return requirePair(host, `${directory}/ca`);
}

/** For a joining control plane: everything must have been brought; returns the cluster's authority. */
export function requirePki(host: KubeadmHost, directory: string): KeyPairPem {
  for (const { name } of authorities) requirePair(host, `${directory}/${name}`);
  for (const name of ['sa.key', 'sa.pub']) {
    if (host.files.read(`${directory}/${name}`) === undefined) {
      throw new KubeadmFailure(missing(`couldn't load the service account key ${directory}/${name}`));
    }
  }
  return requirePair(host, `${directory}/ca`);
}

function requirePair(host: KubeadmHost, path: string): KeyPairPem {
  const pair = readPair(host, path);
  if (!pair) throw new KubeadmFailure(missing(`couldn't load the certificate file ${path}.crt`));
  return pair;
}

function missing(what: string): string {
  return `error execution phase control-plane-prepare/certs: one or more certificates are missing: ${what}: no such file or directory`;
}

function readPair(host: KubeadmHost, path: string): KeyPairPem | undefined {
  const certificate = host.files.read(`${path}.crt`);
  const privateKey = host.files.read(`${path}.key`);
  if (certificate === undefined && privateKey === undefined) return undefined;
  if (certificate === undefined || privateKey === undefined) {
    const absent = certificate === undefined ? 'crt' : 'key';
    throw new KubeadmFailure(
      `error execution phase certs: the pair ${path}.{crt,key} is incomplete: couldn't load ${path}.${absent}: no such file or directory`,
    );
  }
  const defect = authorityDefect({ certificate, privateKey });
  if (defect !== undefined) {
    throw new KubeadmFailure(`error execution phase certs: failure loading ${path} certificate: ${defect}`);
  }
  return { certificate, privateKey };
}

async function ensureServiceAccountKeys(host: KubeadmHost, directory: string): Promise<void> {
  const key = host.files.read(`${directory}/sa.key`);
  const publicKey = host.files.read(`${directory}/sa.pub`);
  if (key !== undefined && publicKey !== undefined) {
    host.print('[certs] Using the existing "sa" key');
    if (publicKeyOf(key).trim() !== normalized(publicKey)) {
      throw new KubeadmFailure(
        `error execution phase certs/sa: ${directory}/sa.pub is not the public key of ${directory}/sa.key`,
      );
    }
    return;
  }
  host.print('[certs] Generating "sa" key and public key');
  const privateKey = key ?? (await newPrivateKey());
  host.files.write(`${directory}/sa.key`, privateKey, 0o600);
  host.files.write(`${directory}/sa.pub`, publicKeyOf(privateKey), 0o600);
}

function normalized(publicKey: string): string {
  try {
    return publicKeyOf(publicKey).trim();
  } catch {
    return '';
  }
}
