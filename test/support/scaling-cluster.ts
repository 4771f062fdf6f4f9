import type { Cluster, ClusterNode, NodePool, TenantRequest } from '#records/cluster.ts';
import type { ClusterObservation, NodeObservation } from '#machines/cluster-observation.ts';
import {
  nodeSeen,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleTask,
  standingCluster,
} from './sample-cluster.ts';

const user = { id: 'u', name: 'u' };

/** A request for one worker more, in the pool `added`. */
export function addRequest(id: string, changes: Partial<TenantRequest> = {}): TenantRequest {
  return {
    id,
    operation: 'create_nodes',
    user,
    added: { pool: 'added', count: 1, rollback: true },
    ...changes,
  };
}

/** A request for the removal of a node. */
export function removeRequest(
  id: string,
  nodes: readonly string[],
  changes: { readonly missing?: string[]; readonly force?: boolean } = {},
): TenantRequest {
  const removed = { nodes: [...nodes], missing: [], force: false, ...changes };
  return { id, operation: 'delete_nodes', user, removed };
}

/** The sample cluster while it stands, with the wish for a worker more that has come so far. */
export function growingCluster(
  node?: Partial<ClusterNode>,
  changes: {
    readonly pool?: Partial<NodePool>;
    readonly request?: TenantRequest;
    readonly status?: object;
  } = {},
): Cluster {
  const stands = standingCluster();
  const [workers, ...others] = stands.spec.pools;
  if (!workers) throw new TypeError('the sample cluster has a pool');
  const request = changes.request ?? addRequest('m2');
  const added = { name: 'node-dddd', role: 'worker' as const, pool: 'added', state: 'planned' as const };
  return standingCluster({
    spec: {
      pools: [workers, ...others, { ...workers, name: 'added', count: 1, ...changes.pool }],
      requests: [...stands.spec.requests, request],
    },
    status: {
      nodes: [...stands.status.nodes, ...(node ? [{ ...added, ...node }] : [])],
      tasks: [...stands.status.tasks, sampleTask(request)],
      ...changes.status,
    },
  });
}

/** The sample cluster while it stands, with the wish that `node-cccc` goes. */
export function shrinkingCluster(
  node: Partial<ClusterNode> = {},
  options: { readonly force?: boolean } = {},
): Cluster {
  const stands = standingCluster();
  const [workers] = stands.spec.pools;
  if (!workers) throw new TypeError('the sample cluster has a pool');
  const request = removeRequest('m3', ['node-cccc'], options);
  return standingCluster({
    spec: {
      pools: [{ ...workers, count: 1, evict: ['node-cccc'] }],
      requests: [...stands.spec.requests, request],
    },
    status: {
      nodes: stands.status.nodes.map((each) => (each.name === 'node-cccc' ? { ...each, ...node } : each)),
      tasks: [...stands.status.tasks, sampleTask(request)],
    },
  });
}

const since = sampleNow.toISOString();
const longAgo = new Date(sampleNow.getTime() - 1000 * 3_600_000).toISOString();
const failure = { reason: 'VAppFailed' as const, message: 'no room', at: since };
const stuck = { generation: 1, reason: 'NodeStuck' as const, message: 'locked' };
const kept = addRequest('m2', { added: { pool: 'added', count: 1, rollback: false } });
const vmId = sampleIds.vApp;

/** What earlier looks have made of a wish for other nodes. */
export const scalingRecords: Record<string, Cluster> = {
  'adding, task missing': growingCluster(undefined, { status: { tasks: [] } }),
  'adding, unnamed': growingCluster(),
  'adding, planned': growingCluster({}),
  'adding, profile unknown': growingCluster({}, { pool: { storageProfile: { name: 'x', id: null } } }),
  'adding, requested': growingCluster({ state: 'requested' }),
  'adding, booting': growingCluster({ state: 'booting', vmId }),
  'added, taken back on failure': growingCluster({ state: 'failed', failure, vmId }),
  'added, failed without VM': growingCluster({ state: 'failed', failure }, { request: kept }),
  'added, failed and kept': growingCluster({ state: 'failed', failure, vmId }, { request: kept }),
  'removing, new': shrinkingCluster(),
  'removing by force': shrinkingCluster({}, { force: true }),
  'removing, drained': shrinkingCluster({ removal: { since, drained: { state: 'succeeded', message: '' } } }),
  'removing, deregistered': shrinkingCluster({
    removal: {
      since,
      drained: { state: 'succeeded', message: '' },
      deregistered: { state: 'succeeded', message: '' },
    },
  }),
  'removing, for too long': shrinkingCluster({ removal: { since: longAgo } }),
  'removing, stuck': shrinkingCluster({ removal: { since, stuck } }),
  'removing, stuck before': shrinkingCluster({
    removal: { since: longAgo, stuck: { ...stuck, generation: 0 } },
  }),
};

