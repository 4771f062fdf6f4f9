import { clusterMachine } from '#machines/cluster.ts';
import { explainWalk } from '#machines/explain-walk.ts';
import { recordedQuestion } from '#machines/recorded-question.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Explanation } from './explanation.ts';

/** The walk over what the server wrote down last, where the world cannot be looked at; `problem` says why it cannot. */
export function explainFromRecord(cluster: Cluster, now: Date, problem?: string): Explanation {
  const walk = explainWalk(clusterMachine, recordedQuestion(cluster, now));
  return { from: 'record', ...(problem !== undefined && { problem }), walk };
}
