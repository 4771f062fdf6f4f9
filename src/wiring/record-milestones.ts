import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { CreationOutcome } from '#telemetry/record-series.ts';

/** What a record has come to: what is counted is the step from one of these to the next. */
export interface Milestones {
  readonly uid: string;
  readonly phase: string | undefined;
  /** Of a cluster that was asked for here, not of one that was taken over. */
  readonly creation: { readonly outcome: CreationOutcome; readonly seconds: number } | undefined;
  readonly build: 'done' | 'failed' | undefined;
  /** Pieces of its work that were given up because time ran out: the creation, the build, each added node. */
  readonly timedOut: number;
}

/** What a record has come to, as far as metrics count it. */
export function milestonesOf(record: Cluster | Template): Milestones {
  const { metadata, status } = record;
  const about = { uid: metadata.uid, phase: status.phase };
  if (record.kind === 'Template') {
    const { build } = record.status;
    return {
      ...about,
      creation: undefined,
      build: build?.failure ? 'failed' : build?.doneAt === undefined ? undefined : 'done',
      timedOut: build?.failure?.reason === 'DeadlinePassed' ? 1 : 0,
    };
  }
  const failures = [record.status.failure, ...record.status.nodes.map((node) => node.failure)];
  return {
    ...about,
    creation: creationOf(record),
    build: undefined,
    timedOut: failures.filter((failure) => failure?.reason === 'DeadlinePassed').length,
  };
}

function creationOf({ metadata, spec, status }: Cluster): Milestones['creation'] {
  if (!spec.requests.some(({ operation }) => operation === 'create_cluster')) return undefined;
  const until = (outcome: CreationOutcome, at: string) => ({
    outcome,
    seconds: (Date.parse(at) - Date.parse(metadata.creationTimestamp)) / 1000,
  });
  if (status.readyAt !== undefined) return until('ready', status.readyAt);
  if (status.failure) return until('failed', status.failure.at);
  return metadata.deletionTimestamp === undefined ? undefined : until('deleted', metadata.deletionTimestamp);
}
