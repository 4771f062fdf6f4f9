import type { ClusterPhase } from '#machines/cluster.ts';

/** The phases in which a cluster that was never ready is being made. */
export const creationPhases = [
  'openingTask',
  'planningNodes',
  'composingVApp',
  'awaitingAddresses',
  'taggingVApp',
  'configuringGuests',
  'poweringOn',
  'initializingControlPlane',
  'joiningWorkers',
  'givingUp',
] as const satisfies readonly ClusterPhase[];

/** A phase before a cluster is ready for the first time. */
export type CreationPhase = (typeof creationPhases)[number];

/** The phases in which everything of a cluster goes. */
export const deletionPhases = [
  'rollingBack',
  'removingVApp',
  'completingTasks',
  'releasing',
] as const satisfies readonly ClusterPhase[];

/** The phases in which nodes are added to a cluster that stands; a refusal there ends the addition and nothing else. */
export const additionPhases = [
  'planningNewNodes',
  'composingNewNodes',
  'addressingNewNodes',
  'configuringNewNodes',
  'poweringOnNewNodes',
  'joiningNewNodes',
  'admittingNewNodes',
  'givingUpNewNodes',
] as const satisfies readonly ClusterPhase[];

/** The phases in which nodes go. */
export const removalPhases = [
  'takingNodesBack',
  'drainingNodes',
  'deregisteringNodes',
  'undeployingNodes',
  'deletingNodeVms',
  'forgettingNodes',
  'givingUpRemoval',
] as const satisfies readonly ClusterPhase[];

/** The phases in which something is done about nodes that do not run any more. */
const repairPhases = ['poweringNodesBackOn', 'replacingNodes'] as const satisfies readonly ClusterPhase[];

/** The phases that a cluster comes to only when it is made: from the first of them on it counts as ready for ever. */
const madePhases = [
  'wipingUserData',
  'readingKeys',
  'renewingLeases',
  ...additionPhases,
  ...removalPhases,
  ...repairPhases,
  'ready',
] as const satisfies readonly ClusterPhase[];

/** Whether a phase is in a list of some. */
export function isOneOf(phases: readonly ClusterPhase[], phase: ClusterPhase): boolean {
  return phases.includes(phase);
}

/** Whether a cluster comes to this phase only when it is made. */
export function isMade(phase: ClusterPhase): phase is (typeof madePhases)[number] {
  return isOneOf(madePhases, phase);
}
