import { creationNodeCount } from '#records/cluster.ts';
import type {
  AdditionTimedPhase,
  ClusterQuestion,
  CreationTimedPhase,
  NodeObservation,
} from './cluster-observation.ts';
import { refusal } from './cluster-refusal.ts';
import { renewalDueAt } from './leases.ts';
import { additionRefusal, isNotMade, lostControlPlane, pending } from './node-addition.ts';
import { currentAddition, nodesOfPool, nodesToTakeBack, pendingNodes, poolOf } from './node-changes.ts';
import { departing, deregistrationOutcome, drainOutcome, isRemovalOverdue } from './node-removal.ts';
import { diagnose } from './node-repair.ts';

interface Asked {
  readonly context: ClusterQuestion;
}

/** Named questions about a cluster and its world; all of them are pure. */
export const clusterGuards = {
  deletionRequested: ({ context: { cluster } }: Asked) =>
    cluster.metadata.deletionTimestamp !== undefined ||
    cluster.spec.requests.some((request) => request.operation === 'delete_cluster'),
  creationGivenUp: ({ context: { cluster } }: Asked) => cluster.status.failure !== undefined,
  wasReady: ({ context: { cluster } }: Asked) => cluster.status.readyAt !== undefined,
  paused: ({ context: { cluster } }: Asked) => cluster.spec.paused,
  refused: ({ context }: Asked) => refusal(context) !== undefined,

  tasksOpen: ({ context }: Asked) => tasksOpen(context),
  tasksMissing: ({ context }: Asked) => !tasksOpen(context),
  nodesPlanned: ({ context: { cluster, observed } }: Asked) =>
    cluster.status.vApp !== undefined &&
    cluster.status.nodes.length >= creationNodeCount(cluster.spec) &&
    observed.credentialsIssued,
  vAppComplete: ({ context: { observed } }: Asked) =>
    observed.vApp === 'present' &&
    !observed.composing &&
    observed.nodes.every((node) => node.power !== 'absent'),
  nodesAddressed: ({ context: { observed } }: Asked) =>
    observed.nodes.every((node) => node.ipAddress !== undefined),
  vAppTagged: ({ context: { observed } }: Asked) => observed.tagged,
  guestsConfigured: ({ context: { observed } }: Asked) =>
    observed.nodes.every((node) => node.configured && !node.busy),
  nodesPoweredOn: ({ context: { observed } }: Asked) => observed.nodes.every((node) => node.power === 'on'),
  controlPlaneInitialized: ({ context }: Asked) => nodesOf(context, 'control-plane').every(joined),
  workersJoined: ({ context: { observed } }: Asked) => observed.nodes.every(joined),
  kubeconfigPublished: ({ context: { observed } }: Asked) =>
    observed.kubeconfigIssued && observed.addressPublished,
  userDataWiped: ({ context: { observed } }: Asked) =>
    observed.nodes.every((node) => node.wiped || node.guest !== 'succeeded'),
  keysUnread: ({ context: { cluster, observed } }: Asked) =>
    !observed.credentialsIssued &&
    observed.controlPlaneLegible &&
    cluster.status.keysUnread?.generation !== cluster.metadata.generation,
  kubeconfigDue: ({ context }: Asked) =>
    context.observed.credentialsIssued &&
    nodesOf(context, 'control-plane').every((node) => node.power === 'on'),
  leasesDue: ({ context }: Asked) =>
    context.observed.vApp === 'present' &&
    !context.observed.busy &&
    (renewalDueAt(context) ?? Infinity) <= context.now.getTime(),
  nodesToPowerOn: ({ context }: Asked) => diagnose(context).kind === 'powerOn',
  nodesToReplace: ({ context }: Asked) => diagnose(context).kind === 'replace',
  infrastructureStands: ({ context }: Asked) => diagnose(context).kind === 'healthy',

  guestFailed: ({ context: { observed } }: Asked) => observed.nodes.some((node) => node.guest === 'failed'),
  vAppBroken: ({ context: { observed } }: Asked) => observed.broken !== undefined,
  overdue: ({ context }: Asked, { phase }: { phase: CreationTimedPhase }) =>
    context.cluster.status.readyAt === undefined && isOverdue(context, phase),

  nodesToTakeBack: ({ context: { cluster } }: Asked) => nodesToTakeBack(cluster).length > 0,
  nodesDepart: ({ context }: Asked) => departing(context).length > 0,
  nodesDrained: ({ context }: Asked) =>
    departing(context).every((each) => drainOutcome(context, each) !== undefined),
  nodesDeregistered: ({ context }: Asked) =>
    departing(context).every((each) => deregistrationOutcome(context, each) !== undefined),
  nodesUndeployed: ({ context }: Asked) => departing(context).every(({ seen }) => !seen.deployed),
  nodeVmsDeleted: ({ context }: Asked) =>
    departing(context).every(
      // What vCD works on may be the making of the very VM.
      ({ node, seen }) => seen.power === 'absent' && !(node.state === 'requested' && context.observed.busy),
    ),
  removalOverdue: ({ context }: Asked) => departing(context).some((each) => isRemovalOverdue(context, each)),

  nodesWanted: ({ context: { cluster } }: Asked) =>
    currentAddition(cluster) !== undefined || pendingNodes(cluster).length > 0,
  newNodesPlanned: ({ context: { cluster } }: Asked) => {
    const addition = currentAddition(cluster);
    const pool = addition && poolOf(cluster, addition);
    return !pool || nodesOfPool(cluster, pool.name).length >= pool.count;
  },
  newNodesRefused: ({ context }: Asked) => additionRefusal(context) !== undefined,
  newNodesMade: ({ context }: Asked) => pending(context).every(({ seen }) => seen.made),
  newNodesNotMade: ({ context }: Asked) => pending(context).some((each) => isNotMade(context, each)),
  newNodesAddressed: ({ context }: Asked) =>
    pending(context).every(({ seen }) => seen.ipAddress !== undefined),
  newNodesConfigured: ({ context }: Asked) =>
    pending(context).every(({ seen }) => seen.configured && (!seen.busy || seen.power === 'on')),
  newNodesPoweredOn: ({ context }: Asked) => pending(context).every(({ seen }) => seen.power === 'on'),
  controlPlaneLost: ({ context }: Asked) => lostControlPlane(context) !== undefined,
  newGuestFailed: ({ context }: Asked) => pending(context).some(({ seen }) => seen.guest === 'failed'),
  newNodesJoined: ({ context }: Asked) => pending(context).every(({ seen }) => joined(seen)),
  additionOverdue: ({ context }: Asked, { phase }: { phase: AdditionTimedPhase }) =>
    isOverdue(context, phase),

  rollbackWanted: ({ context: { cluster } }: Asked) => cluster.spec.rollback,
  nothingToKeep: ({ context: { observed } }: Asked) => observed.vApp !== 'present',
  vAppGone: ({ context }: Asked) =>
    context.observed.vApp !== 'present' &&
    (context.cluster.status.vApp === undefined ||
      context.cluster.status.vApp.id !== undefined ||
      lostAnswersAreOver(context)),
};

