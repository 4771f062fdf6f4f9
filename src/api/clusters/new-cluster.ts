import type { Caller, Placement } from '../callers/caller.ts';
import type { CreateRequest } from '../bodies/create-request.ts';
import { emptyClusterStatus, type Cluster, type ClusterSpec, type NodePool } from '#records/cluster.ts';
import { cleanupFinalizer } from '#records/metadata.ts';
import type { NewRecord } from '#store/record-store.ts';

/**
 * The record that a create request stands for. Names of things that the caller cannot see stay in it without an id:
 * it is the controller that fails the task for them, as the contract wants (section 3.8).
 */
export function newCluster(of: {
  readonly uid: string;
  readonly requestId: string;
  readonly caller: Caller;
  readonly wish: CreateRequest;
  readonly template: string;
  readonly placement: Placement;
}): NewRecord<Cluster> {
  const { uid, requestId, caller, wish, placement } = of;
  const user = { id: caller.userId, name: caller.userName };
  const machine = {
    template: of.template,
    cpu: wish.cpu,
    memoryMb: wish.memory,
    storageProfile: placement.storageProfile,
  };
  const workers: NodePool = {
    name: 'workers',
    role: 'worker',
    count: wish.node_count,
    ...machine,
    evict: [],
  };
  const nfs: NodePool = { name: 'nfs', role: 'nfs', count: 1, ...machine, evict: [] };
  const spec: ClusterSpec = {
    org: { id: caller.orgId, name: caller.orgName },
    vdc: placement.vdc,
    network: placement.network,
    owner: user,
    controlPlane: { count: 1, ...machine },
    pools: wish.enable_nfs ? [workers, nfs] : [workers],
    sshKey: wish.ssh_key,
    rollback: wish.rollback,
    paused: false,
    requests: [{ id: requestId, operation: 'create_cluster', user }],
  };
  const metadata = { name: wish.name, namespace: caller.orgName, uid, finalizers: [cleanupFinalizer] };
  return { metadata, spec, status: emptyClusterStatus };
}
