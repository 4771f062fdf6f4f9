import type { VAppOrigin, VisibleVApp } from './ports.ts';
import type { ClusterNode, ClusterSpec, NodePool, NodeRole } from '#records/cluster.ts';
import type { Cluster } from '#records/cluster.ts';
import { cleanupFinalizer } from '#records/metadata.ts';
import type { NewRecord } from '#store/record-store.ts';

/** What the beginning of a VM's name says of it (contract of CSE 1.2.7, section 6.2); others are no nodes. */
const homes: readonly { readonly prefix: string; readonly role: NodeRole; readonly pool: string }[] = [
  { prefix: 'mstr', role: 'control-plane', pool: 'control-plane' },
  { prefix: 'node', role: 'worker', pool: 'workers' },
  { prefix: 'nfsd', role: 'nfs', pool: 'nfs' },
];

/**
 * The record of a cluster that another server made: its wish is what is there, and it counts as ready, so that nothing
 * but a deletion that somebody asks for removes it. `clusterId` is the UUID that its vApp carries.
 */
export function adoptedCluster(of: {
  readonly clusterId: string;
  readonly vApp: VisibleVApp;
  readonly origin: VAppOrigin;
  readonly now: Date;
}): NewRecord<Cluster> {
  const { clusterId, vApp, origin, now } = of;
  const nodes = origin.vms.flatMap(nodeOf);
  const template = vApp.metadata.get('cse.template') ?? '';
  const machine = { template, cpu: null, memoryMb: null, storageProfile: null };
  const poolOf = (role: NodePool['role'], name: string): NodePool => {
    const count = nodes.filter((node) => node.pool === name).length;
    return { name, role, count, ...machine, evict: [] };
  };
  const spec: ClusterSpec = {
    org: origin.org,
    vdc: { name: vApp.vdcName, id: vApp.vdcId },
    network: origin.network,
    owner: origin.owner,
    controlPlane: { count: 1, ...machine },
    pools: [poolOf('worker', 'workers'), poolOf('nfs', 'nfs')],
    sshKey: null,
    rollback: false,
    paused: false,
    requests: [],
  };
  const at = now.toISOString();
  return {
    metadata: {
      name: vApp.name,
      namespace: origin.org.name,
      uid: clusterId,
      finalizers: [cleanupFinalizer],
    },
    spec,
    status: { conditions: [], vApp: { requestedAt: at, id: vApp.id }, nodes, tasks: [], readyAt: at },
  };
}

function nodeOf({ name, ipAddress }: VAppOrigin['vms'][number]): ClusterNode[] {
  const home = homes.find(({ prefix }) => name.startsWith(prefix));
  if (!home) return [];
  const { role, pool } = home;
  // The original had no other way into its machines.
  const guestBackend = 'guest-operations' as const;
  return [{ name, role, pool, state: 'joined', guestBackend, ...(ipAddress !== undefined && { ipAddress }) }];
}