function tasksOpen({ cluster }: ClusterQuestion): boolean {
  return cluster.spec.requests.every((request) =>
    cluster.status.tasks.some((task) => task.request === request.id),
  );
}

function isOverdue(
  { cluster, deadlines, now }: ClusterQuestion,
  phase: CreationTimedPhase | AdditionTimedPhase,
): boolean {
  const { phase: before, phaseSince } = cluster.status;
  return (
    before === phase && phaseSince !== undefined && now.getTime() - Date.parse(phaseSince) > deadlines[phase]
  );
}

/** From the removal on nothing is asked for any more, so what was asked for last has come by then or never will. */
function lostAnswersAreOver({ cluster, lostAnswerGraceMs, now }: ClusterQuestion): boolean {
  const { phase, phaseSince } = cluster.status;
  if (phase === 'completingTasks' || phase === 'releasing') return true;
  return (
    phase === 'removingVApp' &&
    phaseSince !== undefined &&
    now.getTime() - Date.parse(phaseSince) > lostAnswerGraceMs
  );
}

function joined(node: NodeObservation): boolean {
  return node.guest === 'succeeded';
}

function nodesOf({ cluster, observed }: ClusterQuestion, role: string): readonly NodeObservation[] {
  const names = new Set(cluster.status.nodes.filter((node) => node.role === role).map((node) => node.name));
  return observed.nodes.filter((node) => names.has(node.name));
}
