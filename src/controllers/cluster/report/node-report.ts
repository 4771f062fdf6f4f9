import type { Cluster, ClusterNode, NodeRemoval } from '#records/cluster.ts';
import type { ClusterQuestion, NodeQuestion } from '#machines/cluster-observation.ts';
import { hasReturned, pendingNodes, removalStart, settledNodes } from '#machines/node-changes.ts';
import { departing, deregistrationOutcome, drainOutcome } from '#machines/node-removal.ts';
import { isDown, isStopped } from '#machines/node-repair.ts';
import { nfsExports } from '#workload/boot-plan.ts';
import { withMembership } from '../nodes/nodes-in-cluster.ts';
import { additionPhases, isOneOf, removalPhases } from '../phases.ts';
import type { Report } from '../steps/step.ts';

/** The nodes with what one look adds: how far those that go have come, and what was given up. */
export function withNodeChanges(
  question: NodeQuestion,
  known: readonly ClusterNode[],
  report: Report,
): readonly ClusterNode[] {
  const removals = removalsOf(question, report);
  const failure = latchedFailure(question, report);
  const pending = new Set(pendingNodes(question.cluster).map((node) => node.name));
  return known.map((node) => {
    const removal = removals.get(node.name);
    return {
      ...node,
      ...(removal && { removal }),
      ...(failure && pending.has(node.name) && { state: 'failed' as const, failure }),
    };
  });
}

/** A VM that has run for so long since is trusted again to stay on. */
const steadyMs = 3_600_000;

/**
 * Since when nodes of a cluster that stands have been down: not while all of it is stopped, and of one whose vApp is not to
 * be seen nothing is known. A node that is to be seen again needs no other in its place.
 */
export function withHealth(
  { cluster, observed, repair, now }: Pick<ClusterQuestion, 'cluster' | 'observed' | 'repair' | 'now'>,
  nodes: readonly ClusterNode[],
): readonly ClusterNode[] {
  if (observed.vApp !== 'present' || cluster.status.readyAt === undefined) return nodes;
  const watched = isStopped({ cluster, observed }) ? [] : settledNodes(cluster);
  const settled = new Set(watched.map((node) => node.name));
  const seenOf = (name: string) => observed.nodes.find((each) => each.name === name);
  const returned = new Set(
    cluster.status.nodes.flatMap((node) => {
      const seen = seenOf(node.name);
      return seen && hasReturned(cluster, node, seen) ? [node.name] : [];
    }),
  );
  return nodes.map((node) => {
    const { downSince, poweredOn, replacement, ...rest } = node;
    const seen = seenOf(node.name);
    const fails = !seen || isDown({ repair }, node, seen);
    const isIll = node.state === 'joined' && settled.has(node.name) && fails;
    const isSteady = !isIll && now.getTime() - Date.parse(poweredOn?.at ?? '') >= steadyMs;
    return {
      ...(seen ? withMembership(rest, seen, now) : rest),
      ...(isIll && { downSince: downSince ?? now.toISOString() }),
      ...(poweredOn && !isSteady && { poweredOn }),
      ...(replacement && !returned.has(replacement.of) && { replacement: trusted(node, replacement, now) }),
    };
  });
}

/** A replacement that was ready for long stands for itself: should it be lost, that is no further failure of the same kind. */
function trusted(
  { inCluster }: ClusterNode,
  replacement: NonNullable<ClusterNode['replacement']>,
  now: Date,
): NonNullable<ClusterNode['replacement']> {
  const wasReady = inCluster?.state === 'ready' && now.getTime() - Date.parse(inCluster.since) >= steadyMs;
  return wasReady ? { ...replacement, attempt: 1 } : replacement;
}

/** What a server exports when it has come up, until it says otherwise: who reads that its task succeeded may ask at once. */
export function withExports(node: ClusterNode): ClusterNode {
  return node.role === 'nfs' && node.state === 'joined' ? { exports: [...nfsExports], ...node } : node;
}

/** An addition whose next piece of work cannot be done fails for good; the cluster itself stands as it did. */
function latchedFailure({ now }: NodeQuestion, { phase, result }: Report): ClusterNode['failure'] {
  const { outcome } = result;
  if (outcome.kind !== 'stalled' || !isOneOf(additionPhases, phase)) return undefined;
  return { reason: outcome.reason, message: outcome.message, at: now.toISOString() };
}

/** Jobs have one answer at a time, so what came of each is kept here, where the next one does not overwrite it. */
function removalsOf(question: NodeQuestion, report: Report): ReadonlyMap<string, NodeRemoval> {
  if (!isOneOf(removalPhases, report.phase)) return new Map();
  const { cluster, now } = question;
  return new Map(
    departing(question).map((each) => {
      const since = new Date(removalStart(cluster, each.node, now)).toISOString();
      const isNew = since !== each.node.removal?.since;
      const drained = isNew ? undefined : drainOutcome(question, each);
      const deregistered = drained && deregistrationOutcome(question, each);
      const stuck = stuckRemoval(cluster, report);
      const removal: NodeRemoval = {
        since,
        ...(drained && { drained }),
        ...(deregistered && { deregistered }),
        ...(stuck && { stuck }),
      };
      return [each.node.name, removal];
    }),
  );
}

function stuckRemoval({ metadata }: Cluster, { result }: Report): NodeRemoval['stuck'] {
  const { outcome } = result;
  if (outcome.kind !== 'stalled') return undefined;
  return { generation: metadata.generation, reason: outcome.reason, message: outcome.message };
}
