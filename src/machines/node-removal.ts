import type { ClusterNode, JobOutcome } from '#records/cluster.ts';
import type { NodeQuestion, JobObservation, NodeObservation } from './cluster-observation.ts';
import type { Refusal } from './cluster-refusal.ts';
import { departingNodes, hasReturned, isForced, jobDeadlines, replacementOf } from './node-changes.ts';

/** A node that is to go, with what is to be seen of it. */
export interface Departing {
  readonly node: ClusterNode;
  readonly seen: NodeObservation;
}

/** Nodes that are on their way out, with what is seen of them. */
export function departing({ cluster, observed }: NodeQuestion): readonly Departing[] {
  return departingNodes(cluster).flatMap((node) => {
    const seen = observed.nodes.find((candidate) => candidate.name === node.name);
    return seen && !hasReturned(cluster, node, seen) ? [{ node, seen }] : [];
  });
}

/**
 * What came of draining the node, or undefined as long as it is to be waited for. Only a worker that runs in a cluster
 * whose control plane can be asked is drained, and only until its deadline: the VM goes all the same. Pods on a node that the
 * cluster has lost never end.
 */
export function drainOutcome(question: NodeQuestion, { node, seen }: Departing): JobOutcome | undefined {
  const { cluster, deadlines, now } = question;
  if (node.removal?.drained) return node.removal.drained;
  if (node.role !== 'worker' || node.state !== 'joined') return skipped('it was no node of the cluster');
  if (isForced(cluster, node)) return skipped('it was to be removed by force');
  if (seen.power !== 'on') return skipped('its VM does not run');
  if (replacementOf(cluster, node)) return skipped('the cluster had lost it');
  return jobOutcome(question, seen.drain, jobDeadlines(cluster, node, deadlines, now).drainedBy);
}

/** The same for the deletion of its Node object. */
export function deregistrationOutcome(
  question: NodeQuestion,
  { node, seen }: Departing,
): JobOutcome | undefined {
  const { cluster, deadlines, now } = question;
  if (node.removal?.deregistered) return node.removal.deregistered;
  if (node.role !== 'worker' || !mayBeRegistered(node)) return skipped('it was no node of the cluster');
  return jobOutcome(
    question,
    seen.deregistration,
    jobDeadlines(cluster, node, deadlines, now).deregisteredBy,
  );
}

/** Whether a node should have been gone by now. */
export function isRemovalOverdue({ cluster, deadlines, now }: NodeQuestion, { node }: Departing): boolean {
  return now.getTime() > jobDeadlines(cluster, node, deadlines, now).removedBy;
}

/** Why VMs could not be removed: the sentence for the tenant. */
export function removalFailure(question: NodeQuestion): Refusal {
  const left = departing(question).filter(({ seen }) => seen.power !== 'absent');
  const names = left.map(({ node }) => node.name).join(', ');
  const because = question.observed.lastTaskError
    ? ` The last error of Cloud Director was: ${question.observed.lastTaskError}`
    : '';
  return { reason: 'NodeStuck', message: `${names} could not be removed within the deadline.${because}` };
}

function jobOutcome(
  { observed, now }: NodeQuestion,
  job: JobObservation,
  deadline: number,
): JobOutcome | undefined {
  if (job.state === 'succeeded' || job.state === 'failed') return { state: job.state, message: job.message };
  if (observed.jobsUnavailable !== undefined) return skipped(observed.jobsUnavailable);
  if (now.getTime() > deadline) return { state: 'failed', message: 'not done within the deadline' };
  return undefined;
}

/** A guest that was never started cannot have joined. */
function mayBeRegistered({ state, vmId }: ClusterNode): boolean {
  return vmId !== undefined && (state === 'booting' || state === 'joined' || state === 'failed');
}

function skipped(message: string): JobOutcome {
  return { state: 'skipped', message };
}
