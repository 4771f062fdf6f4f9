import type { Cluster, ClusterNode } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import type {
  ClusterDeadlines,
  ClusterObservation,
  ClusterQuestion,
  NodeObservation,
} from './cluster-observation.ts';

/**
 * The question as the record itself can tell it, for explaining where nobody can look: what the server saw last, and
 * of deadlines the one that runs. Nothing is ever decided from it.
 */
export function recordedQuestion(cluster: Cluster, now: Date): ClusterQuestion {
  return {
    cluster,
    observed: recordedObservation(cluster),
    deadlines: recordedDeadlines(cluster),
    lostAnswerGraceMs: Infinity,
    // What is done about nodes that are down, and when, is the configuration's.
    repair: {
      policy: 'report',
      maxUnhealthy: { unit: 'nodes', value: 0 },
      powerOnAfterMs: Infinity,
      notReadyAfterMs: 0,
      replaceAfterMs: Infinity,
      leases: 'report',
    },
    now,
  };
}

function recordedObservation({ status }: Cluster): ClusterObservation {
  const published = findCondition(status.conditions, 'KubeconfigPublished')?.status === 'True';
  const made = status.vApp?.id !== undefined;
  const nodes = status.nodes.map((node) => recordedNode(node, status.phase));
  return {
    vApp: made ? 'present' : 'absent',
    vAppId: status.vApp?.id,
    busy: false,
    composing: made && status.phase === 'composingVApp',
    broken: undefined,
    lastTaskError: undefined,
    tagged: status.phase === 'configuringGuests' || nodes.some((node) => node.configured),
    addressPublished: published,
    leases: [],
    nodes,
    credentialsIssued: nodes.length > 0 && status.keysUnread === undefined,
    kubeconfigIssued: published,
    controlPlaneLegible: false,
    jobsUnavailable: undefined,
    templateProblem: undefined,
  };
}

function recordedNode(node: ClusterNode, phase: Cluster['status']['phase']): NodeObservation {
  const { name, vmId, ipAddress, state, message = '' } = node;
  const isOn = state === 'booting' || state === 'joined' || state === 'failed';
  return {
    name,
    vmId,
    ipAddress,
    power: vmId === undefined ? 'absent' : isOn ? 'on' : 'off',
    made: vmId !== undefined,
    deployed: isOn,
    busy: false,
    configured: isOn || state === 'configured',
    guest: state === 'joined' ? 'succeeded' : state === 'failed' ? 'failed' : 'silent',
    guestMessage: message,
    wiped: true,
    drain: { state: 'absent', message: '' },
    deregistration: { state: 'absent', message: '' },
    inCluster: recordedMembership(node, phase),
  };
}

/**
 * Of a node that was down what was heard last is why, where its VM was not. One that was not ready, and not for long, kept its
 * cluster from being ready only if nothing was heard after that.
 */
function recordedMembership(
  { inCluster, downSince }: ClusterNode,
  phase: Cluster['status']['phase'],
): NodeObservation['inCluster'] {
  switch (inCluster?.state) {
    case undefined:
      return { state: 'unknown' };
    case 'ready':
      return { state: 'ready' };
    case 'gone':
      return { state: 'unlisted' };
    case 'notReady':
      if (downSince !== undefined) return { state: 'notReady', forMs: 0 };
      return phase === 'degraded' ? { state: 'unknown' } : { state: 'notReady', forMs: -1 };
  }
}

function recordedDeadlines({ status: { phaseSince, phaseDeadline } }: Cluster): ClusterDeadlines {
  const present =
    phaseSince === undefined || phaseDeadline === undefined
      ? Infinity
      : Date.parse(phaseDeadline) - Date.parse(phaseSince);
  // Guards look at the deadline of the recorded phase only, or at one that its nodes' own removal has.
  return {
    composingVApp: present,
    awaitingAddresses: present,
    taggingVApp: present,
    configuringGuests: present,
    poweringOn: present,
    initializingControlPlane: present,
    joiningWorkers: present,
    publishingKubeconfig: present,
    composingNewNodes: present,
    addressingNewNodes: present,
    configuringNewNodes: present,
    poweringOnNewNodes: present,
    joiningNewNodes: present,
    drainingNodes: present,
    deregisteringNodes: present,
    deletingNodeVms: present,
  };
}
