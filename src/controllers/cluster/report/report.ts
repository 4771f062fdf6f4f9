import type { Cluster, ClusterNode, ClusterStatus } from '#records/cluster.ts';
import { withCondition, type ConditionStatus, type ConditionType } from '#records/condition.ts';
import type { Reason } from '#records/reasons.ts';
import type { ClusterDeadlines, ClusterObservation, NodeObservation } from '#machines/cluster-observation.ts';
import { settledNodes } from '#machines/node-changes.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import type { Outcome } from '#runtime/outcome.ts';
import type { ClusterDependencies } from '../dependencies.ts';
import { leasesOf, withLeaseCondition } from './lease-report.ts';
import { withExports, withHealth, withNodeChanges } from './node-report.ts';
import { creationPhases, deletionPhases, isMade, type CreationPhase } from '../phases.ts';
import type { Report } from '../steps/step.ts';

/** The record with what one reconcile saw and did; conditions are written here and nowhere else. */
export function withReport(
  cluster: Cluster,
  report: Report,
  { deadlines, repair }: Pick<ClusterDependencies, 'deadlines' | 'repair'>,
  now: Date,
): Cluster {
  const { phase, observed, result } = report;
  const before = cluster.status;
  const since =
    before.phase === phase && before.phaseSince !== undefined ? before.phaseSince : now.toISOString();
  const known = result.learned?.nodes ?? before.nodes;
  const changed = withNodeChanges({ cluster, observed, deadlines, now }, known, report);
  const seen = changed.map((node) => withExports(seenNode(node, observed.nodes)));
  const nodes = [...withHealth({ cluster, observed, repair, now }, seen)];
  const vApp =
    result.learned?.vApp === undefined ? seenVApp(before.vApp, observed) : (result.learned.vApp ?? undefined);
  const address = nodes.find((node) => node.role === 'control-plane')?.ipAddress;
  const made = isMade(phase);
  const readyAt = before.readyAt ?? (made ? now.toISOString() : undefined);
  const endpoint = made && address !== undefined ? `https://${address}:6443` : before.endpoint;
  const keysUnread = result.learned?.keysUnread ?? before.keysUnread;
  const failure = before.failure ?? latchedFailure(cluster, phase, result.outcome, now);
  const leases = leasesOf(cluster, report, repair);
  const phaseDeadline = deadlineOf(phase, since, deadlines);

  const status: ClusterStatus = {
    observedGeneration: cluster.metadata.generation,
    phase,
    phaseSince: since,
    ...(phaseDeadline !== undefined && { phaseDeadline }),
    conditions: withLeaseCondition(conditionsOf(cluster, report, readyAt !== undefined, now), leases, now),
    ...(vApp && { vApp }),
    nodes,
    ...(endpoint !== undefined && { endpoint }),
    tasks: report.tasks,
    ...waitingOf(result.outcome, now),
    ...(failure && { failure }),
    ...(keysUnread && !observed.credentialsIssued && { keysUnread }),
    ...(leases && { leases }),
    ...(readyAt !== undefined && { readyAt }),
  };
  return { ...cluster, status };
}

/** What was tried and failed. */
export interface FailedAttempt {
  readonly error: unknown;
  /** Undefined where it failed before one was decided on. */
  readonly phase: ClusterPhase | undefined;
}

/** A thrown error is reported too: what it was, and that it is tried again; for no longer than its phase may last. */
export function withFailedAttempt(
  cluster: Cluster,
  { error, phase }: FailedAttempt,
  { deadlines }: Pick<ClusterDependencies, 'deadlines'>,
  now: Date,
): Cluster {
  const attempts = (cluster.status.lastError?.attempts ?? 0) + 1;
  const message = error instanceof Error ? error.message : String(error);
  const conditions = withCondition(
    cluster.status.conditions,
    { type: 'Reconciling', status: 'True', reason: 'Retrying', message },
    now,
  );
  return {
    ...cluster,
    status: {
      ...cluster.status,
      ...begun(cluster, phase, deadlines, now),
      conditions,
      lastError: { message, at: now.toISOString(), attempts },
    },
  };
}

/** A phase whose every attempt fails has begun all the same, or its deadline would never pass. */
function begun(
  { status }: Cluster,
  phase: ClusterPhase | undefined,
  deadlines: ClusterDeadlines,
  now: Date,
): Pick<ClusterStatus, 'phase' | 'phaseSince' | 'phaseDeadline'> {
  if (phase === undefined || phase === status.phase) return {};
  const phaseSince = now.toISOString();
  const phaseDeadline = deadlineOf(phase, phaseSince, deadlines);
  return phaseDeadline === undefined ? {} : { phase, phaseSince, phaseDeadline };
}

