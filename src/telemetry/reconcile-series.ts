import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { seconds } from './buckets.ts';

/** How a reconcile can end, as `cse_reconcile_total` counts it. */
export const reconcileResults = [
  'done',
  'waiting',
  'stalled',
  'conflict',
  'error',
  'timeout',
  'stopped',
] as const;
/** How one look at a record ended. */
export type ReconcileResult = (typeof reconcileResults)[number];

/** How the controllers get on with looking at records. */
export function reconcileSeries(registers: Registry[]) {
  return {
    workQueueDepth: new Gauge({
      name: 'cse_work_queue_depth',
      help: 'Records that are due to be looked at and wait for a worker.',
      labelNames: ['kind'],
      registers,
    }),
    workQueueLatency: new Histogram({
      name: 'cse_work_queue_latency_seconds',
      help: 'Time that a record was due before a worker took it.',
      labelNames: ['kind'],
      buckets: seconds,
      registers,
    }),
    reconciles: new Counter({
      name: 'cse_reconcile_total',
      help: `Reconciles by how they ended: ${reconcileResults.join(', ')}.`,
      labelNames: ['kind', 'result'],
      registers,
    }),
    reconcileDuration: new Histogram({
      name: 'cse_reconcile_duration_seconds',
      help: 'Time that one reconcile took.',
      labelNames: ['kind'],
      buckets: seconds,
      registers,
    }),
    reconcilesStuck: new Gauge({
      name: 'cse_reconcile_stuck',
      help: 'Reconciles that go on although they were told to stop; their records are locked.',
      labelNames: ['kind'],
      registers,
    }),
  };
}
