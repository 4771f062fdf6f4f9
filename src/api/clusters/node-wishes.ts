import { createHash } from 'node:crypto';
import type { AddNodesRequest } from '../bodies/node-requests.ts';
import type { Cluster, ClusterSpec, NodePool, Reference, TenantRequest } from '#records/cluster.ts';

type User = TenantRequest['user'];

/** The wish with a pool more: one for each request, so that each can be done, and fail, for itself. */
export function withAddedNodes(
  { spec }: Cluster,
  of: {
    readonly requestId: string;
    readonly user: User;
    readonly wish: AddNodesRequest;
    readonly storageProfile: Reference | null;
  },
): { readonly spec: ClusterSpec; readonly request: TenantRequest } {
  const { requestId, user, wish } = of;
  const role = wish.node_type === 'nfsd' ? 'nfs' : 'worker';
  const pool: NodePool = {
    name: poolName(role, requestId),
    role,
    count: wish.node_count,
    template: wish.template ?? spec.controlPlane.template,
    cpu: wish.cpu,
    memoryMb: wish.memory,
    storageProfile: of.storageProfile,
    sshKey: wish.ssh_key,
    evict: [],
  };
  const request: TenantRequest = {
    id: requestId,
    operation: 'create_nodes',
    user,
    added: { pool: pool.name, count: pool.count, rollback: wish.rollback },
  };
  return {
    spec: { ...spec, pools: [...spec.pools, pool], requests: [...spec.requests, request] },
    request,
  };
}

/**
 * The wish without the nodes of those names. When one of the names is no node's, nothing is taken away and the request
 * says which: it is the controller that fails the task for it, as the contract wants (CSE 1.2.7, section 7.7).
 */
export function withoutNodes(
  { spec, status }: Cluster,
  of: {
    readonly requestId: string;
    readonly user: User;
    readonly nodes: readonly string[];
    readonly force: boolean;
  },
): { readonly spec: ClusterSpec; readonly request: TenantRequest } {
  const known = new Set(
    status.nodes.filter((node) => node.role !== 'control-plane').map((node) => node.name),
  );
  const missing = of.nodes.filter((name) => !known.has(name));
  const request: TenantRequest = {
    id: of.requestId,
    operation: 'delete_nodes',
    user: of.user,
    removed: { nodes: [...of.nodes], missing, force: of.force },
  };
  const pools = spec.pools.map((pool) => {
    const named = status.nodes.filter((node) => node.pool === pool.name && of.nodes.includes(node.name));
    const more = named.map((node) => node.name).filter((name) => !pool.evict.includes(name));
    return { ...pool, count: Math.max(0, pool.count - more.length), evict: [...pool.evict, ...more] };
  });
  return {
    spec: { ...spec, pools: missing.length > 0 ? spec.pools : pools, requests: [...spec.requests, request] },
    request,
  };
}

/** The same for the same request, so that a redelivery means the same pool. */
function poolName(role: NodePool['role'], requestId: string): string {
  return `${role}-${createHash('sha256').update(requestId).digest('hex').slice(0, 12)}`;
}