/** Before a cluster was ever ready, work that cannot be done ends the creation; afterwards it is only reported. */
function latchedFailure(
  cluster: Cluster,
  phase: ClusterPhase,
  outcome: Outcome,
  now: Date,
): ClusterStatus['failure'] {
  if (outcome.kind !== 'stalled' || !isCreating(phase) || cluster.status.readyAt !== undefined)
    return undefined;
  return { reason: outcome.reason, message: outcome.message, at: now.toISOString() };
}

function isCreating(phase: ClusterPhase): phase is CreationPhase {
  return creationPhases.some((candidate) => candidate === phase);
}

function deadlineOf(phase: ClusterPhase, since: string, deadlines: ClusterDeadlines): string | undefined {
  const limits: Partial<Record<ClusterPhase, number>> = deadlines;
  const limitMs = limits[phase];
  return limitMs === undefined ? undefined : new Date(Date.parse(since) + limitMs).toISOString();
}

function waitingOf(outcome: Outcome, now: Date): Pick<ClusterStatus, 'waiting'> {
  if (outcome.kind !== 'waiting') return {};
  const until = new Date(now.getTime() + outcome.requeueAfterMs).toISOString();
  return { waiting: { reason: outcome.reason, message: outcome.message, until } };
}

function seenVApp(vApp: ClusterStatus['vApp'], { vAppId }: ClusterObservation): ClusterStatus['vApp'] {
  return vApp && vAppId !== undefined ? { ...vApp, id: vAppId } : vApp;
}

function seenNode(node: ClusterNode, seen: readonly NodeObservation[]): ClusterNode {
  const observed = seen.find((candidate) => candidate.name === node.name);
  if (!observed || observed.power === 'absent') return node;
  const { message: _stale, ...rest } = node;
  return {
    ...rest,
    ...(observed.vmId !== undefined && { vmId: observed.vmId }),
    ...(observed.ipAddress !== undefined && { ipAddress: observed.ipAddress }),
    state: nodeState(observed, node),
    ...(observed.guestMessage !== '' && { message: observed.guestMessage }),
  };
}

/** A guest's word is lost when its VM is powered off: a node that has joined stays joined. */
function nodeState(observed: NodeObservation, { state: before, failure }: ClusterNode): ClusterNode['state'] {
  if (failure) return 'failed';
  if (observed.guest === 'succeeded' || before === 'joined') return 'joined';
  if (observed.guest === 'failed') return 'failed';
  if (observed.power === 'on') return 'booting';
  return observed.configured ? 'configured' : 'created';
}

function conditionsOf(
  cluster: Cluster,
  { phase, observed, result }: Report,
  everReady: boolean,
  now: Date,
): ClusterStatus['conditions'] {
  const { outcome } = result;
  let conditions = cluster.status.conditions;
  const set = (type: ConditionType, holds: boolean, whenTrue: Reason, whenFalse: Reason, message = '') => {
    const status: ConditionStatus = holds ? 'True' : 'False';
    conditions = withCondition(
      conditions,
      { type, status, reason: holds ? whenTrue : whenFalse, message },
      now,
    );
  };
  const why: Reason = outcome.kind === 'done' ? 'Ready' : outcome.reason;
  const words = outcome.kind === 'done' ? '' : outcome.message;
  const deleting = deletionPhases.some((candidate) => candidate === phase);
  const stands = phase === 'wipingUserData' || (phase === 'ready' && outcome.kind !== 'stalled');
  const settled = new Set(settledNodes(cluster).map((node) => node.name));
  const nodes = observed.nodes.filter((node) => settled.has(node.name));
  const joined = everReady || nodes.every((node) => node.guest === 'succeeded');
  const poweredOn = nodes.length > 0 && nodes.every((node) => node.power === 'on');

  set('Ready', stands, 'Ready', deleting ? 'Deleting' : why, words);
  set('Reconciling', outcome.kind === 'waiting', why, 'Ready', outcome.kind === 'waiting' ? words : '');
  set('Stalled', outcome.kind === 'stalled', why, 'Ready', outcome.kind === 'stalled' ? words : '');
  set(
    'InfrastructureReady',
    observed.vApp === 'present' && poweredOn,
    'Ready',
    deleting ? 'Deleting' : everReady ? 'InfrastructureGone' : 'CreatingVApp',
  );
  set('ControlPlaneReady', poweredOn && joined, 'AllNodesJoined', 'WaitingForControlPlane');
  const allJoined = poweredOn && joined && nodes.length === observed.nodes.length;
  set('NodesJoined', allJoined, 'AllNodesJoined', 'WaitingForWorkers');
  set(
    'KubeconfigPublished',
    observed.kubeconfigIssued && observed.addressPublished,
    'Ready',
    'PublishingKubeconfig',
  );
  if (deleting) set('Deleting', true, 'Deleting', 'Deleting');
  return conditions;
}
