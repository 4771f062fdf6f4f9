import { initialTransition, setup, type StateValueFrom } from 'xstate';
import { wantedNodeCount } from '#records/cluster.ts';
import type { ClusterQuestion, NodeObservation, TimedPhase } from './cluster-observation.ts';
import { refusal } from './cluster-refusal.ts';

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

    tasksOpen: ({ context: { cluster } }) =>
      cluster.spec.requests.every((request) =>
        cluster.status.tasks.some((task) => task.request === request.id),
      ),
    nodesPlanned: ({ context: { cluster, observed } }) =>
      cluster.status.vApp !== undefined &&
      cluster.status.nodes.length >= wantedNodeCount(cluster.spec) &&
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
    userDataWiped: ({ context: { observed } }) => observed.nodes.every((node) => node.wiped),
    infrastructureStands: ({ context: { observed } }) =>
      observed.vApp === 'present' && observed.nodes.every((node) => node.power === 'on'),

    guestFailed: ({ context: { observed } }) => observed.nodes.some((node) => node.guest === 'failed'),
    vAppBroken: ({ context: { observed } }) => observed.broken !== undefined,
    overdue: ({ context: { cluster, deadlines, now } }, { phase }: { phase: TimedPhase }) =>
      cluster.status.readyAt === undefined &&
      cluster.status.phase === phase &&
      cluster.status.phaseSince !== undefined &&
      now.getTime() - Date.parse(cluster.status.phaseSince) > deadlines[phase],

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
    wipingUserData: { always: { guard: 'userDataWiped', target: 'ready' } },
    ready: {},
    paused: {},

    watchingOver: {
      always: [{ guard: 'infrastructureStands', target: 'publishingKubeconfig' }, { target: 'degraded' }],
    },
    degraded: {},

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

/** States that the walk may rest in; the others are passed through. */
type Passage = 'requested' | 'watchingOver' | 'settlingFailure';
export type ClusterPhase = Exclude<StateValueFrom<typeof clusterMachine>, Passage>;

/** The first work that is missing. */
export function clusterPhase(question: ClusterQuestion): ClusterPhase {
  const [snapshot] = initialTransition(clusterMachine, question);
  const phase = snapshot.value;
  if (phase === 'requested' || phase === 'watchingOver' || phase === 'settlingFailure') {
    throw new TypeError(`the walk may not rest in ${phase}`);
  }
  return phase;
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
