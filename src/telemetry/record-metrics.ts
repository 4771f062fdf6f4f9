import { Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** What the series of one record are made from; records themselves are not known here. */
export interface RecordFigures {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly phase?: string | undefined;
  /** ISO 8601. */
  readonly phaseSince?: string | undefined;
  /** ISO 8601; absent for a phase that may last. */
  readonly phaseDeadline?: string | undefined;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
  }[];
}

const recordLabels = ['kind', 'namespace', 'name'];

/** Adds the series of all records, as they are at the moment of each scrape. */
export function addRecordMetrics(options: {
  readonly metrics: Metrics;
  readonly records: () => Promise<Iterable<RecordFigures>>;
  readonly clock: () => Date;
}): void {
  const { metrics, records, clock } = options;
  const registers = [metrics.registry];
  const phaseAge = new Gauge({
    name: 'record_phase_age_seconds',
    help: 'Time since the record entered the phase that it is in.',
    labelNames: [...recordLabels, 'phase'],
    registers,
  });
  const phaseOverdue = new Gauge({
    name: 'record_phase_overdue_seconds',
    help: 'Time since the deadline of the phase passed; negative before that.',
    labelNames: [...recordLabels, 'phase'],
    registers,
  });
  const condition = new Gauge({
    name: 'record_condition',
    help: '1 for the status and reason that each condition has.',
    labelNames: [...recordLabels, 'type', 'status', 'reason'],
    registers,
  });

  metrics.beforeScrape(async () => {
    const now = clock().getTime();
    const all = await records();
    for (const gauge of [phaseAge, phaseOverdue, condition]) gauge.reset();
    for (const { kind, namespace, name, phase, phaseSince, phaseDeadline, conditions } of all) {
      const labels = { kind, namespace, name };
      if (phase && phaseSince) phaseAge.set({ ...labels, phase }, (now - Date.parse(phaseSince)) / 1000);
      if (phase && phaseDeadline) {
        phaseOverdue.set({ ...labels, phase }, (now - Date.parse(phaseDeadline)) / 1000);
      }
      for (const { type, status, reason } of conditions)
        condition.set({ ...labels, type, status, reason }, 1);
    }
  });
}
