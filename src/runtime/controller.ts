import { splitKey, type RecordKey } from '#records/metadata.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Metrics } from '#telemetry/metrics.ts';
import { reconcileResults, type ReconcileResult } from '#telemetry/reconcile-series.ts';
import { ControllerStopping, startRun, type Ending, type ReconcileRun } from './reconcile-run.ts';
import type { Reconcile } from './reconcile.ts';
import { systemTime, type Time } from '#time/time.ts';
import { WorkQueue } from './work-queue.ts';

/** What one controller is made of. */
export interface ControllerOptions {
  /** The kind whose records it moves; names it in logs and metrics. */
  readonly name: string;
  readonly reconcile: Reconcile;
  /** How many records are looked at at the same time. */
  readonly workers: number;
  /** A reconcile that takes longer is told to stop. */
  readonly timeoutMs: number;
  /** How long a reconcile may go on after it was told to stop before it is reported as stuck. */
  readonly patienceMs?: number;
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly time?: Time;
  readonly random?: () => number;
}

/** A running controller: a queue, workers and a reconciler. */
export interface Controller {
  readonly name: string;
  /** Asks for a look at the record, at once or after `delayMs`. */
  wake(key: RecordKey, delayMs?: number): void;
  /** Keys that are due and wait for a worker, and keys that are being looked at. */
  load(): { readonly depth: number; readonly running: number };
  /**
   * Takes up nothing more, lets what runs finish for `graceMs`, then tells it to stop and waits `patienceMs`.
   * Resolves to the keys that are being worked on even then.
   */
  stop(graceMs: number): Promise<readonly RecordKey[]>;
}

/** Starts the workers. Whatever a reconcile throws becomes a back-off, a count and a log line, never more. */
export function startController(options: ControllerOptions): Controller {
  const { name, reconcile, metrics, timeoutMs, time = systemTime, random = Math.random } = options;
  const { patienceMs = 10_000, firstRetryMs = 1_000, longestRetryMs = 300_000 } = options;
  const kind = { kind: name };
  const queue = new WorkQueue({
    time,
    random,
    firstRetryMs,
    longestRetryMs,
    onTake: (latencyMs) => metrics.workQueueLatency.observe(kind, latencyMs / 1000),
  });
  const runs = new Set<ReconcileRun>();
  const stuck = new Set<ReconcileRun>();

  async function work(): Promise<void> {
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      const run = startRun({ key, reconcile, log: childLog(key), time, timeoutMs, patienceMs });
      runs.add(run);
      const gotStuck = run.gotStuck.then(() => stuck.add(run));
      await Promise.race([conclude(run, time.now()), gotStuck]);
    }
  }

  /** Only here is a key given back: a stuck reconcile sets its worker free and keeps its record locked. */
  async function conclude(run: ReconcileRun, startedAt: number): Promise<void> {
    const result = settle(run, await run.ended);
    metrics.reconciles.inc({ kind: name, result });
    metrics.reconcileDuration.observe(kind, (time.now() - startedAt) / 1000);
    runs.delete(run);
    stuck.delete(run);
    queue.finish(run.key);
  }

  /** What becomes of the key. The wait of an outcome counts from now; the queue takes an earlier wish over it. */
  function settle(run: ReconcileRun, ending: Ending): ReconcileResult {
    switch (ending.kind) {
      case 'conflict':
        queue.add(run.key);
        return 'conflict';
      case 'stopped':
        return 'stopped';
      case 'failed': {
        const { failures, delayMs } = queue.retry(run.key);
        run.log.error({ err: ending.error, failures, retryInMs: Math.round(delayMs) }, 'Reconcile failed');
        return ending.timedOut ? 'timeout' : 'error';
      }
      case 'returned': {
        const { outcome } = ending;
        queue.forget(run.key);
        if (outcome.kind === 'waiting') queue.addAfter(run.key, outcome.requeueAfterMs);
        run.log.debug({ outcome }, 'Reconciled');
        return outcome.kind;
      }
    }
  }

  function childLog(key: RecordKey): Logger {
    const reconcileId = Math.floor(random() * 36 ** 8)
      .toString(36)
      .padStart(8, '0');
    return options.log.child({ reconcileId, ...splitKey(key) });
  }

  for (const result of reconcileResults) metrics.reconciles.inc({ kind: name, result }, 0);
  metrics.reconcileDuration.zero(kind);
  metrics.workQueueLatency.zero(kind);
  const stopMeasuring = metrics.beforeScrape(() => {
    metrics.workQueueDepth.set(kind, queue.depth);
    metrics.reconcilesStuck.set(kind, stuck.size);
  });
  const workers = Promise.all(Array.from({ length: options.workers }, work));

  return {
    name,
    wake(key, delayMs = 0) {
      splitKey(key); // throws here, at whoever made up the key, and not in a worker
      queue.addAfter(key, delayMs);
    },
    load: () => ({ depth: queue.depth, running: runs.size }),
    async stop(graceMs) {
      queue[Symbol.dispose]();
      const cancelAbort = time.after(graceMs, () => {
        for (const run of runs) run.abort(new ControllerStopping());
      });
      await workers;
      cancelAbort();
      stopMeasuring();
      return [...runs].map((run) => run.key);
    },
  };
}