/** What is to be seen of a cluster whose nodes all run, but for one of them that has come so far. */
type World = (subject: string) => ClusterObservation;

function standing(
  subject: Partial<NodeObservation>,
  changes: Partial<ClusterObservation> = {},
  controlPlane: Partial<NodeObservation> = {},
): World {
  const joined = {
    vmId: sampleIds.vApp,
    ipAddress: '127.0.0.2',
    configured: true,
    power: 'on' as const,
    guest: 'succeeded' as const,
  };
  const names = ['mstr-aaaa', 'node-bbbb', 'node-cccc', 'node-dddd'];
  const seen = { vmId: sampleIds.vApp, ...subject };
  return (name) =>
    sampleObservation({
      vApp: 'present',
      vAppId: sampleIds.vApp,
      tagged: true,
      kubeconfigIssued: true,
      addressPublished: true,
      nodes: names.map((each) =>
        nodeSeen(each, each === name ? seen : each === 'mstr-aaaa' ? { ...joined, ...controlPlane } : joined),
      ),
      ...changes,
    });
}

const noVm = { power: 'absent' as const, vmId: undefined };
const off = { power: 'off' as const, ipAddress: undefined };
const addressed = { ...off, ipAddress: '127.0.0.9', configured: false };
const configured = { ...addressed, configured: true, wiped: false };
const on = { ...configured, power: 'on' as const, guest: 'running' as const };
const done = { state: 'succeeded' as const, message: '' };

/** How far the node in question has come, upwards and then downwards. */
export const scalingWorlds: Record<string, World> = {
  'no vApp': standing(noVm, { vApp: 'absent' }),
  'no VM': standing(noVm),
  'no VM, vApp busy': standing(noVm, { busy: true }),
  'template missing': standing(noVm, {
    templateProblem: { reason: 'TemplateNotFound', message: 'Template x not found' },
  }),
  'keys unknown': standing(noVm, { credentialsIssued: false }),
  'keys to be read': standing(noVm, { credentialsIssued: false, controlPlaneLegible: true }),
  'VM being made': standing({ ...off, made: false }, { busy: true }),
  'VM failed': standing({ ...off, made: false }),
  'VM without address': standing(off),
  'VM with address': standing(addressed),
  'VM configured': standing(configured),
  'VM on': standing(on),
  'guest failed': standing({ ...on, guest: 'failed' }),
  'guest joined': standing({ ...on, guest: 'succeeded' }),
  'guest joined, wiped': standing({ ...on, guest: 'succeeded', wiped: true }),
  'control plane takes no jobs': standing({ ...on, wiped: true }, { jobsUnavailable: 'no key' }),
  'being drained': standing({ ...on, wiped: true, drain: { state: 'running', message: '' } }),
  'not drained': standing({ ...on, wiped: true, drain: { state: 'failed', message: 'a budget' } }),
  drained: standing({ ...on, wiped: true, drain: done }),
  deregistered: standing({ ...on, wiped: true, drain: done, deregistration: done }),
  'VM off, deployed': standing({ ...configured, wiped: true, deployed: true, deregistration: done }),
  'no VM, control plane gone': standing(noVm, {}, noVm),
  'no VM, control plane off': standing(noVm, {}, { power: 'off' }),
  'VM on, control plane gone': standing(on, {}, noVm),
  'VM on, control plane off': standing(on, {}, { power: 'off' }),
  undeployed: standing({ ...configured, wiped: true, deregistration: done }),
};

/** The record in the world, of which it sees only its own nodes. */
export function scalingSight(cluster: Cluster, world: World): ClusterObservation {
  const subject = cluster.spec.pools.some((pool) => pool.name === 'added') ? 'node-dddd' : 'node-cccc';
  const observed = world(subject);
  const names = new Set(cluster.status.nodes.map((node) => node.name));
  return { ...observed, nodes: observed.nodes.filter((node) => names.has(node.name)) };
}
