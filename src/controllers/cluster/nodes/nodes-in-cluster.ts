import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { Membership, NodeObservation } from '#machines/cluster-observation.ts';
import type { Guests, ToldNodes } from '#guest/guest-backend.ts';
import type { Vm } from '#vcd/model.ts';
import { guestOf } from './node-guest.ts';

/** What a control plane has told is worth nothing after this, nor when its clock is as far ahead of ours. */
const freshMs = 15 * 60_000;

/** What the control plane tells of the nodes just now; undefined where it tells nothing, or nothing new. */
export function freshlyTold(
  guests: Guests,
  { status }: Cluster,
  vms: ReadonlyMap<string, Vm>,
  now: Date,
): ToldNodes | undefined {
  const controlPlane = status.nodes.find((node) => node.role === 'control-plane');
  const vm = controlPlane && vms.get(controlPlane.name);
  const told = vm && guestOf(guests, controlPlane).toldNodes(vm);
  return told && Math.abs(now.getTime() - told.at.getTime()) <= freshMs ? told : undefined;
}

/** How long a node has not been ready is reckoned by the one clock of its cluster. */
export function inCluster({ role, name }: ClusterNode, told: ToldNodes | undefined): Membership {
  if (!told || role === 'nfs') return { state: 'unknown' };
  const node = told.nodes.find((each) => each.name === name);
  if (!node) return { state: 'unlisted' };
  if (node.ready) return { state: 'ready' };
  return { state: 'notReady', forMs: Math.max(0, told.at.getTime() - node.since.getTime()) };
}

/** What a node's record keeps of it: what was told last, and since when. One that was never listed is not missed. */
export function withMembership(node: ClusterNode, seen: NodeObservation, now: Date): ClusterNode {
  const state = stateOf(node, seen);
  if (state === undefined || state === node.inCluster?.state) return node;
  return { ...node, inCluster: { state, since: now.toISOString() } };
}

function stateOf({ inCluster: known }: ClusterNode, { inCluster: seen }: NodeObservation) {
  switch (seen.state) {
    case 'unknown':
      return undefined;
    case 'unlisted':
      return known && ('gone' as const);
    case 'ready':
    case 'notReady':
      return seen.state;
  }
}
