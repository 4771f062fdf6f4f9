import type { Cluster } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import type { Template } from '#records/template.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import type { TemplatePhase } from '#machines/template.ts';
import type { RecordFigures } from '#telemetry/record-metrics.ts';

/** The phases in which a record may stay for as long as nobody wants anything of it. */
const restingPhases: ReadonlySet<string> = new Set([
  'ready',
  'degraded',
  'paused',
  'failed',
  'standing',
  'missing',
  'resolving',
] satisfies (ClusterPhase | TemplatePhase)[]);

/** Phase of a record that no controller has looked at. */
const unseen = 'unseen';

/** Everything of a record that moves when work on it gets on, as one text to compare. */
export function movingParts({ metadata, status }: Cluster | Template): string {
  const parts = [
    metadata.uid,
    metadata.generation,
    metadata.deletionTimestamp,
    status.phase,
    status.conditions.map(({ type, status: state }) => [type, state]),
  ];
  const more =
    'nodes' in status
      ? [status.nodes.map(({ name, state, removal }) => [name, state, removal]), status.tasks, status.vApp]
      : ['build' in status ? status.build : undefined];
  return JSON.stringify([...parts, ...more]);
}

/** The newest time that the record itself tells of something that moved, in milliseconds since 1970. */
export function lastMove({ metadata, status }: Cluster | Template): number {
  const times = [
    metadata.creationTimestamp,
    metadata.deletionTimestamp,
    status.phaseSince,
    ...status.conditions.map((condition) => condition.lastTransitionTime),
  ];
  return Math.max(...times.flatMap((time) => time ?? []).map((time) => Date.parse(time)));
}

/** Whether there is a kubeconfig whose certificates can end. */
export function hasKubeconfig(record: Cluster | Template): boolean {
  return findCondition(record.status.conditions, 'KubeconfigPublished')?.status === 'True';
}

/** What the series show of a record. `progressAt`: when one of its moving parts last moved. */
export function figuresOf(
  record: Cluster | Template,
  known: {
    readonly progressAt: number;
    readonly certificateExpiry: number | undefined;
    readonly openTasks: RecordFigures['openTasks'];
  },
): RecordFigures {
  const { kind, metadata, status } = record;
  const { phase = unseen, phaseSince, phaseDeadline, conditions, lastError } = status;
  const rests = restingPhases.has(phase) && (metadata.deletionTimestamp === undefined || phase === 'paused');
  return {
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    phase,
    phaseSince: phaseSince === undefined ? undefined : Date.parse(phaseSince),
    phaseDeadline: phaseDeadline === undefined ? undefined : Date.parse(phaseDeadline),
    progressAt: rests ? undefined : known.progressAt,
    failedAttempts: lastError?.attempts ?? 0,
    certificateExpiry: known.certificateExpiry,
    conditions,
    openTasks: known.openTasks,
  };
}
