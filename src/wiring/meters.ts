import type { FleetAtRest } from '#controllers/cluster/fleet-at-rest.ts';
import type { IntakeMeter } from '#intake/intake-options.ts';
import type { Inventory } from '#inventory/inventory.ts';
import type { SqliteStore, SqliteStoreOptions } from '#store/sqlite/store.ts';
import type { Metrics } from '#telemetry/metrics.ts';
import type { Courtesy } from '#time/courtesy.ts';
import type { ConnectedCloudDirector, VcdMetrics } from '#vcd/connect.ts';

/** What the vCD client tells, as series. */
export function vcdMeter(metrics: Metrics): VcdMetrics {
  return {
    onCall: ({ operation, code, ms, waitedMs }) => {
      metrics.vcdRequests.inc({ operation, code });
      metrics.vcdRequestDuration.observe({ operation }, ms / 1000);
      metrics.vcdTurnWait.observe(waitedMs / 1000);
    },
    onBusy: () => metrics.vcdBusy.inc(),
    onLogin: ({ outcome }) => metrics.vcdLogins.inc({ outcome }),
  };
}

/** What the intake tells, as series, and to the one who has other work wait for it. */
export function intakeMeter(metrics: Metrics, courtesy: Pick<Courtesy, 'attend'>): IntakeMeter {
  return {
    answered: ({ route, method, status, durationMs, redelivered }) => {
      metrics.apiRequests.inc({ transport: 'amqp', route, method, code: status });
      metrics.apiRequestDuration.observe({ transport: 'amqp', route, method }, durationMs / 1000);
      if (redelivered) metrics.amqpRedeliveries.inc();
    },
    dropped: () =>
      metrics.apiRequests.inc({ transport: 'amqp', route: 'none', method: 'OTHER', code: 'dropped' }),
    replyLost: () =>
      metrics.apiRequests.inc({ transport: 'amqp', route: 'none', method: 'OTHER', code: 'reply-lost' }),
    unacknowledged(count) {
      metrics.amqpUnacknowledged.set(count);
      courtesy.attend(count);
    },
    connected: (isConnected) => metrics.amqpConnected.set(isConnected ? 1 : 0),
  };
}

/** What the budget of the calls to vCD stands at, at every scrape. */
export function meterVcdLoad(
  metrics: Metrics,
  { load }: Pick<ConnectedCloudDirector, 'load'>,
  limit: number,
): void {
  metrics.vcdCallsLimit.set(limit);
  metrics.beforeScrape(() => {
    const { calls, entities } = load();
    metrics.vcdCallsRunning.set(calls.running);
    metrics.vcdCallsWaiting.set(calls.waiting);
    metrics.vcdEntityCallsWaiting.set(entities.waiting);
  });
}

/** What the store tells of each of its writes, as series. */
export function commitMeter(metrics: Metrics): NonNullable<SqliteStoreOptions['onWritten']> {
  return ({ committed, operations, durationMs }) => {
    if (committed) metrics.storeCommitDuration.observe(durationMs / 1000);
    else metrics.storeFailedCommits.inc();
    metrics.storeOperations.inc(operations);
  };
}

/** How large the store is and what waits in it, at every scrape. */
export function meterStore(metrics: Metrics, store: Pick<SqliteStore, 'statistics' | 'unreadable'>): void {
  metrics.beforeScrape(() => {
    const { queued, databaseBytes, logBytes } = store.statistics();
    metrics.storeQueued.set(queued);
    metrics.storeBytes.set(databaseBytes + logBytes);
    metrics.storeDamaged.set(store.unreadable().length);
  });
}

/** What the list of all vApps says and who relies on it, at every scrape. */
export function meterInventory(
  metrics: Metrics,
  { inventory, fleet }: { readonly inventory: Inventory; readonly fleet: FleetAtRest },
): void {
  metrics.beforeScrape(() => {
    const listing = inventory.latest();
    const { resting, seen } = fleet.count();
    metrics.inventoryVApps.set(listing?.vApps.size ?? 0);
    metrics.inventoryListedAt.set((listing?.startedAt ?? 0) / 1000);
    metrics.clustersAtRest.set(resting);
    metrics.clustersSeenAtRest.set(seen);
  });
}
