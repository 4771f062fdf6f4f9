import { initialTransition, setup, type StateValueFrom } from 'xstate';
import { creationNodeCount } from '#records/cluster.ts';
import type {
  AdditionTimedPhase,
  ClusterQuestion,
  CreationTimedPhase,
  NodeObservation,
} from './cluster-observation.ts';
import { refusal } from './cluster-refusal.ts';
import { additionRefusal, isNotMade, pending } from './node-addition.ts';
import {
  currentAddition,
  departingNodes,
  nodesOfPool,
  nodesToTakeBack,
  poolOf,
  settledNodes,
} from './node-changes.ts';
import { departing, deregistrationOutcome, drainOutcome, isRemovalOverdue } from './node-removal.ts';

/**
 * Each state is work that is missing; its first guard is the postcondition of that work. The chart is read from the
 * start every time and rests at the first state whose work is not done: that is the phase.
 */
export const clusterMachine = setup({
  types: { input: {} as ClusterQuestion, context: {} as ClusterQuestion },
  guards: {
    deletionRequested: ({ context: { cluster } }) =>
      cluster.metadata.deletionTimestamp !== undefined ||
      cluster.spec.requests.some((request) => request.operation === 'delete_cluster'),
    creationGivenUp: ({ context: { cluster } }) => cluster.status.failure !== undefined,
    wasReady: ({ context: { cluster } }) => cluster.status.readyAt !== undefined,
    paused: ({ context: { cluster } }) => cluster.spec.paused,
    refused: ({ context }) => refusal(context) !== undefined,

    tasksOpen: ({ context }) => tasksOpen(context),
    tasksMissing: ({ context }) => !tasksOpen(context),
    nodesPlanned: ({ context: { cluster, observed } }) =>
      cluster.status.vApp !== undefined &&
      cluster.status.nodes.length >= creationNodeCount(cluster.spec) &&
      observed.credentialsIssued,
    vAppComplete: ({ context: { observed } }) =>
      observed.vApp === 'present' &&
      !observed.composing &&
      observed.nodes.every((node) => node.power !== 'absent'),
    nodesAddressed: ({ context: { observed } }) =>
      observed.nodes.every((node) => node.ipAddress !== undefined),
    vAppTagged: ({ context: { observed } }) => observed.tagged,
    guestsConfigured: ({ context: { observed } }) =>
      observed.nodes.every((node) => node.configured && !node.busy),
    nodesPoweredOn: ({ context: { observed } }) => observed.nodes.every((node) => node.power === 'on'),
    controlPlaneInitialized: ({ context }) => nodesOf(context, 'control-plane').every(joined),
    workersJoined: ({ context: { observed } }) => observed.nodes.every(joined),
    kubeconfigPublished: ({ context: { observed } }) =>
      observed.kubeconfigIssued && observed.addressPublished,
    userDataWiped: ({ context: { observed } }) =>
      observed.nodes.every((node) => node.wiped || node.guest !== 'succeeded'),
    controlPlaneStands: ({ context }) =>
      nodesOf(context, 'control-plane').every((node) => node.power === 'on'),
    infrastructureStands: ({ context }) =>
      context.observed.vApp === 'present' && settled(context).every((node) => node.power === 'on'),

    guestFailed: ({ context: { observed } }) => observed.nodes.some((node) => node.guest === 'failed'),
    vAppBroken: ({ context: { observed } }) => observed.broken !== undefined,
    overdue: ({ context }, { phase }: { phase: CreationTimedPhase }) =>
      context.cluster.status.readyAt === undefined && isOverdue(context, phase),

    nodesToTakeBack: ({ context: { cluster } }) => nodesToTakeBack(cluster).length > 0,
    nodesDepart: ({ context: { cluster } }) => departingNodes(cluster).length > 0,
    nodesDrained: ({ context }) =>
      departing(context).every((each) => drainOutcome(context, each) !== undefined),
    nodesDeregistered: ({ context }) =>
      departing(context).every((each) => deregistrationOutcome(context, each) !== undefined),
    nodesUndeployed: ({ context }) => departing(context).every(({ seen }) => !seen.deployed),
    nodeVmsDeleted: ({ context }) =>
      departing(context).every(
        // What vCD works on may be the making of the very VM.
        ({ node, seen }) => seen.power === 'absent' && !(node.state === 'requested' && context.observed.busy),
      ),
    removalOverdue: ({ context }) => departing(context).some((each) => isRemovalOverdue(context, each)),

    nodesWanted: ({ context: { cluster } }) => currentAddition(cluster) !== undefined,
    newNodesPlanned: ({ context: { cluster } }) => {
      const addition = currentAddition(cluster);
      const pool = addition && poolOf(cluster, addition);
      return !pool || nodesOfPool(cluster, pool.name).length >= pool.count;
    },
    newNodesRefused: ({ context }) => additionRefusal(context) !== undefined,
    newNodesMade: ({ context }) => pending(context).every(({ seen }) => seen.made),
    newNodesNotMade: ({ context }) => pending(context).some((each) => isNotMade(context, each)),
    newNodesAddressed: ({ context }) => pending(context).every(({ seen }) => seen.ipAddress !== undefined),
    newNodesConfigured: ({ context }) =>
      pending(context).every(({ seen }) => seen.configured && (!seen.busy || seen.power === 'on')),
    newNodesPoweredOn: ({ context }) => pending(context).every(({ seen }) => seen.power === 'on'),
    newGuestFailed: ({ context }) => pending(context).some(({ seen }) => seen.guest === 'failed'),
    newNodesJoined: ({ context }) => pending(context).every(({ seen }) => joined(seen)),
    additionOverdue: ({ context }, { phase }: { phase: AdditionTimedPhase }) => isOverdue(context, phase),

    rollbackWanted: ({ context: { cluster } }) => cluster.spec.rollback,
    nothingToKeep: ({ context: { observed } }) => observed.vApp !== 'present',
    vAppGone: ({ context }) =>
      context.observed.vApp !== 'present' &&
      (context.cluster.status.vApp === undefined ||
        context.cluster.status.vApp.id !== undefined ||
        lostAnswersAreOver(context)),
  },
}).createMachine({
  id: 'cluster',
  context: ({ input }) => input,
  initial: 'requested',
  states: {
    requested: {
      always: [
        { guard: 'paused', target: 'paused' },
        { guard: 'deletionRequested', target: 'removingVApp' },
        { guard: 'tasksMissing', target: 'openingTask' },
        { guard: 'wasReady', target: 'watchingOver' },
        { guard: 'creationGivenUp', target: 'settlingFailure' },
        { target: 'openingTask' },
      ],
    },
    openingTask: {
      always: [{ guard: 'tasksOpen', target: 'planningNodes' }],
    },
    planningNodes: {
      always: [
        { guard: 'refused', target: 'givingUp' },
        { guard: 'nodesPlanned', target: 'composingVApp' },
      ],
    },
    composingVApp: {
      always: [
        { guard: 'vAppBroken', target: 'givingUp' },
        { guard: 'vAppComplete', target: 'awaitingAddresses' },
        { guard: { type: 'overdue', params: { phase: 'composingVApp' } }, target: 'givingUp' },
      ],
    },
    awaitingAddresses: {
      always: [
        { guard: 'nodesAddressed', target: 'taggingVApp' },
        { guard: { type: 'overdue', params: { phase: 'awaitingAddresses' } }, target: 'givingUp' },
      ],
    },
    taggingVApp: {
      always: [
        { guard: 'vAppTagged', target: 'configuringGuests' },
        { guard: { type: 'overdue', params: { phase: 'taggingVApp' } }, target: 'givingUp' },
      ],
    },
    configuringGuests: {
      always: [
        { guard: 'guestsConfigured', target: 'poweringOn' },
        { guard: { type: 'overdue', params: { phase: 'configuringGuests' } }, target: 'givingUp' },
      ],
    },
    poweringOn: {
      always: [
        { guard: 'nodesPoweredOn', target: 'initializingControlPlane' },
        { guard: { type: 'overdue', params: { phase: 'poweringOn' } }, target: 'givingUp' },
      ],
    },
    initializingControlPlane: {
      always: [
        { guard: 'guestFailed', target: 'givingUp' },
        { guard: 'controlPlaneInitialized', target: 'joiningWorkers' },
        { guard: { type: 'overdue', params: { phase: 'initializingControlPlane' } }, target: 'givingUp' },
      ],
    },
    joiningWorkers: {
      always: [
        { guard: 'workersJoined', target: 'publishingKubeconfig' },
        { guard: { type: 'overdue', params: { phase: 'joiningWorkers' } }, target: 'givingUp' },
      ],
    },
    publishingKubeconfig: {
      always: [
        { guard: 'kubeconfigPublished', target: 'wipingUserData' },
        { guard: { type: 'overdue', params: { phase: 'publishingKubeconfig' } }, target: 'givingUp' },
      ],
    },
    wipingUserData: { always: { guard: 'userDataWiped', target: 'lookingForNewNodes' } },

    watchingOver: {
      always: [
        { guard: 'nodesToTakeBack', target: 'takingNodesBack' },
        { guard: 'nodesDepart', target: 'drainingNodes' },
        { guard: 'controlPlaneStands', target: 'publishingKubeconfig' },
        { target: 'wipingUserData' },
      ],
    },

    takingNodesBack: {},
    drainingNodes: { always: { guard: 'nodesDrained', target: 'deregisteringNodes' } },
    deregisteringNodes: { always: { guard: 'nodesDeregistered', target: 'undeployingNodes' } },
    undeployingNodes: {
      always: [
        { guard: 'nodesUndeployed', target: 'deletingNodeVms' },
        { guard: 'removalOverdue', target: 'givingUpRemoval' },
      ],
    },
    deletingNodeVms: {
      always: [
        { guard: 'nodeVmsDeleted', target: 'forgettingNodes' },
        { guard: 'removalOverdue', target: 'givingUpRemoval' },
      ],
    },
    forgettingNodes: {},
    givingUpRemoval: {},

    lookingForNewNodes: {
      always: [{ guard: 'nodesWanted', target: 'planningNewNodes' }, { target: 'lookingAround' }],
    },
    planningNewNodes: { always: { guard: 'newNodesPlanned', target: 'composingNewNodes' } },
    composingNewNodes: {
      always: [
        { guard: 'newNodesMade', target: 'addressingNewNodes' },
        { guard: 'newNodesRefused', target: 'givingUpNewNodes' },
        { guard: 'newNodesNotMade', target: 'givingUpNewNodes' },
        {
          guard: { type: 'additionOverdue', params: { phase: 'composingNewNodes' } },
          target: 'givingUpNewNodes',
        },
      ],
    },
    addressingNewNodes: {
      always: [
        { guard: 'newNodesAddressed', target: 'configuringNewNodes' },
        {
          guard: { type: 'additionOverdue', params: { phase: 'addressingNewNodes' } },
          target: 'givingUpNewNodes',
        },
      ],
    },
    configuringNewNodes: {
      always: [
        { guard: 'newNodesConfigured', target: 'poweringOnNewNodes' },
        {
          guard: { type: 'additionOverdue', params: { phase: 'configuringNewNodes' } },
          target: 'givingUpNewNodes',
        },
      ],
    },
    poweringOnNewNodes: {
      always: [
        { guard: 'newNodesPoweredOn', target: 'joiningNewNodes' },
        {
          guard: { type: 'additionOverdue', params: { phase: 'poweringOnNewNodes' } },
          target: 'givingUpNewNodes',
        },
      ],
    },
    joiningNewNodes: {
      always: [
        { guard: 'newGuestFailed', target: 'givingUpNewNodes' },
        { guard: 'newNodesJoined', target: 'admittingNewNodes' },
        {
          guard: { type: 'additionOverdue', params: { phase: 'joiningNewNodes' } },
          target: 'givingUpNewNodes',
        },
      ],
    },
    admittingNewNodes: {},
    givingUpNewNodes: {},

    lookingAround: {
      always: [{ guard: 'infrastructureStands', target: 'ready' }, { target: 'degraded' }],
    },
    ready: {},
    degraded: {},
    paused: {},

    givingUp: {},
    settlingFailure: {
      always: [
        { guard: 'rollbackWanted', target: 'rollingBack' },
        // Without a vApp the record would only hold the name, where the user cannot see it.
        { guard: 'nothingToKeep', target: 'rollingBack' },
        { target: 'failed' },
      ],
    },
    rollingBack: {},
    failed: {},

    removingVApp: { always: { guard: 'vAppGone', target: 'completingTasks' } },
    completingTasks: { always: { guard: 'tasksOpen', target: 'releasing' } },
    releasing: {},
  },
});

/** States that the walk only passes through; it rests in the others. */
export const passages = [
  'requested',
  'watchingOver',
  'settlingFailure',
  'lookingForNewNodes',
  'lookingAround',
] as const;
type Passage = (typeof passages)[number];
export type ClusterPhase = Exclude<StateValueFrom<typeof clusterMachine>, Passage>;

/** The first work that is missing. */
export function clusterPhase(question: ClusterQuestion): ClusterPhase {
  const [snapshot] = initialTransition(clusterMachine, question);
  const phase = snapshot.value;
  if (isPassage(phase)) throw new TypeError(`the walk may not rest in ${phase}`);
  return phase;
}

function isPassage(state: StateValueFrom<typeof clusterMachine>): state is Passage {
  return passages.some((passage) => passage === state);
}

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

function settled({ cluster, observed }: ClusterQuestion): readonly NodeObservation[] {
  const names = new Set(settledNodes(cluster).map((node) => node.name));
  return observed.nodes.filter((node) => names.has(node.name));
}
