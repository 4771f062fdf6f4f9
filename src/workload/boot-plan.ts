import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cniManifest, type Addon } from './addons.ts';
import { issueJoinCertificate } from './certificates.ts';
import type { ClusterPki } from './cluster-pki.ts';
import {
  defaultPodSubnet,
  initConfiguration,
  joinConfiguration,
  type BootCluster,
  type BootNode,
} from './kubeadm-config.ts';
import { secretFile, type BootFile, type MachinePlan } from './machine-plan.ts';
import { jobAgentParts, type JobAgent } from './job-agent.ts';
import { filledIn, joinToken, wantsToken } from './join-token.ts';
import { apiPort, kubeconfigText } from './kubeconfig.ts';

export type { JobAgent } from './job-agent.ts';
export type { BootCluster, BootNode } from './kubeadm-config.ts';

/** What a machine is made into at its first boot. */
export type BootRole = 'control-plane' | 'worker' | 'nfs';

/**
 * Scripts that a template has for its nodes, whole texts: each runs in place of all that `scripts/bootstrap.sh` does in
 * such a node once the network is there.
 */
export interface NodeScriptTexts {
  readonly controlPlane?: string | undefined;
  /** `{ip}` and `{token}` in it are the control plane's address and a token to join with. */
  readonly worker?: string | undefined;
  readonly nfs?: string | undefined;
}

const stateDirectory = '/var/lib/cse';
const programPath = '/usr/local/lib/cse/bootstrap.sh';
/** What is done on a node later; guest backends know it by this path. */
export const nodeJobPath = '/usr/local/lib/cse/node-job.sh';
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
  /** Without one the machine takes no jobs. */
  readonly jobs?: JobAgent | undefined;
  readonly scripts?: NodeScriptTexts | undefined;
}): Promise<MachinePlan> {
  const { cluster, node, pki, cni, jobs, scripts } = params;
  return bootPlan('control-plane', { cluster, node, jobs }, [
    ...pkiFiles(pki),
    ...scriptFile(scripts?.controlPlane),
    ...(wantsToken(scripts?.worker)
      ? [secretFile(`${stateDirectory}/join-token`, `${joinToken(pki)}\n`)]
      : []),
    secretFile(`${stateDirectory}/kubeadm.yaml`, initConfiguration(cluster, node)),
    secretFile(`${stateDirectory}/cni.yaml`, cniManifest(cni, cluster.podSubnet ?? defaultPodSubnet)),
  ]);
}

/** What makes a worker: a certificate to join with, which the cluster's CA signs now and which lasts two hours by default. */
export async function workerBootPlan(params: {
  readonly cluster: BootCluster;
  readonly node: BootNode;
  readonly pki: Pick<ClusterPki, 'ca' | 'serviceAccount'>;
  readonly joinValidForMs?: number | undefined;
  readonly jobs?: JobAgent | undefined;
  readonly scripts?: NodeScriptTexts | undefined;
  readonly now: Date;
}): Promise<MachinePlan> {
  const { cluster, node, pki, joinValidForMs, jobs, scripts, now } = params;
  const { ca } = pki;
  const script = scripts?.worker && filledIn(scripts.worker, { token: joinToken(pki), ip: cluster.endpoint });
  const discoveryFile = `${stateDirectory}/discovery.conf`;
  const discovery = kubeconfigText({
    clusterName: cluster.name,
    userName: 'join',
    address: cluster.endpoint,
    caCertificate: ca.certificate,
    client: await issueJoinCertificate({ ca, nodeName: node.name, validForMs: joinValidForMs, now }),
  });
  return bootPlan('worker', { cluster, node, jobs }, [
    secretFile(`${stateDirectory}/kubeadm.yaml`, joinConfiguration(node, discoveryFile)),
    secretFile(discoveryFile, discovery),
    ...scriptFile(script),
  ]);
}

/** What makes an NFS server, which is no node of Kubernetes: no certificate, no secret. */
export function nfsBootPlan(params: {
  readonly cluster: BootCluster;
  readonly node: BootNode;
  readonly jobs?: JobAgent | undefined;
  readonly scripts?: NodeScriptTexts | undefined;
}): Promise<MachinePlan> {
  const { cluster, node, jobs, scripts } = params;
  const lines = nfsExports.map((path) => `${path} *(rw,sync,no_root_squash,no_subtree_check)\n`);
  // What a script of the template's own exports is its own affair.
  const files: BootFile[] = scripts?.nfs
    ? scriptFile(scripts.nfs)
    : [{ path: exportsPath, permissions: '0644', content: lines.join('') }];
  return bootPlan('nfs', { cluster, node, jobs }, files);
}

/** Where `scripts/bootstrap.sh` looks for what it is to run in its own place. */
function scriptFile(script: string | undefined): BootFile[] {
  if (script === undefined) return [];
  return [{ path: `${stateDirectory}/node-script`, permissions: '0700', content: script }];
}

async function bootPlan(
  role: BootRole,
  {
    cluster,
    node,
    jobs,
  }: { readonly cluster: BootCluster; readonly node: BootNode; readonly jobs: JobAgent | undefined },
  files: readonly BootFile[],
): Promise<MachinePlan> {
  const agent = jobs && (await jobAgentParts(jobs, node.name));
  const hash = bootPlanHash({ role, cluster, node });
  const program = await readFile(new URL('./scripts/bootstrap.sh', import.meta.url), 'utf8');
  const unit = await readFile(new URL(`./scripts/${unitName}`, import.meta.url), 'utf8');
  const jobActions = await readFile(new URL('./scripts/node-job.sh', import.meta.url), 'utf8');
  return {
    hash,
    hostname: node.name,
    sshKeys: (node.sshKey ?? '').split(/\r?\n/).flatMap((line) => line.trim() || []),
    files: [
      ...files,
      secretFile(`${stateDirectory}/bootstrap.env`, settings(role, cluster, node)),
      { path: programPath, permissions: '0700', content: program },
      { path: `/etc/systemd/system/${unitName}`, permissions: '0644', content: unit },
      ...(role === 'worker'
        ? []
        : [{ path: nodeJobPath, permissions: '0700' as const, content: jobActions }]),
      ...(agent?.files ?? []),
    ],
    // The unit is for the next boots. The first run is not the unit's, so that cloud-init is done when the node is.
    commands: [['systemctl', 'daemon-reload'], ['systemctl', 'enable', unitName], ...(agent?.commands ?? [])],
    program: ['bash', programPath],
  };
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

function pkiFiles(pki: ClusterPki): BootFile[] {
  const directory = '/etc/kubernetes/pki';
  return [
    secretFile(`${directory}/ca.crt`, pki.ca.certificate),
    secretFile(`${directory}/ca.key`, pki.ca.privateKey),
    secretFile(`${directory}/front-proxy-ca.crt`, pki.frontProxyCa.certificate),
    secretFile(`${directory}/front-proxy-ca.key`, pki.frontProxyCa.privateKey),
    secretFile(`${directory}/etcd/ca.crt`, pki.etcdCa.certificate),
    secretFile(`${directory}/etcd/ca.key`, pki.etcdCa.privateKey),
    secretFile(`${directory}/sa.key`, pki.serviceAccount.privateKey),
    secretFile(`${directory}/sa.pub`, pki.serviceAccount.publicKey),
  ];
}
