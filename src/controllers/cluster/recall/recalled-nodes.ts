import type { ClusterNode, NodeRole } from '#records/cluster.ts';
import { guestReport } from '#guest/guest-report.ts';
import { inputKeys } from '#guest/guestinfo/keys.ts';
import { markedPlan } from '#guest/plan-mark.ts';
import type { Vm } from '#vcd/model.ts';
import { isNodeOf } from '../nodes/node-description.ts';
import { nodeMarkOf, type NodeMark } from '../nodes/node-mark.ts';

/** A VM of the vApp and the node that it is. */
export interface RecalledNode {
  readonly vm: Vm;
  readonly node: ClusterNode;
  /** Absent on VMs of another server, and of an earlier release of ours. */
  readonly mark?: NodeMark;
}

/** The nodes of a cluster as its VMs say. */
export interface RecalledNodes {
  readonly nodes: readonly RecalledNode[];
  /** What was noticed about VMs, in sentences. */
  readonly remarks: readonly string[];
}

/** What the beginning of a VM's name says of it (contract of CSE 1.2.7, section 6.2); others are no nodes. */
const homes: readonly { readonly prefix: string; readonly role: NodeRole; readonly pool: string }[] = [
  { prefix: 'mstr', role: 'control-plane', pool: 'control-plane' },
  { prefix: 'node', role: 'worker', pool: 'workers' },
  { prefix: 'nfsd', role: 'nfs', pool: 'nfs' },
];

/** The nodes among the VMs: by their marks, and those without one by the beginnings of their names. */
export function recalledNodes(vms: readonly Vm[], clusterId: string): RecalledNodes {
  const nodes = new Map<string, RecalledNode>();
  const remarks: string[] = [];
  // A copy of a VM inside its vApp has its mark: the one that bears the name of old is meant.
  for (const vm of vms.toSorted((a, b) => Number(isItself(b)) - Number(isItself(a)))) {
    const mark = nodeMarkOf(vm);
    if (mark?.cluster.id === clusterId) {
      if (nodes.has(mark.name)) remarks.push(`VM ${vm.name} is a copy of ${mark.name} and no node.`);
      else nodes.set(mark.name, { vm, mark, node: markedNode(vm, mark) });
    } else if (isNodeOf({ metadata: { uid: clusterId } }, vm) && markedPlan(vm) === undefined) {
      remarks.push(
        `VM ${vm.name} was being added and has no first-boot data: it is no node (cse audit leaks).`,
      );
    } else {
      const node = nodeByName(vm);
      if (node) nodes.set(vm.name, { vm, node });
    }
  }
  const inOrder = vms.flatMap((vm) => [...nodes.values()].filter((each) => each.vm === vm));
  return { nodes: inOrder, remarks };
}

function isItself(vm: Vm): boolean {
  return nodeMarkOf(vm)?.name === vm.name;
}

function markedNode(vm: Vm, mark: NodeMark): ClusterNode {
  return {
    name: mark.name,
    role: mark.role,
    pool: mark.role === 'control-plane' ? 'control-plane' : mark.pool.name,
    ...seen(vm),
    guestBackend: mark.guestBackend,
    ...howFar(vm, mark),
  };
}

function nodeByName(vm: Vm): ClusterNode | undefined {
  const home = homes.find(({ prefix }) => vm.name.startsWith(prefix));
  if (!home) return undefined;
  // Only our first-boot data bring these; the original had no other way into its machines.
  const guestBackend = vm.extraConfig.has(inputKeys.metaData) ? 'guestinfo' : 'guest-operations';
  return { name: vm.name, role: home.role, pool: home.pool, ...seen(vm), guestBackend, state: 'joined' };
}

function seen({ id, ipAddress }: Vm): Pick<ClusterNode, 'vmId' | 'ipAddress'> {
  return { vmId: id, ...(ipAddress !== undefined && { ipAddress }) };
}

/**
 * A guest's word is lost when its VM is powered off; its first-boot data are taken away only when it had succeeded. What
 * a guest would say that must be called is not asked for.
 */
function howFar(vm: Vm, { guestBackend }: NodeMark): Pick<ClusterNode, 'state' | 'message'> {
  if (guestBackend === 'guest-operations') return { state: 'joined' };
  const report = guestReport(vm.extraConfig);
  if (report.state === 'succeeded' || !vm.extraConfig.get(inputKeys.userData)) return { state: 'joined' };
  if (report.state === 'failed') return { state: 'failed', message: report.message };
  return { state: vm.status === 4 ? 'booting' : 'configured' };
}
