import 'reflect-metadata'; // @peculiar/x509 looks for it when it loads
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { z } from 'zod';
import {
  algorithms,
  distinguishedName,
  newKeyPair,
  pkcs8Pem,
  serialNumber,
  spkiPem,
  type KeyKind,
} from './keys.ts';

const KeyPair = z.strictObject({ certificate: z.string(), privateKey: z.string() }).readonly();
/** A certificate and its private key (PKCS #8), as PEM texts. */
export type KeyPair = z.output<typeof KeyPair>;

const ClusterPki = z
  .strictObject({
    ca: KeyPair,
    frontProxyCa: KeyPair,
    etcdCa: KeyPair,
    serviceAccount: z.strictObject({ privateKey: z.string(), publicKey: z.string() }).readonly(),
  })
  .readonly();
/** PEM texts; what `kubeadm init` expects below /etc/kubernetes/pki. */
export type ClusterPki = z.output<typeof ClusterPki>;

const day = 86_400_000;

/** Certificates are valid from a little before they are made: a guest's clock may be behind ours. */
export const backDateMs = 5 * 60_000;

/** The roots of trust of one new cluster, as `kubeadm init` would make them; the CAs last ten years. */
export async function issueClusterPki(params: {
  readonly clusterName: string;
  /** `v1.36.3`. kubeadm before 1.15 reads RSA keys only (kubernetes/kubernetes#76390). */
  readonly kubernetesVersion: string;
  readonly now: Date;
}): Promise<ClusterPki> {
  const { clusterName, kubernetesVersion, now } = params;
  const minor = Number(kubernetesVersion.split('.')[1]);
  const kind = minor < 15 ? 'rsa' : 'ecdsa';
  const [ca, frontProxyCa, etcdCa, serviceAccount] = await Promise.all([
    issueCa('kubernetes', clusterName, kind, now),
    issueCa('front-proxy-ca', clusterName, kind, now),
    issueCa('etcd-ca', clusterName, kind, now),
    newKeyPair(kind),
  ]);
  return {
    ca,
    frontProxyCa,
    etcdCa,
    serviceAccount: {
      privateKey: pkcs8Pem(serviceAccount),
      publicKey: spkiPem(serviceAccount),
    },
  };
}

/** The name of a CA is kubeadm's; the organization tells the CAs of several clusters apart for people. */
async function issueCa(commonName: string, clusterName: string, kind: KeyKind, now: Date): Promise<KeyPair> {
  const keys = await newKeyPair(kind);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: distinguishedName([clusterName], commonName),
      notBefore: new Date(now.getTime() - backDateMs),
      notAfter: new Date(now.getTime() + 3650 * day),
      signingAlgorithm: algorithms[kind],
      keys,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(
          KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
          true,
        ),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: `${certificate.toString('pem')}\n`, privateKey: pkcs8Pem(keys) };
}

/** Where kubeadm keeps what a `ClusterPki` is made of. */
export const pkiFiles = {
  caCertificate: '/etc/kubernetes/pki/ca.crt',
  caKey: '/etc/kubernetes/pki/ca.key',
  frontProxyCaCertificate: '/etc/kubernetes/pki/front-proxy-ca.crt',
  frontProxyCaKey: '/etc/kubernetes/pki/front-proxy-ca.key',
  etcdCaCertificate: '/etc/kubernetes/pki/etcd/ca.crt',
  etcdCaKey: '/etc/kubernetes/pki/etcd/ca.key',
  serviceAccountKey: '/etc/kubernetes/pki/sa.key',
  serviceAccountPublicKey: '/etc/kubernetes/pki/sa.pub',
} as const;

/** The PKI out of kubeadm's files, whatever their kind of key. Throws when one is no PEM or fits no certificate. */
export function clusterPkiOf(files: Readonly<Record<keyof typeof pkiFiles, string>>): ClusterPki {
  const pair = (certificate: string, key: string): KeyPair => ({ certificate, privateKey: pkcs8(key) });
  const pki: ClusterPki = {
    ca: pair(files.caCertificate, files.caKey),
    frontProxyCa: pair(files.frontProxyCaCertificate, files.frontProxyCaKey),
    etcdCa: pair(files.etcdCaCertificate, files.etcdCaKey),
    serviceAccount: {
      privateKey: pkcs8(files.serviceAccountKey),
      publicKey: files.serviceAccountPublicKey,
    },
  };
  return parseClusterPki(clusterPkiText(pki));
}

/** kubeadm writes RSA keys in their own older form. */
function pkcs8(pem: string): string {
  return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' });
}

/** One text for the secret store. */
export function clusterPkiText(pki: ClusterPki): string {
  return JSON.stringify(pki);
}

/** What `clusterPkiText` wrote. Throws when the text is anything else, or when a key does not fit its certificate. */
export function parseClusterPki(text: string): ClusterPki {
  const pki = ClusterPki.parse(JSON.parse(text));
  for (const { certificate, privateKey } of [pki.ca, pki.frontProxyCa, pki.etcdCa]) {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey))) {
      throw new TypeError('a private key of the cluster does not fit its certificate');
    }
  }
  return pki;
}
