import type { Cluster, ClusterStatus } from '#records/cluster.ts';
import { findCondition, withCondition } from '#records/condition.ts';
import type { Reason } from '#records/reasons.ts';
import type { LeaseObservation, RepairSettings } from '#machines/cluster-observation.ts';
import { renewalDueAt } from '#machines/leases.ts';
import type { Report } from '../steps/step.ts';

type KnownLeases = NonNullable<ClusterStatus['leases']>;

/** What is known of the leases of a cluster; undefined when it has none. Of a vApp that is not to be seen: as before. */
export function leasesOf(
  cluster: Cluster,
  { observed, result }: Pick<Report, 'observed' | 'result'>,
  repair: RepairSettings,
): KnownLeases | undefined {
  const { status } = cluster;
  if (observed.vApp !== 'present') return status.leases;
  if (observed.leases.length === 0) return undefined;
  const asked = result.learned?.leases ?? lastAsked(status.leases);
  const after = { ...cluster, status: { ...status, leases: asked } };
  const dueAt = status.readyAt === undefined ? undefined : renewalDueAt({ cluster: after, observed, repair });
  const endOf = (kind: LeaseObservation['kind']) =>
    observed.leases.find((lease) => lease.kind === kind)?.endsAt;
  const [stopsAt, expiresAt] = [endOf('deployment'), endOf('storage')];
  return {
    ...asked,
    ...(stopsAt !== undefined && { stopsAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(dueAt !== undefined && { renewAt: new Date(dueAt).toISOString() }),
  };
}

/** With `LeaseExpires`, which is true where the service does not renew, or cannot; nothing where there never was a lease. */
export function withLeaseCondition(
  conditions: ClusterStatus['conditions'],
  leases: KnownLeases | undefined,
  now: Date,
): ClusterStatus['conditions'] {
  const type = 'LeaseExpires';
  if (!leases && !findCondition(conditions, type)) return conditions;
  const { expires, reason, message } = leases ? outlook(leases) : noLease;
  return withCondition(conditions, { type, status: expires ? 'True' : 'False', reason, message }, now);
}

interface Outlook {
  readonly expires: boolean;
  readonly reason: Reason;
  readonly message: string;
}

const noLease: Outlook = { expires: false, reason: 'Ready', message: '' };

function outlook({ stopsAt, expiresAt, renewAt, refusal }: KnownLeases): Outlook {
  const ends = [
    ...(stopsAt === undefined ? [] : [`stopped at ${stopsAt}`]),
    ...(expiresAt === undefined ? [] : [`removed at ${expiresAt}`]),
  ];
  const will = `the vApp is ${ends.join(' and ')}`;
  if (refusal !== undefined)
    return { expires: true, reason: 'LeaseRuns', message: `${will}; renewing it was refused: ${refusal}` };
  if (renewAt === undefined) return { expires: true, reason: 'LeaseRuns', message: will };
  return {
    expires: false,
    reason: 'LeaseRenewed',
    message: `${will} unless renewed; that is due at ${renewAt}`,
  };
}

function lastAsked({ askedAt, refusal }: KnownLeases = {}): Pick<KnownLeases, 'askedAt' | 'refusal'> {
  return { ...(askedAt !== undefined && { askedAt }), ...(refusal !== undefined && { refusal }) };
}
