import type { ClusterNode } from '#records/cluster.ts';
import type { ClusterQuestion, NodeQuestion, NodeObservation } from './cluster-observation.ts';
import { guestFailure, silentGuests, type Refusal } from './cluster-refusal.ts';
import { pendingNodes, poolsInTheMaking } from './node-changes.ts';
import { controlPlaneOutage } from './node-repair.ts';

/** A node that is being added, with what is to be seen of it. */
export interface Pending {
  readonly node: ClusterNode;
  readonly seen: NodeObservation;
}

/** New nodes that are not in the cluster yet, with what is seen of them. */
export function pending({ cluster, observed }: NodeQuestion): readonly Pending[] {
  return pendingNodes(cluster).flatMap((node) => {
    const seen = observed.nodes.find((candidate) => candidate.name === node.name);
    return seen ? [{ node, seen }] : [];
  });
}

/**
 * Why vCD cannot be asked for the nodes, or undefined: what the user named is not there, the vApp is gone, or there is no
 * control plane to join and none will come back by itself.
 */
export function additionRefusal(question: ClusterQuestion): Refusal | undefined {
  const { cluster, observed } = question;
  const profile = poolsInTheMaking(cluster).find((pool) => pool.storageProfile?.id === null)?.storageProfile;
  if (observed.templateProblem) return observed.templateProblem;
  if (!observed.credentialsIssued) {
    const why = cluster.status.keysUnread?.message ?? 'there is no way to read them';
    const cause = `the keys of the cluster, which another server made, are not known: ${why}`;
    return { reason: 'CertificatesUnknown', message: notCreated(pending(question), cause) };
  }
  if (profile) {
    const cause = `Storage profile '${profile.name}' not found in the Virtual Datacenter.`;
    return { reason: 'StorageProfileNotFound', message: notCreated(pending(question), cause) };
  }
  if (observed.vApp !== 'present') {
    const message = notCreated(pending(question), `the vApp of cluster ${cluster.metadata.name} is missing`);
    return { reason: 'InfrastructureGone', message };
  }
  const outage = controlPlaneOutage(question);
  return outage && !outage.passes ? withoutControlPlane(question, outage) : undefined;
}

/** Nodes that boot wait for a control plane that is off, but one that is gone will never be there. */
export function lostControlPlane(question: ClusterQuestion): Refusal | undefined {
  const outage = controlPlaneOutage(question);
  return outage?.reason === 'ControlPlaneGone' ? withoutControlPlane(question, outage) : undefined;
}

function withoutControlPlane(question: NodeQuestion, { reason, message }: Refusal): Refusal {
  return { reason, message: notCreated(pending(question), `${message}, and new nodes join by it`) };
}

/** vCD was asked for the VM, works on the vApp no more, and the VM is not there. */
export function isNotMade({ observed }: NodeQuestion, { node, seen }: Pending): boolean {
  return node.state !== 'planned' && !seen.made && !observed.busy;
}

/** Why an addition that had begun cannot go on: texts of the contract of CSE 1.2.7, section 5.2. */
export function additionFailure(question: ClusterQuestion): Refusal {
  const { observed } = question;
  const nodes = pending(question);
  const unmade = nodes.filter(({ seen }) => !seen.made);
  if (unmade.length > 0) {
    const refused = additionRefusal(question);
    if (refused) return refused;
    if (nodes.some((each) => isNotMade(question, each))) {
      const cause = observed.lastTaskError ?? 'Cloud Director made the vApp without these VMs';
      return { reason: 'VAppFailed', message: notCreated(nodes, cause) };
    }
  }
  const lost = lostControlPlane(question);
  if (lost) return lost;
  const failed = nodes.find(({ seen }) => seen.guest === 'failed');
  if (failed) return guestFailure(question, failed.seen);
  return { reason: 'DeadlinePassed', message: overdueAddition(question, nodes) };
}

function overdueAddition({ cluster, observed }: NodeQuestion, nodes: readonly Pending[]): string {
  const late = `within the deadline (since ${cluster.status.phaseSince}).`;
  const because = observed.lastTaskError
    ? ` The last error of Cloud Director was: ${observed.lastTaskError}`
    : '';
  if (cluster.status.phase === 'joiningNewNodes') {
    const silent = silentGuests(nodes.map(({ seen }) => seen));
    return `Couldn't join cluster:\n${silent} not done ${late}${because}`;
  }
  const what: Readonly<Record<string, string>> = {
    addressingNewNodes: 'they got no IP address',
    configuringNewNodes: 'first-boot data could not be written',
    poweringOnNewNodes: 'they did not power on',
  };
  const cause = what[cluster.status.phase ?? ''] ?? 'Cloud Director did not finish them';
  return notCreated(nodes, `${cause} ${late}${because}`);
}

function notCreated(nodes: readonly Pending[], cause: string): string {
  return `failure on creating nodes [${nodes.map(({ node }) => node.name).join(', ')}]\nError:${cause}`;
}
