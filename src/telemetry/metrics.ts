import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Buckets from a millisecond to two minutes: a store commit as well as a slow vCD call. */
const seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** How a reconcile can end, as `reconcile_total` counts it. */
export const reconcileResults = [
  'done',
  'waiting',
  'stalled',
  'conflict',
  'error',
  'timeout',
  'stopped',
] as const;
export type ReconcileResult = (typeof reconcileResults)[number];

/** Every series of one server, in a registry of its own: two servers in one process never mix. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes the registry and its series. `processMetrics` adds those of the Node process, which cannot be stopped again. */
export function createMetrics(options: { readonly processMetrics?: boolean } = {}) {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const scrapeListeners = new Set<() => void | Promise<void>>();
  const collectionErrors = new Counter({
    name: 'metrics_collection_errors_total',
    help: 'Times that some series could not be brought up to date for a scrape; they show older values.',
    registers,
  });

  return {
    ...requestMetrics(registers),
    ...runtimeMetrics(registers),
    ...vcdMetrics(registers),
    ...storeMetrics(registers),
    registry,
    contentType: registry.contentType,

    /** Calls back before every scrape, to set what is only worth knowing then; returns what ends that. */
    beforeScrape(listener: () => void | Promise<void>): () => void {
      scrapeListeners.add(listener);
      return () => scrapeListeners.delete(listener);
    },

    /** All series in the Prometheus text format. What one listener throws must not hide the series of the others. */
    async scrape(): Promise<string> {
      for (const listener of scrapeListeners) {
        try {
          await listener();
        } catch {
          collectionErrors.inc();
        }
      }
      return registry.metrics();
    },
  };
}

function requestMetrics(registers: Registry[]) {
  return {
    apiRequests: new Counter({
      name: 'api_requests_total',
      help: 'Requests answered, by the way they came in (amqp, http), route, method and status code.',
      labelNames: ['transport', 'route', 'method', 'code'],
      registers,
    }),
    apiRequestDuration: new Histogram({
      name: 'api_request_duration_seconds',
      help: 'Time from taking a request to handing over its answer.',
      labelNames: ['transport', 'route', 'method'],
      buckets: seconds,
      registers,
    }),
    amqpConnected: new Gauge({
      name: 'amqp_connected',
      help: '1 while requests can be taken from the broker, else 0.',
      registers,
    }),
  };
}

function runtimeMetrics(registers: Registry[]) {
  return {
    workQueueDepth: new Gauge({
      name: 'work_queue_depth',
      help: 'Records that are due to be looked at and wait for a worker.',
      labelNames: ['kind'],
      registers,
    }),
    workQueueLatency: new Histogram({
      name: 'work_queue_latency_seconds',
      help: 'Time that a record was due before a worker took it.',
      labelNames: ['kind'],
      buckets: seconds,
      registers,
    }),
    reconciles: new Counter({
      name: 'reconcile_total',
      help: `Reconciles by how they ended: ${reconcileResults.join(', ')}.`,
      labelNames: ['kind', 'result'],
      registers,
    }),
    reconcileDuration: new Histogram({
      name: 'reconcile_duration_seconds',
      help: 'Time that one reconcile took.',
      labelNames: ['kind'],
      buckets: seconds,
      registers,
    }),
    reconcilesStuck: new Gauge({
      name: 'reconcile_stuck',
      help: 'Reconciles that go on although they were told to stop; their records are locked.',
      labelNames: ['kind'],
      registers,
    }),
  };
}

function vcdMetrics(registers: Registry[]) {
  return {
    vcdRequests: new Counter({
      name: 'vcd_requests_total',
      help: 'Requests to vCD by operation and HTTP status, or the network error where there was no answer.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    vcdRequestDuration: new Histogram({
      name: 'vcd_request_duration_seconds',
      help: 'Time from sending a request to vCD to its whole answer, without the wait for its turn.',
      labelNames: ['operation'],
      buckets: seconds,
      registers,
    }),
    vcdLogins: new Counter({
      name: 'vcd_logins_total',
      help: 'Logins to vCD by outcome: ok, refused, failed.',
      labelNames: ['outcome'],
      registers,
    }),
    vcdBusy: new Counter({
      name: 'vcd_busy_total',
      help: 'Requests that vCD refused because the entity was running a task.',
      registers,
    }),
  };
}

function storeMetrics(registers: Registry[]) {
  const total = (name: string, help: string) => new Counter({ name, help, registers });
  const level = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    storeCommits: total(
      'store_commits_total',
      'Durable writes of the record store; one holds many operations.',
    ),
    storeFailedCommits: total('store_failed_commits_total', 'Durable writes that the disk refused.'),
    storeCommitSeconds: total('store_commit_seconds_total', 'Time that durable writes took, added up.'),
    storeOperations: total(
      'store_operations_total',
      'Changes of records, events and secrets that were made durable.',
    ),
    storeQueued: level('store_queued_operations', 'Changes that wait for the next durable write.'),
    storeBytes: level('store_database_bytes', 'Size of the database file and its write-ahead log.'),
    storeDamaged: level('store_damaged_records', 'Records that cannot be read and are left out of lists.'),
  };
}
