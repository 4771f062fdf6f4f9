import type { Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** What the series of one record are made from; records themselves are not known here. Times in milliseconds since 1970. */
export interface RecordFigures {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  readonly phaseSince: number | undefined;
  /** Absent for a phase that may last. */
  readonly phaseDeadline: number | undefined;
  /** When anything of the record last moved; absent when there is nothing to do for it. */
  readonly progressAt: number | undefined;
  /** Looks in a row that failed. */
  readonly failedAttempts: number;
  readonly certificateExpiry: number | undefined;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
  }[];
  /** vCD tasks of requests that have not ended. */
  readonly openTasks: readonly { readonly operation: string; readonly since: number }[];
}

type Labels = Readonly<Record<string, string>>;

/** Makes the series of all records say how these are at `now`, and nothing of any other. */
export function showRecords(
  metrics: Metrics,
  {
    records,
    kinds,
    operations,
    now,
  }: {
    readonly records: Iterable<RecordFigures>;
    /** Kinds and operations that have a zero where there is nothing of them. */
    readonly kinds: readonly string[];
    readonly operations: readonly string[];
    readonly now: number;
  },
): void {
  const count = tally(metrics.records);
  const phaseAge = extreme(metrics.recordPhaseAge, Math.max);
  const overdue = extreme(metrics.recordPhaseOverdue, Math.max);
  const progressAge = extreme(metrics.recordProgressAge, Math.max);
  const attempts = extreme(metrics.recordFailedAttempts, Math.max);
  const expiry = extreme(metrics.recordCertificateExpiry, Math.min);
  const conditions = tally(metrics.recordConditions);
  const tasksOpen = tally(metrics.tasksOpen);
  const taskAge = extreme(metrics.taskAge, Math.max);
  for (const operation of operations) {
    tasksOpen({ operation }, 0);
    taskAge({ operation }, 0);
  }
  // A series that appears with its first failure has no rise that an alert could see.
  if (!metrics.tenantLabels) for (const kind of kinds) attempts({ kind }, 0);

  for (const record of records) {
    const { kind, namespace, name, phase } = record;
    const labels: Labels = metrics.tenantLabels ? { kind, namespace, name } : { kind };
    const inPhase = { ...labels, phase };
    const age = (since: number) => (now - since) / 1000;
    count({ kind, phase }, 1);
    if (record.phaseSince !== undefined) phaseAge(inPhase, age(record.phaseSince));
    if (record.phaseDeadline !== undefined) overdue(inPhase, age(record.phaseDeadline));
    if (record.progressAt !== undefined) progressAge(inPhase, age(record.progressAt));
    attempts(labels, record.failedAttempts);
    if (record.certificateExpiry !== undefined) expiry(labels, record.certificateExpiry / 1000);
    for (const { type, status, reason } of record.conditions)
      conditions({ ...labels, type, status, reason }, 1);
    for (const { operation, since } of record.openTasks) {
      tasksOpen({ operation }, 1);
      taskAge({ operation }, age(since));
    }
  }
}

/** Empties the gauge; what it gives adds to the value of the labels. */
function tally(gauge: Gauge): (labels: Labels, by: number) => void {
  gauge.reset();
  return (labels, by) => gauge.inc(labels, by);
}

/** Empties the gauge; what it gives keeps the worst value of the labels. */
function extreme(gauge: Gauge, worse: (one: number, other: number) => number) {
  gauge.reset();
  const seen = new Map<string, number>();
  return (labels: Labels, value: number): void => {
    const id = Object.values(labels).join('\n');
    const worst = worse(seen.get(id) ?? value, value);
    seen.set(id, worst);
    gauge.set(labels, worst);
  };
}
