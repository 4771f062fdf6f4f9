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

export type CreationPhase = (typeof creationPhases)[number];

/** The phases in which everything of a cluster goes. */
export const deletionPhases = [
  'rollingBack',
  'removingVApp',
  'completingTasks',
  'releasing',
] as const satisfies readonly ClusterPhase[];
