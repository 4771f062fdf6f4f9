import {
  recalledLabel,
  type Cluster,
  type ClusterSpec,
  type ClusterStatus,
  type NodePool,
  type Reference,
} from '#records/cluster.ts';
import { cleanupFinalizer } from '#records/metadata.ts';
import type { NewRecord } from '#store/record-store.ts';
import type { TextSealer } from '#store/sealed-text.ts';
import type { Named, VApp, Vdc } from '#vcd/model.ts';
import { secretNames } from '../credentials.ts';
import { metadataKeys } from '../metadata-keys.ts';
import { isNodeOf } from '../nodes/node-description.ts';
import { nodeSecretsOf, type MarkedPool, type NodeMark, type NodeSecrets } from '../nodes/node-mark.ts';
import { operatorWishesIn } from '../operator-wishes.ts';
import { recalledNodes, type RecalledNode } from './recalled-nodes.ts';

/** A cluster's vApp as vCD shows it, and the names and ids around it. */
export interface SeenCluster {
  readonly clusterId: string;
  readonly vApp: VApp;
  readonly metadata: ReadonlyMap<string, string>;
  readonly org: Named;
  readonly vdc: Vdc;
  readonly ownerName: string;
}

/** A cluster's record as vCD witnesses it. */
export interface RecalledCluster {
  readonly record: NewRecord<Cluster>;
  /** By the names under which the store keeps them; what is not among them is issued anew or read from the guests. */
  readonly secrets: ReadonlyMap<string, string>;
  /** False: its VMs are not described as ours are. */
  readonly isOurs: boolean;
  /** Of the server that made it; empty when it did not say. */
  readonly version: string;
  /** What could not be known, or is not as it should be, in sentences for an operator. */
  readonly remarks: readonly string[];
}

/**
 * The record of a cluster out of its vApp: what its VMs are marked with, and for those of another server what their names
 * and sizes tell. What was ever ready counts as ready, so that nothing but a deletion that somebody asks for removes it;
 * what was being made when its record was lost counts as failed, and is kept for its user to look at and to delete.
 */
export function recalledCluster(seen: SeenCluster, sealer: TextSealer, now: Date): RecalledCluster {
  const { clusterId, vApp, org, vdc } = seen;
  const { nodes, remarks } = recalledNodes(vApp.vms, clusterId);
  const isOurs = vApp.vms.some((vm) => isNodeOf({ metadata: { uid: clusterId } }, vm));
  const marked = nodes.some(({ mark }) => mark);
  const wish = wishOf(seen, nodes);
  const keys = secretsOf(nodes, sealer);
  const spec: ClusterSpec = {
    org,
    vdc: { name: vdc.name, id: vdc.id },
    network: named(vApp.networks[0] ?? '', vdc.networks),
    owner: { id: vApp.ownerId ?? '', name: seen.ownerName },
    ...wish,
    pools: wish.pools.map((pool) => ({
      ...pool,
      count: nodes.filter(({ node }) => node.pool === pool.name).length,
      evict: [],
    })),
    rollback: false,
    paused: false,
    ...operatorWishesIn(seen.metadata),
    requests: [],
  };
  return {
    record: {
      metadata: {
        ...{ name: vApp.name, namespace: org.name, uid: clusterId, finalizers: [cleanupFinalizer] },
        ...(isOurs && { labels: { [recalledLabel]: now.toISOString() } }),
      },
      spec,
      status: statusOf(seen, nodes, isOurs, now),
    },
    secrets: keys.secrets,
    isOurs,
    version: seen.metadata.get(metadataKeys.version) ?? '',
    remarks: [
      ...remarks,
      ...(isOurs && !marked ? [ofEarlierRelease] : []),
      ...(isOurs ? keys.remarks : [ofAnotherServer]),
      ...unfinished(nodes),
    ],
  };
}

const ofEarlierRelease =
  'Its VMs do not say what was wished for: pools and sizes are what they have, and SSH keys are not known.';

const ofAnotherServer =
  'Its keys and its kubeconfig are read from its control plane through vCenter, with the admin_password of its template.';

type Wish = Pick<ClusterSpec, 'controlPlane' | 'sshKey'> & { readonly pools: readonly MarkedPool[] };

