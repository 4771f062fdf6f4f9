import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { minutes } from './buckets.ts';

/** How the creation of a cluster can end: it is ready, it was given up, or somebody deleted it before either. */
export const creationOutcomes = ['ready', 'failed', 'deleted'] as const;
/** How a creation ended. */
export type CreationOutcome = (typeof creationOutcomes)[number];

/**
 * How the records are. With `tenantLabels` each record has series of its own, which name its organization and itself;
 * without, the worst record of each kind and phase speaks for all, so that their number does not grow with the tenants'.
 */
export function recordSeries(registers: Registry[], tenantLabels: boolean) {
  const labels = tenantLabels ? ['kind', 'namespace', 'name'] : ['kind'];
  const worst = (name: string, help: string, ...more: string[]) =>
    new Gauge({ name, help, labelNames: [...labels, ...more], registers });
  const creationDuration = new Histogram({
    name: 'cse_cluster_creation_duration_seconds',
    help: `Time from the request for a cluster to its outcome: ${creationOutcomes.join(', ')}.`,
    labelNames: ['outcome'],
    buckets: minutes,
    registers,
  });
  for (const outcome of creationOutcomes) creationDuration.zero({ outcome });
  const templateBuilds = new Counter({
    name: 'cse_template_builds_total',
    help: 'Templates that were made, by outcome: done, failed.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['done', 'failed']) templateBuilds.inc({ outcome }, 0);
  return {
    records: new Gauge({
      name: 'cse_records',
      help: 'Records by kind and phase.',
      labelNames: ['kind', 'phase'],
      registers,
    }),
    recordPhaseAge: worst(
      'cse_record_phase_age_seconds',
      'Time since the record entered its phase; the longest of each phase.',
      'phase',
    ),
    recordPhaseOverdue: worst(
      'cse_record_phase_overdue_seconds',
      'Time since the deadline of the phase passed, negative before that; the largest of each phase.',
      'phase',
    ),
    recordProgressAge: worst(
      'cse_record_progress_age_seconds',
      'Time since anything of a record that is worked on last moved: phase, nodes, conditions, tasks; the longest of each phase.',
      'phase',
    ),
    recordFailedAttempts: worst(
      'cse_record_failed_attempts',
      'Looks at the record in a row that ended with an error; the most of any record, 0 when the last one went well.',
    ),
    recordConditions: worst(
      'cse_record_conditions',
      'Records with the status and reason of each condition.',
      'type',
      'status',
      'reason',
    ),
    recordCertificateExpiry: worst(
      'cse_record_certificate_expiry_timestamp_seconds',
      'When the certificate in the kubeconfig of a cluster, or that of its authority, ends; the earliest.',
    ),
    orphans: new Gauge({
      name: 'cse_orphans',
      help: 'Things that this service made in vCD and has no record of, as of the last look at all; 0 before the first.',
      labelNames: ['thing'],
      registers,
    }),
    tasksOpen: new Gauge({
      name: 'cse_tasks_open',
      help: 'vCD tasks of tenants’ requests that have not ended, by operation.',
      labelNames: ['operation'],
      registers,
    }),
    taskAge: new Gauge({
      name: 'cse_task_age_seconds',
      help: 'Age of the oldest vCD task of a tenant’s request that has not ended, by operation; 0 without one.',
      labelNames: ['operation'],
      registers,
    }),
    deadlinesPassed: new Counter({
      name: 'cse_deadlines_passed_total',
      help: 'Work that was given up because its phase took longer than the deadline.',
      labelNames: ['kind', 'phase'],
      registers,
    }),
    creationDuration,
    templateBuilds,
  };
}
