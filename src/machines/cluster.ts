import { initialTransition, setup, type StateValueFrom } from 'xstate';
import { clusterGuards } from './cluster-guards.ts';
import type { ClusterQuestion } from './cluster-observation.ts';

/**
 * Each state is work that is missing; its first guard is the postcondition of that work. The chart is read from the
 * start every time and rests at the first state whose work is not done: that is the phase.
 */
export const clusterMachine = setup({
  types: { input: {} as ClusterQuestion, context: {} as ClusterQuestion },
  guards: clusterGuards,
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
        { guard: 'leasesDue', target: 'renewingLeases' },
        { guard: 'nodesToTakeBack', target: 'takingNodesBack' },
        { guard: 'nodesDepart', target: 'drainingNodes' },
        { guard: 'nodesToPowerOn', target: 'poweringNodesBackOn' },
        { guard: 'keysUnread', target: 'readingKeys' },
        { guard: 'kubeconfigDue', target: 'publishingKubeconfig' },
        { target: 'wipingUserData' },
      ],
    },
    renewingLeases: {},
    poweringNodesBackOn: {},
    readingKeys: {},

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
        { guard: 'controlPlaneLost', target: 'givingUpNewNodes' },
        {
          guard: { type: 'additionOverdue', params: { phase: 'joiningNewNodes' } },
          target: 'givingUpNewNodes',
        },
      ],
    },
    admittingNewNodes: {},
    givingUpNewNodes: {},

    lookingAround: {
      always: [
        { guard: 'nodesToReplace', target: 'replacingNodes' },
        { guard: 'infrastructureStands', target: 'ready' },
        { target: 'degraded' },
      ],
    },
    replacingNodes: {},
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
/** The states of the chart in which a walk can rest. */
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