/** The control plane's mark has the wish of the creation, each later node that of its own pool. */
function wishOf(seen: SeenCluster, nodes: readonly RecalledNode[]): Wish {
  const control = nodes.map(({ mark }) => mark).find((mark) => mark?.role === 'control-plane');
  const pools = new Map<string, MarkedPool>();
  if (control?.role === 'control-plane') for (const pool of control.pools) pools.set(pool.name, pool);
  for (const { mark } of nodes) {
    if (mark && mark.role !== 'control-plane' && !pools.has(mark.pool.name))
      pools.set(mark.pool.name, mark.pool);
  }
  for (const [name, role] of originalPools) {
    const isWanted = !control || nodes.some(({ node }) => node.pool === name);
    if (isWanted && !pools.has(name)) pools.set(name, { name, role, ...machineSeen(seen, nodes, name) });
  }
  if (control?.role === 'control-plane')
    return { controlPlane: control.controlPlane, sshKey: control.sshKey, pools: [...pools.values()] };
  const controlPlane = { count: 1 as const, ...machineSeen(seen, nodes, 'control-plane') };
  return { controlPlane, sshKey: null, pools: [...pools.values()] };
}

/** What every cluster of an original server has, with or without nodes in them. */
const originalPools: ReadonlyMap<string, NodePool['role']> = new Map([
  ['workers', 'worker'],
  ['nfs', 'nfs'],
]);

/** The template that the vApp names, and the size of the first VM. */
function machineSeen({ metadata, vdc }: SeenCluster, nodes: readonly RecalledNode[], pool: string) {
  const vm = nodes.find(({ node }) => node.pool === pool)?.vm;
  const profile = vm?.storageProfile;
  return {
    template: metadata.get(metadataKeys.template) ?? '',
    cpu: vm?.cpus ?? null,
    memoryMb: vm?.memoryMb ?? null,
    storageProfile: profile === undefined ? null : named(profile, vdc.storageProfiles),
  };
}

function statusOf(
  { vApp, metadata }: SeenCluster,
  nodes: readonly RecalledNode[],
  isOurs: boolean,
  now: Date,
): ClusterStatus {
  const at = now.toISOString();
  const address = metadata.get(metadataKeys.masterIp);
  const wasReady = !isOurs || Boolean(address);
  const failure = {
    reason: 'RecordLost' as const,
    message: 'the database was lost while it was being made; delete it and ask for it again',
    at,
  };
  return {
    conditions: [],
    vApp: { requestedAt: at, id: vApp.id },
    nodes: nodes.map(({ node }) => node),
    tasks: [],
    ...(wasReady ? { readyAt: at, ...(address && { endpoint: `https://${address}:6443` }) } : { failure }),
  };
}

function secretsOf(
  nodes: readonly RecalledNode[],
  sealer: TextSealer,
): { readonly secrets: ReadonlyMap<string, string>; readonly remarks: readonly string[] } {
  const secrets = new Map<string, string>();
  let ofControl: NodeSecrets['state'] | undefined;
  for (const { vm, node, mark } of nodes) {
    const found: NodeSecrets = mark ? nodeSecretsOf(sealer, vm, mark) : { state: 'none' };
    if (node.role === 'control-plane') ofControl = found.state;
    if (found.state !== 'opened') continue;
    for (const [name, value] of Object.entries(found.values)) secrets.set(name, value);
  }
  if (secrets.has(secretNames.pki)) return { secrets, remarks: [] };
  const control = nodes.find(({ node }) => node.role === 'control-plane')?.node;
  if (!control) return { secrets, remarks: ['It has no control plane: its VM is gone.'] };
  return { secrets, remarks: [`${whyNone[ofControl ?? 'none']} ${withoutKeys(control.guestBackend)}`] };
}

const whyNone: Readonly<Record<NodeSecrets['state'], string>> = {
  opened: 'Its keys had not been made.',
  none: 'Its keys are not on its VMs.',
  damaged: 'Somebody has changed what its VMs carry: its keys cannot be opened.',
  otherKey:
    'Its keys are sealed with another secret key: put the secret key file of before back, and run cse rebuild --merge.',
};

function withoutKeys(guestBackend: NodeMark['guestBackend'] | undefined): string {
  return guestBackend === 'guest-operations'
    ? 'The server reads them from its control plane when it runs.'
    : 'Until they are known it has no kubeconfig, no node can be added, and none is drained before it goes.';
}

function unfinished(nodes: readonly RecalledNode[]): string[] {
  const open = nodes.map(({ node }) => node).filter(({ state }) => state !== 'joined');
  return open.length === 0
    ? []
    : [`Not known to have joined: ${open.map(({ name, state }) => `${name} (${state})`).join(', ')}.`];
}

function named(name: string, candidates: readonly Named[]): Reference {
  return { name, id: candidates.find((candidate) => candidate.name === name)?.id ?? null };
}
