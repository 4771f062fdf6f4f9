import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { ClusterObservation, LeaseObservation, NodeObservation } from '#machines/cluster-observation.ts';
import {
  nodeSeen,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
  standingCluster,
} from './sample-cluster.ts';

const { powerOnAfterMs, replaceAfterMs } = sampleRepair;
const ago = (ms: number) => new Date(sampleNow.getTime() - ms).toISOString();

/** Long enough for anything to be done. */
export const longDown = ago(Math.max(powerOnAfterMs, replaceAfterMs));
/** Not long enough for anything. */
export const justDown = ago(1000);

/** The sample cluster while it stands, with changes of its nodes by name. */
export function ailingCluster(
  nodes: Readonly<Record<string, Partial<ClusterNode>>>,
  changes: Parameters<typeof standingCluster>[0] = {},
): Cluster {
  const stands = standingCluster(changes);
  const changed = stands.status.nodes.map((node) => ({ ...node, ...nodes[node.name] }));
  return { ...stands, status: { ...stands.status, nodes: changed } };
}

/** The same with a node more, which is to be in the place of `node-cccc`. */
export function withReplacement(cluster: Cluster, changes: Partial<ClusterNode> = {}): Cluster {
  const node: ClusterNode = {
    name: 'node-eeee',
    role: 'worker',
    pool: 'workers',
    state: 'planned',
    replacement: { of: 'node-cccc', attempt: 1 },
    ...changes,
  };
  return { ...cluster, status: { ...cluster.status, nodes: [...cluster.status.nodes, node] } };
}

const running = {
  vmId: sampleIds.vApp,
  ipAddress: '127.0.0.2',
  configured: true,
  power: 'on' as const,
  guest: 'succeeded' as const,
};
export const missing = { vmId: undefined, power: 'absent' as const };
/** Its VM runs, and its cluster says that it has not been ready for that long. */
export const notReady = (forMs: number = sampleRepair.notReadyAfterMs) => ({
  ...running,
  inCluster: { state: 'notReady' as const, forMs },
});
/** Its VM runs, and its cluster has no such node. */
export const unlisted = { ...running, inCluster: { state: 'unlisted' as const } };
const ready = { ...running, inCluster: { state: 'ready' as const } };

export const off = { ...running, power: 'off' as const, guest: 'silent' as const, deployed: true };

/** What is to be seen of a cluster whose nodes all run, but for those that are named. */
export function ailingSight(
  cluster: Cluster,
  nodes: Readonly<Record<string, Partial<NodeObservation>>> = {},
  changes: Partial<ClusterObservation> = {},
): ClusterObservation {
  return sampleObservation({
    vApp: 'present',
    vAppId: sampleIds.vApp,
    tagged: true,
    kubeconfigIssued: true,
    addressPublished: true,
    nodes: cluster.status.nodes.map(({ name }) => nodeSeen(name, nodes[name] ?? running)),
    ...changes,
  });
}

const stands = standingCluster();
const hour = 3_600_000;

/** Why a replacement could not be made. */
export const newFailure = { reason: 'VAppFailed' as const, message: 'no room', at: longDown };

/** The sample cluster with one ailing node, that has been down for long unless said otherwise. */
export function ailing(name: string, node: Partial<ClusterNode> = { downSince: longDown }): Cluster {
  return ailingCluster({ [name]: node });
}

/** Without its last worker. */
export function forgotten(cluster: Cluster): Cluster {
  return {
    ...cluster,
    status: { ...cluster.status, nodes: cluster.status.nodes.filter(({ name }) => name !== 'node-cccc') },
  };
}

const allDown = ailingCluster({
  'mstr-aaaa': { downSince: longDown },
  'node-bbbb': { downSince: longDown },
  'node-cccc': { downSince: longDown },
});
const nfs = standingCluster({
  spec: {
    pools: stands.spec.pools.flatMap((pool) => [
      { ...pool, count: 1 },
      { ...pool, name: 'nfs', role: 'nfs', count: 1 },
    ]),
  },
  status: {
    nodes: stands.status.nodes.map((node) =>
      node.name === 'node-cccc' ? { ...node, role: 'nfs', pool: 'nfs', downSince: longDown } : node,
    ),
  },
});

/** A lease of a week that ends in so many days. */
export function leased(
  days: number,
  kind: LeaseObservation['kind'] = 'deployment',
): Pick<ClusterObservation, 'leases'> {
  const endsAt = new Date(sampleNow.getTime() + days * 24 * hour).toISOString();
  return { leases: [{ kind, lengthMs: 7 * 24 * hour, endsAt }] };
}

