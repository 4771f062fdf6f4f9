import type { IntakeMeter } from '#intake/intake-options.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import type { Metrics } from '#telemetry/metrics.ts';
import { addRecordMetrics, type RecordFigures } from '#telemetry/record-metrics.ts';
import type { VcdMetrics } from '#vcd/connect.ts';

/** What the vCD client tells, as series. */
export function vcdMeter(metrics: Metrics): VcdMetrics {
  return {
    onCall: ({ operation, code, ms }) => {
      metrics.vcdRequests.inc({ operation, code });
      metrics.vcdRequestDuration.observe({ operation }, ms / 1000);
    },
    onBusy: () => metrics.vcdBusy.inc(),
    onLogin: ({ outcome }) => metrics.vcdLogins.inc({ outcome }),
  };
}

/** What the intake tells, as series. */
export function intakeMeter(metrics: Metrics): IntakeMeter {
  return {
    answered: ({ route, method, status, durationMs }) => {
      metrics.apiRequests.inc({ transport: 'amqp', route, method, code: status });
      metrics.apiRequestDuration.observe({ transport: 'amqp', route, method }, durationMs / 1000);
    },
    dropped: () =>
      metrics.apiRequests.inc({ transport: 'amqp', route: 'none', method: 'OTHER', code: 'dropped' }),
    replyLost: () =>
      metrics.apiRequests.inc({ transport: 'amqp', route: 'none', method: 'OTHER', code: 'reply-lost' }),
    connected: (isConnected) => metrics.amqpConnected.set(isConnected ? 1 : 0),
  };
}

/** Phase ages and conditions of all records, and the store's own figures, at every scrape. */
export function meterStore(metrics: Metrics, store: SqliteStore, clock: () => Date): void {
  addRecordMetrics({
    metrics,
    clock,
    async records() {
      const [clusters, templates] = await Promise.all([store.clusters.list(), store.templates.list()]);
      return [...clusters.items.map(figures), ...templates.items.map(figures)];
    },
  });
  metrics.beforeScrape(() => {
    const now = store.statistics();
    // The store counts for itself: the series are made to say what it says.
    const say = (series: Pick<typeof metrics.storeCommits, 'reset' | 'inc'>, total: number) => {
      series.reset();
      series.inc(total);
    };
    say(metrics.storeCommits, now.commits);
    say(metrics.storeFailedCommits, now.failedCommits);
    say(metrics.storeCommitSeconds, now.totalCommitMs / 1000);
    say(metrics.storeOperations, now.operations);
    metrics.storeQueued.set(now.queued);
    metrics.storeBytes.set(now.databaseBytes + now.logBytes);
    metrics.storeDamaged.set(now.damagedRecords);
  });
}

function figures({ kind, metadata, status }: Cluster | Template): RecordFigures {
  const { phase, phaseSince, conditions } = status;
  const phaseDeadline = 'phaseDeadline' in status ? status.phaseDeadline : undefined;
  return {
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    phase,
    phaseSince,
    phaseDeadline,
    conditions,
  };
}
