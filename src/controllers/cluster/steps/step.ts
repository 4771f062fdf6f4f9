import type { Cluster, ClusterStatus } from '#records/cluster.ts';
import type { ClusterObservation, ClusterQuestion } from '#machines/cluster-observation.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import type { Outcome } from '#runtime/outcome.ts';
import type { ClusterDependencies } from '../dependencies.ts';
import type { LocatedVApp } from '../locate-vapp.ts';
import type { VAppTags } from '../vapp-tags.ts';

/** What a step is told: the record, what was seen of the world just now, and when. */
export interface Situation {
  readonly cluster: Cluster;
  readonly observed: ClusterObservation;
  readonly located: LocatedVApp;
  readonly now: Date;
}

/** What a step works with, made for one reconcile. */
export interface StepTools extends ClusterDependencies {
  readonly tags: VAppTags;
}

/** What came of a step: the outcome, and what was learned that belongs into the status. */
export interface StepResult {
  readonly outcome: Outcome;
  readonly learned?: {
    readonly nodes?: ClusterStatus['nodes'];
    /** Null: there is none, and none can come of what was asked for. */
    readonly vApp?: ClusterStatus['vApp'] | null;
    readonly keysUnread?: ClusterStatus['keysUnread'];
    readonly leases?: Pick<NonNullable<ClusterStatus['leases']>, 'askedAt' | 'refusal'>;
  };
}

/** What one reconcile adds to the record. */
export interface Report {
  readonly phase: ClusterPhase;
  readonly observed: ClusterObservation;
  readonly result: StepResult;
  readonly tasks: ClusterStatus['tasks'];
}

/** The one effect that a phase calls for. May run twice; never waits. */
export type Step = (tools: StepTools, situation: Situation, signal: AbortSignal) => Promise<StepResult>;

/** What the machine decided from. */
export function questionOf(
  {
    deadlines,
    lostAnswerGraceMs,
    repair,
  }: Pick<ClusterDependencies, 'deadlines' | 'lostAnswerGraceMs' | 'repair'>,
  { cluster, observed, now }: Pick<Situation, 'cluster' | 'observed' | 'now'>,
): ClusterQuestion {
  return { cluster, observed, deadlines, lostAnswerGraceMs, repair, now };
}
