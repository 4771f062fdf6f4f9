import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cniManifest, type Addon } from './addons.ts';
import { issueJoinCertificate } from './certificates.ts';
import type { ClusterPki, KeyPair } from './cluster-pki.ts';
import {
  defaultPodSubnet,
  initConfiguration,
  joinConfiguration,
  yamlText,
  type BootCluster,
  type BootNode,
} from './kubeadm-config.ts';
import { apiPort, kubeconfigText } from './kubeconfig.ts';

export type { BootCluster, BootNode } from './kubeadm-config.ts';

export type BootRole = 'control-plane' | 'worker' | 'nfs';

/** First-boot data of one machine, in the shape that guest backends take. */
export interface NodeBootPlan {
  readonly hash: string;
  /** A `#cloud-config` document; holds secrets. */
  readonly userData: string;
  readonly metaData: { readonly instanceId: string; readonly localHostname: string };
}

interface File {
  readonly path: string;
  readonly permissions: '0600' | '0644' | '0700';
  readonly content: string;
}

const stateDirectory = '/var/lib/cse';
const programPath = '/usr/local/lib/cse/bootstrap.sh';
/** What an NFS node shows to the other nodes (contract of CSE 1.2.7, section 7.2). */
export const nfsExports: readonly string[] = ['/home'];
const exportsPath = '/etc/exports.d/cse.exports';
const unitName = 'cse-bootstrap.service';

/**
 * Names the plan of one machine. It depends on what the machine is and not on keys, certificates or this release: a plan
 * that is made again after a crash or an upgrade has other bytes and the same name.
 */
export function bootPlanHash(params: {
  readonly role: BootRole;
  readonly cluster: Pick<BootCluster, 'uid' | 'endpoint'>;
  readonly node: Pick<BootNode, 'name' | 'ipAddress' | 'vmId'>;
}): string {
  const { role, cluster, node } = params;
  const identity = [role, cluster.uid, cluster.endpoint, node.name, node.ipAddress, node.vmId ?? ''];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** What makes the first control plane: the cluster's PKI, `kubeadm init`, the CNI plugin. Throws `AddonUnusable`. */
export function controlPlaneBootPlan(params: {
  readonly cluster: BootCluster;
  readonly node: BootNode;
  readonly pki: ClusterPki;
  readonly cni: Addon;
}): Promise<NodeBootPlan> {
  const { cluster, node, pki, cni } = params;
  return bootPlan('control-plane', cluster, node, [
    ...pkiFiles(pki),
    secret(`${stateDirectory}/kubeadm.yaml`, initConfiguration(cluster, node)),
    secret(`${stateDirectory}/cni.yaml`, cniManifest(cni, cluster.podSubnet ?? defaultPodSubnet)),
  ]);
}

/** What makes a worker: a certificate to join with, which `ca` signs now and which lasts two hours by default. */
export async function workerBootPlan(params: {
  readonly cluster: BootCluster;
  readonly node: BootNode;
  readonly ca: KeyPair;
  readonly joinValidForMs?: number | undefined;
  readonly now: Date;
}): Promise<NodeBootPlan> {
  const { cluster, node, ca, joinValidForMs, now } = params;
  const discoveryFile = `${stateDirectory}/discovery.conf`;
  const discovery = kubeconfigText({
    clusterName: cluster.name,
    userName: 'join',
    address: cluster.endpoint,
    caCertificate: ca.certificate,
    client: await issueJoinCertificate({ ca, nodeName: node.name, validForMs: joinValidForMs, now }),
  });
  return bootPlan('worker', cluster, node, [
    secret(`${stateDirectory}/kubeadm.yaml`, joinConfiguration(node, discoveryFile)),
    secret(discoveryFile, discovery),
  ]);
}

/** What makes an NFS server, which is no node of Kubernetes: no certificate, no secret. */
export function nfsBootPlan(params: {
  readonly cluster: BootCluster;
  readonly node: BootNode;
}): Promise<NodeBootPlan> {
  const { cluster, node } = params;
  const lines = nfsExports.map((path) => `${path} *(rw,sync,no_root_squash,no_subtree_check)\n`);
  return bootPlan('nfs', cluster, node, [
    { path: exportsPath, permissions: '0644', content: lines.join('') },
  ]);
}

async function bootPlan(
  role: BootRole,
  cluster: BootCluster,
  node: BootNode,
  files: readonly File[],
): Promise<NodeBootPlan> {
  const hash = bootPlanHash({ role, cluster, node });
  const program = await readFile(new URL('./scripts/bootstrap.sh', import.meta.url), 'utf8');
  const unit = await readFile(new URL(`./scripts/${unitName}`, import.meta.url), 'utf8');
  return {
    hash,
    userData: cloudConfig(node, [
      ...files,
      secret(`${stateDirectory}/bootstrap.env`, settings(role, cluster, node)),
      { path: programPath, permissions: '0700', content: program },
      { path: `/etc/systemd/system/${unitName}`, permissions: '0644', content: unit },
    ]),
    metaData: { instanceId: `cse-${hash.slice(0, 32)}`, localHostname: node.name },
  };
}

/**
 * Files stand in the document as they are: guest backends compress it as a whole, which is smaller than compressing
 * each file, and an operator can read it.
 */
function cloudConfig(node: BootNode, files: readonly File[]): string {
  const keys = (node.sshKey ?? '').split(/\r?\n/).flatMap((line) => line.trim() || []);
  const document = {
    hostname: node.name,
    preserve_hostname: false,
    ...(keys.length > 0 && {
      disable_root: false,
      users: [{ name: 'root', lock_passwd: false, ssh_authorized_keys: keys }],
    }),
    write_files: files.map((file) => ({ owner: 'root:root', ...file })),
    // The unit is for the next boots. The first run is not the unit's, so that cloud-init is done when the node is.
    runcmd: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', unitName],
      ['bash', programPath],
    ],
  };
  return `#cloud-config\n${yamlText(document)}`;
}

/** What `scripts/bootstrap.sh` sources. Addresses and roles only: nothing that a shell could take for more. */
function settings(role: BootRole, cluster: BootCluster, node: BootNode): string {
  const values = {
    CSE_ROLE: role,
    CSE_NODE_ADDRESS: node.ipAddress,
    CSE_ENDPOINT_ADDRESS: cluster.endpoint,
    CSE_ENDPOINT_PORT: String(apiPort),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value.replaceAll("'", '')}'\n`);
  return lines.join('');
}

function pkiFiles(pki: ClusterPki): File[] {
  const directory = '/etc/kubernetes/pki';
  return [
    secret(`${directory}/ca.crt`, pki.ca.certificate),
    secret(`${directory}/ca.key`, pki.ca.privateKey),
    secret(`${directory}/front-proxy-ca.crt`, pki.frontProxyCa.certificate),
    secret(`${directory}/front-proxy-ca.key`, pki.frontProxyCa.privateKey),
    secret(`${directory}/etcd/ca.crt`, pki.etcdCa.certificate),
    secret(`${directory}/etcd/ca.key`, pki.etcdCa.privateKey),
    secret(`${directory}/sa.key`, pki.serviceAccount.privateKey),
    secret(`${directory}/sa.pub`, pki.serviceAccount.publicKey),
  ];
}

function secret(path: string, content: string): File {
  return { path, permissions: '0600', content };
}
