import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { stringify } from 'yaml';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate with its key, as PEM texts and as what signs with it. */
export interface Authority {
  readonly certificate: string;
  readonly privateKey: string;
  readonly keys: CryptoKeyPair;
  readonly issuer: x509.X509Certificate;
}

type CryptoKeyPair = Awaited<ReturnType<typeof newKeys>>;

async function newKeys() {
  return await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privatePem(keys: CryptoKeyPair): Promise<string> {
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN PRIVATE KEY-----\n${lines?.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

export async function newAuthority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const issuer = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate: issuer.toString('pem'), privateKey: await privatePem(keys), keys, issuer };
}

/** A client certificate; `validMs` may be negative. */
export async function newClient(
  ca: Authority,
  name: string,
  group: string,
  validMs = 3_600_000,
): Promise<{ readonly certificate: string; readonly privateKey: string }> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [name] }, { O: [group] }],
    issuer: ca.issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: ca.keys.privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 7_200_000),
    notAfter: new Date(Date.now() + validMs),
    extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
  });
  return { certificate: certificate.toString('pem'), privateKey: await privatePem(keys) };
}

export function kubeconfig(
  server: string,
  ca: string,
  client: { readonly certificate: string; readonly privateKey: string },
): string {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': encode(ca) } }],
    users: [
      {
        name: 'u',
        user: {
          'client-certificate-data': encode(client.certificate),
          'client-key-data': encode(client.privateKey),
        },
      },
    ],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

/** Group whose members may join. */
export const joiners = 'system:bootstrappers:kubeadm:default-node-token';

const script = `#!/bin/bash
# Runs the step of a role and tells its outcome by the keys of the field.
tell() { vmtoolsd --cmd "info-set $1 $2" >/dev/null; }
key=guestinfo.postcustomization.$1.status
tell guestinfo.postcustomization.networkconfiguration.status in_progress
tell guestinfo.postcustomization.networkconfiguration.status successful
tell "$key" in_progress
shift
if "$@" 2>/tmp/errors; then
  tell "$key" successful
else
  code=$?
  cat /tmp/errors
  tell guestinfo.post_customization_script_execution_failure_reason "$(date) step: $1: $(tr '\\n' ' ' </tmp/errors)"
  tell guestinfo.post_customization_cloud_init_output "$(tail -n 20 /tmp/errors | base64 -w 0)"
  tell guestinfo.post_customization_script_execution_status "$code"
fi
`;

const cni = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: test-cni, namespace: kube-system}
spec:
  selector: {matchLabels: {app: test-cni}}
  template:
    metadata: {labels: {app: test-cni}}
    spec:
      hostNetwork: true
      tolerations: [{operator: Exists}]
      containers: [{name: cni, image: example/cni}]
`;

interface CloudFile {
  readonly path: string;
  readonly content: string;
}

function cloudConfig(files: readonly CloudFile[], phase: string, command: readonly string[]): string {
  return `#cloud-config\n${stringify({
    write_files: [...files, { path: '/root/step.sh', content: script }].map((file) => ({
      ...file,
      permissions: '0600',
    })),
    runcmd: [['bash', '/root/step.sh', phase, ...command]],
  })}`;
}

/** One cluster's authorities and the user data of its machines. */
export async function newClusterData(address: string) {
  const ca = await newAuthority('kubernetes');
  const frontProxyCa = await newAuthority('front-proxy-ca');
  const etcdCa = await newAuthority('etcd-ca');
  const serviceAccount = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const server = `https://${address}:6443`;
  const pki = '/etc/kubernetes/pki';
  const controlPlane = (name: string, extra: Readonly<Record<string, unknown>> = {}): string =>
    cloudConfig(
      [
        { path: `${pki}/ca.crt`, content: ca.certificate },
        { path: `${pki}/ca.key`, content: ca.privateKey },
        { path: `${pki}/front-proxy-ca.crt`, content: frontProxyCa.certificate },
        { path: `${pki}/front-proxy-ca.key`, content: frontProxyCa.privateKey },
        { path: `${pki}/etcd/ca.crt`, content: etcdCa.certificate },
        { path: `${pki}/etcd/ca.key`, content: etcdCa.privateKey },
        { path: `${pki}/sa.key`, content: serviceAccount.privateKey },
        { path: `${pki}/sa.pub`, content: serviceAccount.publicKey },
        { path: '/root/cni.yaml', content: cni },
        {
          path: '/root/kubeadm.yaml',
          content: [
            stringify({
              apiVersion: 'kubeadm.k8s.io/v1beta4',
              kind: 'InitConfiguration',
              localAPIEndpoint: { advertiseAddress: address, bindPort: 6443 },
              nodeRegistration: { name },
              ...extra,
            }),
            stringify({
              apiVersion: 'kubeadm.k8s.io/v1beta4',
              kind: 'ClusterConfiguration',
              kubernetesVersion: 'v1.36.1',
              controlPlaneEndpoint: `${address}:6443`,
            }),
          ].join('---\n'),
        },
      ],
      'kubeinit',
      [
        'bash',
        '-c',
        'kubeadm init --config /root/kubeadm.yaml && kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f /root/cni.yaml',
      ],
    );
  const worker = async (name: string, faults: WorkerFaults = {}): Promise<string> =>
    cloudConfig(
      [
        {
          path: '/root/discovery.conf',
          content: kubeconfig(
            server,
            (faults.trusts ?? ca).certificate,
            await newClient(faults.signedBy ?? ca, `join-${name}`, faults.group ?? joiners, faults.validMs),
          ),
        },
        {
          path: '/root/kubeadm.yaml',
          content: stringify({
            apiVersion: 'kubeadm.k8s.io/v1beta4',
            kind: 'JoinConfiguration',
            discovery: { file: { kubeConfigPath: '/root/discovery.conf' } },
            nodeRegistration: { name },
            timeouts: { discovery: '1s' },
          }),
        },
      ],
      'kubeadm.node.join',
      [
        'bash',
        '-c',
        `until (exec 3<>/dev/tcp/${address}/6443) 2>/dev/null; do sleep 0.1; done; for i in ${Object.keys(faults).length > 0 ? '1' : '1 2 3 4 5 6 7 8 9'}; do kubeadm join --config /root/kubeadm.yaml && exit; done; exit 1`,
      ],
    );
  const adminKubeconfig = async (): Promise<string> =>
    kubeconfig(server, ca.certificate, await newClient(ca, 'test-admin', 'kubeadm:cluster-admins'));
  return { ca, server, controlPlane, worker, adminKubeconfig };
}

export interface WorkerFaults {
  /** Whose certificate the discovery file pins; the cluster's own when absent. */
  readonly trusts?: Authority;
  readonly signedBy?: Authority;
  readonly group?: string;
  readonly validMs?: number;
}
