import type { ClusterPhase } from '#machines/cluster.ts';
import type { Step } from './step.ts';
import {
  admitNewNodes,
  awaitNewAddresses,
  awaitNewNodes,
  composeNewNodes,
  configureNewNodes,
  giveUpNewNodes,
  powerOnNewNodes,
  takeNodesBack,
} from './add-nodes.ts';
import { awaitAddresses } from './await-addresses.ts';
import { awaitControlPlane, awaitWorkers } from './await-guests.ts';
import { composeVApp } from './compose-vapp.ts';
import { configureGuests } from './configure-guests.ts';
import { openTask } from './open-task.ts';
import { planNewNodes, planNodes, planReplacements } from './plan-nodes.ts';
import { powerOn } from './power-on.ts';
import { publishKubeconfig } from './publish-kubeconfig.ts';
import { readKeys } from './read-keys.ts';
import {
  deleteNodeVms,
  deregisterNodes,
  drainNodes,
  forgetNodes,
  giveUpRemoval,
  undeployNodes,
} from './remove-nodes.ts';
import { release, removeVApp } from './remove-vapp.ts';
import { powerNodesBackOn, reportDegraded } from './repair-nodes.ts';
import { renewLeases } from './renew-leases.ts';
import { giveUp, holdStill, keepFailed, rest, rollBack } from './settle.ts';
import { tagVApp } from './tag-vapp.ts';
import { wipeUserData } from './wipe-user-data.ts';

/** The one effect of each phase. */
export const steps = {
  openingTask: openTask,
  planningNodes: planNodes,
  composingVApp: composeVApp,
  awaitingAddresses: awaitAddresses,
  taggingVApp: tagVApp,
  configuringGuests: configureGuests,
  poweringOn: powerOn,
  initializingControlPlane: awaitControlPlane,
  joiningWorkers: awaitWorkers,
  publishingKubeconfig: publishKubeconfig,
  wipingUserData: wipeUserData,
  renewingLeases: renewLeases,
  poweringNodesBackOn: powerNodesBackOn,
  readingKeys: readKeys,
  takingNodesBack: takeNodesBack,
  drainingNodes: drainNodes,
  deregisteringNodes: deregisterNodes,
  undeployingNodes: undeployNodes,
  deletingNodeVms: deleteNodeVms,
  forgettingNodes: forgetNodes,
  givingUpRemoval: giveUpRemoval,
  planningNewNodes: planNewNodes,
  composingNewNodes: composeNewNodes,
  addressingNewNodes: awaitNewAddresses,
  configuringNewNodes: configureNewNodes,
  poweringOnNewNodes: powerOnNewNodes,
  joiningNewNodes: awaitNewNodes,
  admittingNewNodes: admitNewNodes,
  givingUpNewNodes: giveUpNewNodes,
  replacingNodes: planReplacements,
  ready: rest,
  paused: holdStill,
  degraded: reportDegraded,
  givingUp: giveUp,
  rollingBack: rollBack,
  failed: keepFailed,
  removingVApp: removeVApp,
  completingTasks: openTask,
  releasing: release,
} as const satisfies Record<ClusterPhase, Step>;
