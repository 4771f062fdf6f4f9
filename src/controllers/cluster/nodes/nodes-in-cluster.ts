import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { Membership, NodeObservation } from '#machines/cluster-observation.ts';
import type { Guests, ToldNodes } from '#guest/guest-backend.ts';
import type { SecretStore } from '#store/record-store.ts';
import type { Vm } from '#vcd/model.ts';
import { guestOf, placeOf } from './node-guest.ts';

/** What a control plane has told is worth nothing after this, nor when its clock is as far ahead of ours. */
const freshMs = 15 * 60_000;

/**
 * What the control plane tells of the nodes just now; undefined where it tells nothing, or nothing new. One that has to be asked
 * is asked while its cluster needs nothing else: whoever waits for work on it is not to wait for that.
 */
export async function freshlyTold(
  { guests, secrets, clock }: ToldBy,
  cluster: Cluster,
  { vAppId, vms }: { readonly vAppId: string; readonly vms: ReadonlyMap<string, Vm> },
  signal: AbortSignal,
): Promise<ToldNodes | undefined> {
  const controlPlane = cluster.status.nodes.find((node) => node.role === 'control-plane');
  const vm = controlPlane && vms.get(controlPlane.name);
  if (!vm) return undefined;
  const guest = guestOf(guests, controlPlane);
  if (guest.looksAreCalls && !mayBeAsked(cluster, vm)) return undefined;
  const told = await guest.toldNodes(vm, placeOf(secrets, cluster, controlPlane, vAppId), signal);
  return told && Math.abs(clock().getTime() - told.at.getTime()) <= freshMs ? told : undefined;
}

interface ToldBy {
  readonly guests: Guests;
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly clock: () => Date;
}

function mayBeAsked({ metadata, status: { phase } }: Cluster, { status }: Vm): boolean {
  const isSettled = phase === 'ready' || phase === 'degraded';
  // vApp.xsd, `status`: it is on.
  return isSettled && metadata.deletionTimestamp === undefined && status === 4;
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
