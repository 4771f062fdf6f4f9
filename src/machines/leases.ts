import type { ClusterQuestion } from './cluster-observation.ts';

/** What decisions about leases are made from. */
export type LeaseQuestion = Pick<ClusterQuestion, 'cluster' | 'observed' | 'repair'>;

const longestPauseMs = 3_600_000;

/**
 * When the leases are to be renewed, in milliseconds since 1970; undefined: never by itself. That is when half of one has
 * passed, so that a service that was down for long comes in time; and a while after an attempt that has changed nothing.
 */
export function renewalDueAt({ cluster, observed, repair }: LeaseQuestion): number | undefined {
  if (repair.leases !== 'renew' || observed.leases.length === 0) return undefined;
  const halves = observed.leases.map(({ endsAt, lengthMs }) => Date.parse(endsAt) - lengthMs / 2);
  const pauseMs = Math.min(longestPauseMs, ...observed.leases.map(({ lengthMs }) => lengthMs / 4));
  const askedAt = cluster.status.leases?.askedAt;
  return Math.max(Math.min(...halves), askedAt === undefined ? 0 : Date.parse(askedAt) + pauseMs);
}
