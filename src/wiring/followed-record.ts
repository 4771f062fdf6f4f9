import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { RecordFigures } from '#telemetry/record-metrics.ts';
import { figuresOf, hasKubeconfig, lastMove, movingParts } from './record-figures.ts';
import { milestonesOf, type Milestones } from './record-milestones.ts';

/** A record as it was last seen, with what only somebody who watches knows of it. Times in milliseconds since 1970. */
export interface FollowedRecord {
  readonly milestones: Milestones;
  readonly figures: RecordFigures;
  readonly moving: string;
  readonly progressAt: number;
  /** By id of the vCD task: when it was first seen open. */
  readonly openTasks: ReadonlyMap<string, { readonly operation: string; readonly since: number }>;
  readonly certificateExpiry: number | undefined;
  /** `unread`: there is a kubeconfig that nobody has looked into yet. */
  readonly kubeconfig: 'absent' | 'unread' | 'read';
}

/** The record as it is now; `before` is the same record as it was, where it was seen. */
export function follow(
  record: Cluster | Template,
  before: FollowedRecord | undefined,
  now: number,
): FollowedRecord {
  const moving = movingParts(record);
  const progressAt =
    before === undefined ? lastMove(record) : before.moving === moving ? before.progressAt : now;
  const openTasks = openTasksOf(record, before, now);
  const certificateExpiry = before?.certificateExpiry;
  return {
    milestones: milestonesOf(record),
    figures: figuresOf(record, { progressAt, certificateExpiry, openTasks: [...openTasks.values()] }),
    moving,
    progressAt,
    openTasks,
    certificateExpiry,
    kubeconfig: before?.kubeconfig === 'read' ? 'read' : hasKubeconfig(record) ? 'unread' : 'absent',
  };
}

/** The same record with what its kubeconfig says. */
export function withExpiry(known: FollowedRecord, certificateExpiry: number | undefined): FollowedRecord {
  return {
    ...known,
    certificateExpiry,
    kubeconfig: 'read',
    figures: { ...known.figures, certificateExpiry },
  };
}

/** The record tells when its creation and its deletion were asked for, and of other requests nothing. */
function openTasksOf(
  record: Cluster | Template,
  before: FollowedRecord | undefined,
  now: number,
): FollowedRecord['openTasks'] {
  if (record.kind === 'Template') return new Map();
  const { creationTimestamp, deletionTimestamp } = record.metadata;
  const told: Partial<Record<string, string | undefined>> = {
    create_cluster: creationTimestamp,
    delete_cluster: deletionTimestamp,
  };
  const open = record.status.tasks.filter((task) => task.state === 'running');
  return new Map(
    open.map(({ id, operation }) => {
      const at = told[operation];
      const since = at === undefined ? (before?.openTasks.get(id)?.since ?? now) : Date.parse(at);
      return [id, { operation, since }];
    }),
  );
}