/** Its cluster knew the last worker once, and has not known it for long. */
const lost = ailing('node-cccc', {
  downSince: longDown,
  inCluster: { state: 'gone', since: longDown },
});

function inPlaceOfLost(cluster: Cluster): Cluster {
  return withReplacement(cluster, {
    replacement: { of: 'node-cccc', attempt: 1, because: 'nodeLost' },
  });
}

function askedLately(askedAt: string): Cluster {
  return standingCluster({ status: { leases: { askedAt } } });
}

/** A record, and what is to be seen of those of its nodes that do not run. */
export const ills: Record<
  string,
  readonly [Cluster, Parameters<typeof ailingSight>[1], Partial<ClusterObservation>?]
> = {
  nothing: [stands, {}],
  'worker off, seen for the first time': [stands, { 'node-cccc': off }],
  'worker off for a moment': [ailing('node-cccc', { downSince: justDown }), { 'node-cccc': off }],
  'worker off for long': [ailing('node-cccc'), { 'node-cccc': off }],
  'worker suspended for long': [ailing('node-cccc'), { 'node-cccc': { ...off, power: 'suspended' } }],
  'worker off, VM busy': [ailing('node-cccc'), { 'node-cccc': { ...off, busy: true } }],
  'worker off, vApp busy': [ailing('node-cccc'), { 'node-cccc': off }, { busy: true }],
  'worker off, powered on just now': [
    ailing('node-cccc', { downSince: longDown, poweredOn: { times: 1, at: justDown } }),
    { 'node-cccc': off },
  ],
  'worker off, powered on before': [
    ailing('node-cccc', { downSince: longDown, poweredOn: { times: 1, at: longDown } }),
    { 'node-cccc': off },
  ],
  'worker off, powered on three times': [
    ailing('node-cccc', { downSince: longDown, poweredOn: { times: 3, at: longDown } }),
    { 'node-cccc': off },
  ],
  'worker off, never joined': [
    ailing('node-cccc', { state: 'booting', downSince: longDown }),
    { 'node-cccc': off },
  ],
  'control plane off': [ailing('mstr-aaaa'), { 'mstr-aaaa': off }],
  'control plane off, keys unread': [
    ailing('mstr-aaaa'),
    { 'mstr-aaaa': off },
    { credentialsIssued: false, controlPlaneLegible: true },
  ],
  'all off': [allDown, { 'mstr-aaaa': off, 'node-bbbb': off, 'node-cccc': off }],
  'all suspended': [
    allDown,
    Object.fromEntries(
      stands.status.nodes.map(({ name }) => [name, { ...off, power: 'suspended' as const }]),
    ),
  ],
  'only VM off': [
    forgotten(ailingCluster({ 'mstr-aaaa': { downSince: longDown } })),
    { 'mstr-aaaa': off, 'node-bbbb': missing },
  ],
  'only VM stopped': [
    forgotten(ailingCluster({ 'mstr-aaaa': { downSince: longDown } })),
    { 'mstr-aaaa': { ...off, deployed: false }, 'node-bbbb': missing },
  ],
  'worker gone, seen for the first time': [stands, { 'node-cccc': missing }],
  'worker gone for a moment': [ailing('node-cccc', { downSince: justDown }), { 'node-cccc': missing }],
  'worker gone for long': [ailing('node-cccc'), { 'node-cccc': missing }],
  'worker gone, vApp busy': [ailing('node-cccc'), { 'node-cccc': missing }, { busy: true }],
  'both workers gone': [
    ailingCluster({ 'node-bbbb': { downSince: longDown }, 'node-cccc': { downSince: longDown } }),
    { 'node-bbbb': missing, 'node-cccc': missing },
  ],
  'one gone, one off too often': [
    ailingCluster({
      'node-bbbb': { downSince: longDown, poweredOn: { times: 3, at: longDown } },
      'node-cccc': { downSince: longDown },
    }),
    { 'node-bbbb': off, 'node-cccc': missing },
  ],
  'worker gone, control plane off for a moment': [
    ailingCluster({ 'mstr-aaaa': { downSince: justDown }, 'node-cccc': { downSince: longDown } }),
    { 'mstr-aaaa': off, 'node-cccc': missing },
  ],
  'control plane gone': [ailing('mstr-aaaa'), { 'mstr-aaaa': missing }],
  'control plane and worker gone': [
    ailingCluster({ 'mstr-aaaa': { downSince: longDown }, 'node-cccc': { downSince: longDown } }),
    { 'mstr-aaaa': missing, 'node-cccc': missing },
  ],
  'NFS server gone': [nfs, { 'node-cccc': missing }],
  'NFS server off': [nfs, { 'node-cccc': off }],
  'all VMs gone': [allDown, { 'mstr-aaaa': missing, 'node-bbbb': missing, 'node-cccc': missing }],
  'vApp gone': [
    allDown,
    { 'mstr-aaaa': missing, 'node-bbbb': missing, 'node-cccc': missing },
    { vApp: 'absent', vAppId: undefined },
  ],
  'replacement planned, old one gone': [
    withReplacement(ailing('node-cccc')),
    { 'node-cccc': missing, 'node-eeee': missing },
  ],
  'replacement planned, old one back': [withReplacement(ailing('node-cccc')), { 'node-eeee': missing }],
  'replacement planned, old one forgotten': [withReplacement(forgotten(stands)), { 'node-eeee': missing }],
  'replacement joined': [withReplacement(forgotten(stands), { state: 'joined' }), {}],
  'replacement failed just now': [
    withReplacement(forgotten(stands), { state: 'failed', failure: { ...newFailure, at: justDown } }),
    { 'node-eeee': missing },
  ],
  'replacement failed before': [
    withReplacement(forgotten(stands), {
      state: 'failed',
      failure: { ...newFailure, at: new Date(sampleNow.getTime() - hour).toISOString() },
    }),
    { 'node-eeee': missing },
  ],
  'worker not ready for a moment': [ailing('node-cccc'), { 'node-cccc': notReady(1000) }],
  'worker not ready, seen for the first time': [stands, { 'node-cccc': notReady() }],
  'worker not ready for long': [ailing('node-cccc'), { 'node-cccc': notReady() }],
  'worker not ready for long, VM busy': [ailing('node-cccc'), { 'node-cccc': { ...notReady(), busy: true } }],
  'worker out of the cluster, never heard of': [ailing('node-cccc'), { 'node-cccc': unlisted }],
  'worker out of the cluster for long': [lost, { 'node-cccc': unlisted }],
  'worker off for long, out of the cluster': [
    lost,
    { 'node-cccc': { ...off, inCluster: unlisted.inCluster } },
  ],
  'worker out of the cluster, then silence': [lost, {}],
  'worker not ready, then silence': [
    ailing('node-cccc', { inCluster: { state: 'notReady', since: longDown } }),
    {},
  ],
  'worker ready, then silence': [ailing('node-cccc', { inCluster: { state: 'ready', since: longDown } }), {}],
  'both workers not ready for long': [
    ailingCluster({ 'node-bbbb': { downSince: longDown }, 'node-cccc': { downSince: longDown } }),
    { 'node-bbbb': notReady(), 'node-cccc': notReady() },
  ],
  'control plane not ready': [ailing('mstr-aaaa'), { 'mstr-aaaa': notReady() }],
  'control plane and worker not ready': [
    ailingCluster({ 'mstr-aaaa': { downSince: longDown }, 'node-cccc': { downSince: longDown } }),
    { 'mstr-aaaa': notReady(), 'node-cccc': notReady() },
  ],
  'replacement planned, lost one still lost': [
    inPlaceOfLost(lost),
    { 'node-cccc': unlisted, 'node-eeee': missing },
  ],
  'replacement planned, lost one silent': [inPlaceOfLost(lost), { 'node-eeee': missing }],
  'replacement planned, lost one ready again': [
    inPlaceOfLost(lost),
    { 'node-cccc': ready, 'node-eeee': missing },
  ],
  'replacement not ready after another': [
    ailingCluster({ 'node-cccc': { downSince: longDown, replacement: { of: 'node-gone', attempt: 2 } } }),
    { 'node-cccc': notReady() },
  ],
  'lease begun lately': [stands, {}, leased(5)],
  'lease half over': [stands, {}, leased(3)],
  'lease half over, vApp busy': [stands, {}, { ...leased(3), busy: true }],
  'lease half over, asked just now': [askedLately(justDown), {}, leased(3)],
  'lease half over, asked before': [
    askedLately(new Date(sampleNow.getTime() - 2 * hour).toISOString()),
    {},
    leased(3),
  ],
  'lease half over, all off': [
    allDown,
    { 'mstr-aaaa': off, 'node-bbbb': off, 'node-cccc': off },
    leased(3, 'storage'),
  ],
  'paused, worker gone': [
    ailingCluster({ 'node-cccc': { downSince: longDown } }, { spec: { paused: true } }),
    { 'node-cccc': missing },
  ],
};
