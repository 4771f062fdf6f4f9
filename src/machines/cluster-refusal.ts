import { creationPools } from '#records/cluster.ts';
import type { Reason } from '#records/reasons.ts';
import type { ClusterQuestion, NodeObservation } from './cluster-observation.ts';

/** Why a cluster or its new nodes are given up. */
export interface Refusal {
  readonly reason: Reason;
  /** What the tenant reads as the task's error; texts of the contract of CSE 1.2.7, section 5.2. */
  readonly message: string;
}

/** Why a creation cannot begin, or undefined: what the user named is not there or the name is taken. */
export function refusal({ cluster, observed }: ClusterQuestion): Refusal | undefined {
  const { spec, metadata } = cluster;
  if (spec.vdc.id === null) {
    return {
      reason: 'VdcNotFound',
      message: `VDC initialization failed as arguments are either invalid or None (no VDC '${spec.vdc.name}')`,
    };
  }
  if (spec.network.id === null) {
    return {
      reason: 'NetworkNotFound',
      message: `Error while creating vApp: Network '${spec.network.name}' not found in the Virtual Datacenter.`,
    };
  }
  const machines = [spec.controlPlane, ...creationPools(spec)];
  const profile = machines.find((machine) => machine.storageProfile?.id === null);
  if (profile?.storageProfile) {
    return {
      reason: 'StorageProfileNotFound',
      message: `Error while creating vApp: Storage profile '${profile.storageProfile.name}' not found in the Virtual Datacenter.`,
    };
  }
  if (observed.templateProblem) return observed.templateProblem;
  if (observed.vApp === 'foreign') {
    return {
      reason: 'NameTaken',
      message: `Error while creating vApp: The VCD entity ${metadata.name} already exists.`,
    };
  }
  return undefined;
}

/** Why a creation that had begun cannot go on: the sentence for the tenant. */
export function creationFailure(question: ClusterQuestion): Refusal {
  const refused = refusal(question);
  if (refused) return refused;
  const { cluster, observed } = question;
  if (observed.broken !== undefined) {
    return { reason: 'VAppFailed', message: `Error while creating vApp: ${observed.broken}` };
  }
  const failed = observed.nodes.find((node) => node.guest === 'failed');
  if (failed) return guestFailure(question, failed);
  const overdue = overdueWork(question);
  const because = observed.lastTaskError
    ? ` The last error of Cloud Director was: ${observed.lastTaskError}`
    : '';
  return {
    reason: 'DeadlinePassed',
    message: `${overdue} within the deadline (since ${cluster.status.phaseSince}).${because}`,
  };
}

function overdueWork({ cluster, observed }: ClusterQuestion): string {
  const names = (missing: (node: NodeObservation) => boolean) =>
    observed.nodes
      .filter(missing)
      .map((node) => node.name)
      .join(', ');
  switch (cluster.status.phase) {
    case 'composingVApp':
      return 'Error while creating vApp: Cloud Director did not finish it';
    case 'awaitingAddresses':
      return `Error while creating vApp: network '${cluster.spec.network.name}' gave no IP address to ${names((node) => node.ipAddress === undefined)}`;
    case 'configuringGuests':
      return `Error while creating nodes: first-boot data could not be written to ${names((node) => !node.configured)}`;
    case 'poweringOn':
      return `Error while creating nodes: ${names((node) => node.power !== 'on')} did not power on`;
    case 'initializingControlPlane':
      return `Couldn't initialize cluster:\n${silentGuests(observed.nodes)} not done`;
    case 'joiningWorkers':
      return `Couldn't join cluster:\n${silentGuests(observed.nodes)} not done`;
    case 'taggingVApp':
      return 'Error while creating cluster: the metadata and the owner of the vApp could not be set';
    case 'publishingKubeconfig':
      return 'Error while creating cluster: the kubeconfig could not be published';
    case undefined:
    default:
      return `Error while creating cluster: ${cluster.status.phase} was not done`;
  }
}

/** Why a node's guest failed, in the words that its role has. */
export function guestFailure(
  { cluster }: Pick<ClusterQuestion, 'cluster'>,
  { name, guestMessage }: NodeObservation,
): Refusal {
  const role = cluster.status.nodes.find((node) => node.name === name)?.role;
  const because = `${name}: ${guestMessage}`;
  switch (role) {
    case 'control-plane':
      return { reason: 'ControlPlaneFailed', message: `Couldn't initialize cluster:\n${because}` };
    case 'nfs':
      return { reason: 'WorkerFailed', message: `Error while creating NFS node: ${because}` };
    case 'worker':
    case undefined:
      return { reason: 'WorkerFailed', message: `Couldn't join cluster:\n${because}` };
  }
}

/** Nodes that have not said that they are done, with what they said last; for people. */
export function silentGuests(nodes: readonly NodeObservation[]): string {
  const open = nodes.filter((node) => node.guest !== 'succeeded');
  return open
    .map(
      (node) =>
        `${node.name} (${node.guestMessage || (node.guest === 'silent' ? 'the guest never answered' : 'nothing was begun')})`,
    )
    .join(', ');
}
