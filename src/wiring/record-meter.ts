import { followRecords, type RecordFollower } from '#operator/follow-records.ts';
import { Operation, type Cluster } from '#records/cluster.ts';
import { keyOf, kinds, type Kind, type RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Metrics } from '#telemetry/metrics.ts';
import type { Time } from '#time/time.ts';
import { showRecords } from '#telemetry/record-metrics.ts';
import { kubeconfigExpiry } from '#workload/kubeconfig-expiry.ts';
import { follow, withExpiry, type FollowedRecord } from './followed-record.ts';
import type { Milestones } from './record-milestones.ts';

/** Kubeconfigs that one scrape looks into at most: after a start with thousands of clusters it must not take long. */
const expiriesPerScrape = 200;

/** What is counted, and where. */
export interface RecordMeterOptions {
  readonly metrics: Metrics;
  readonly store: Pick<SqliteStore, 'clusters' | 'templates' | 'secrets'>;
  /** Phases with a deadline, by kind: each is counted from zero, so that an alert sees the first one that passes. */
  readonly phasesWithDeadline: Readonly<Record<Kind, readonly string[]>>;
  readonly clock: () => Date;
  readonly time?: Time;
  readonly log: Logger;
}

/** Disposing ends it. */
export interface RecordMeter extends AsyncDisposable {
  /** Resolves when it has seen every record, or could not. */
  readonly listed: Promise<unknown>;
}

/**
 * Follows the records and makes the series say how they are, once it has seen them all: nothing waits until it has seen
 * thousands. What records do not tell (when a node last moved, when the task of an addition was opened) is counted from
 * when this process saw it.
 */
export function startRecordMeter(options: RecordMeterOptions): RecordMeter {
  const { metrics, store, phasesWithDeadline, clock, time, log } = options;
  const { clusters, templates, secrets } = store;
  const followed = new Map<RecordKey, FollowedRecord>();
  const stopping = new AbortController();
  for (const kind of kinds) {
    for (const phase of phasesWithDeadline[kind]) metrics.deadlinesPassed.inc({ kind, phase }, 0);
  }

  const follower = (kind: Kind): RecordFollower<Cluster | Template> => ({
    known: () => [...followed.keys()].filter((key) => key.startsWith(`${kind}/`)),
    present(record) {
      const key = keyOf(record);
      const known = followed.get(key);
      const before = known?.milestones.uid === record.metadata.uid ? known : undefined;
      const seen = follow(record, before, clock().getTime());
      if (before) count(metrics, kind, before.milestones, seen.milestones);
      followed.set(key, seen);
    },
    gone: (key) => void followed.delete(key),
  });
  const { signal } = stopping;
  const following = [
    followRecords({ store: clusters, follower: follower('Cluster'), log, ...(time && { time }) }, signal),
    followRecords({ store: templates, follower: follower('Template'), log, ...(time && { time }) }, signal),
  ];

  async function readExpiries(): Promise<void> {
    const unread = [...followed].filter(([, { kubeconfig }]) => kubeconfig === 'unread');
    for (const [key, { milestones }] of unread.slice(0, expiriesPerScrape)) {
      const text = await secrets.get(key, milestones.uid, 'kubeconfig');
      const now = followed.get(key);
      if (text === undefined || now?.milestones.uid !== milestones.uid) continue;
      followed.set(key, withExpiry(now, kubeconfigExpiry(text)?.getTime()));
    }
  }

  const stopShowing = metrics.beforeScrape(async () => {
    if (!following.every((each) => each.isComplete())) return;
    try {
      await readExpiries();
    } finally {
      const records = [...followed.values()].map(({ figures }) => figures);
      showRecords(metrics, { records, kinds, operations: Operation.options, now: clock().getTime() });
    }
  });
  return {
    listed: Promise.allSettled(following.map((each) => each.listed)),
    async [Symbol.asyncDispose]() {
      stopShowing();
      stopping.abort();
      await Promise.all(following.map((each) => each.ended));
    },
  };
}

function count(metrics: Metrics, kind: Kind, before: Milestones, now: Milestones): void {
  if (now.creation && !before.creation) {
    const { outcome, seconds } = now.creation;
    metrics.creationDuration.observe({ outcome }, seconds);
  }
  if (now.build !== undefined && before.build === undefined)
    metrics.templateBuilds.inc({ outcome: now.build });
  // Who gives up goes on to another phase with the same report.
  if (now.timedOut > before.timedOut) metrics.deadlinesPassed.inc({ kind, phase: before.phase ?? 'unseen' });
}
