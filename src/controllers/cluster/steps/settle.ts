import { creationFailure } from '#machines/cluster-refusal.ts';
import { abandonedNodes, isStuck, leavingNodes } from '#machines/node-changes.ts';
import { exportsAskedAt, type Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { done, stalled, waiting, type Outcome } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import { keepOperatorWishes } from '../operator-wishes.ts';
import { questionOf, type Step } from './step.ts';
import { readExports } from './read-exports.ts';
import { tagVApp } from './tag-vapp.ts';

/** There is nothing to do but to set down what operators wish, and to ask for what somebody wants to know. */
export const rest: Step = async (tools, situation, signal) => {
  await keepOperatorWishes(tools, situation, signal);
  const outcome = restOutcome(situation.cluster);
  if (outcome.kind !== 'done') return { outcome };
  const { nodes, isOpen } = await readExports(tools, situation, signal);
  if (!isOpen) return { outcome, learned: { nodes } };
  const since = new Date(exportsAskedAt(situation.cluster)).toISOString();
  const pauseMs = nextLookMs(since, situation.now, tools.pace);
  return { outcome: waiting('ReadingExports', pauseMs), learned: { nodes } };
};

/** Done, or stalled where nothing could be done: what failed and was kept is said. */
function restOutcome(cluster: Cluster): Outcome {
  const abandoned = abandonedNodes(cluster).map(
    (node) => `${node.name} is no node of the cluster: ${node.failure?.message}`,
  );
  const stuck = leavingNodes(cluster).filter((node) => isStuck(cluster, node));
  const notGone = stuck.map((node) => `${node.name} was to go: ${node.removal?.stuck?.message}`);
  if (notGone.length > 0) return stalled('NodeStuck', [...notGone, ...abandoned].join('; '));
  if (abandoned.length > 0) return stalled('NodeFailed', abandoned.join('; '));
  return done;
}

/** A person has stopped the work on this record. */
export const holdStill: Step = async (_tools, { cluster }) => ({
  outcome: stalled('Paused', `cse resume cluster ${cluster.metadata.name} goes on.`),
});

/** Says why the creation cannot go on; the report sets it down for good. */
export const giveUp: Step = async (tools, situation) => {
  const { reason, message } = creationFailure(questionOf(tools, situation));
  return { outcome: stalled(reason, message) };
};

/** What a failed creation has made goes the same way as what a user deletes. */
export const rollBack: Step = async ({ clusters }, { cluster }) => {
  if (cluster.status.readyAt !== undefined)
    throw new TypeError('a cluster that was ever ready is never rolled back');
  await clusters.remove(keyOf(cluster));
  return { outcome: waiting('DeletionAfterFailure', 0) };
};

/**
 * Kept for the user to look at: `disable_rollback` was asked for. What failed before it was marked as a cluster is
 * marked now, or its user could neither list nor delete it.
 */
export const keepFailed: Step = async (tools, situation, signal) => {
  const { cluster, observed } = situation;
  if (observed.vApp === 'present' && !observed.tagged) return tagVApp(tools, situation, signal);
  const failure = cluster.status.failure;
  return { outcome: stalled(failure?.reason ?? 'Unknown', failure?.message ?? 'The creation failed.') };
};
