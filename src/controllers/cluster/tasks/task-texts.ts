import type { Cluster, Operation, TenantRequest } from '#records/cluster.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import { nodeAdditionWish, nodeRemovalWish } from './node-task-texts.ts';
import { isMade } from '../phases.ts';
import type { TaskWish } from './task-wish.ts';

type Named = Pick<Cluster['metadata'], 'name' | 'uid'>;

/**
 * What the task of a request says in `phase`: texts of the contract of CSE 1.2.7, section 5.2. Undefined: what it said
 * before.
 */
export function taskWish(
  cluster: Cluster,
  request: TenantRequest,
  phase: ClusterPhase,
): TaskWish | undefined {
  switch (request.operation) {
    case 'create_cluster':
      return creationWish(cluster, phase, subjectOf(cluster.metadata));
    case 'delete_cluster':
      return phase === 'releasing'
        ? { state: 'success', text: `Deleted cluster ${subjectOf(cluster.metadata)}` }
        : { state: 'running', text: firstText(request, cluster.metadata) };
    case 'create_nodes':
      return nodeAdditionWish(cluster, request, phase);
    case 'delete_nodes':
      return nodeRemovalWish(cluster, request, phase);
  }
}

/** The text that a task begins with. */
export function firstText({ operation, added, removed }: TenantRequest, cluster: Named): string {
  const subject = subjectOf(cluster);
  switch (operation) {
    case 'create_cluster':
      return `Creating cluster ${subject}`;
    case 'delete_cluster':
      return `Deleting cluster ${subject}`;
    case 'create_nodes':
      return `Adding ${added?.count ?? 0} node(s) to cluster ${subject}`;
    case 'delete_nodes':
      return `Deleting ${removed?.nodes.length ?? 0} node(s) from cluster ${subject}`;
  }
}

/** The text that a failed task ends with; the cause is in its error. */
export function failedText(operation: Operation): string {
  const texts: Record<Operation, string> = {
    create_cluster: 'create cluster',
    delete_cluster: 'delete cluster',
    create_nodes: 'create nodes in cluster',
    delete_nodes: 'delete nodes from cluster',
  };
  return texts[operation];
}

function subjectOf({ name, uid }: Named): string {
  return `${name}(${uid})`;
}

function creationWish(cluster: Cluster, phase: ClusterPhase, subject: string): TaskWish | undefined {
  const { status } = cluster;
  if (status.readyAt !== undefined || isMade(phase) || phase === 'degraded')
    return { state: 'success', text: `Created cluster ${subject}` };
  const running = (text: string): TaskWish => ({ state: 'running', text });
  const workers = status.nodes.filter((node) => node.role === 'worker');
  const adding = running(`Adding ${workers.length} node(s) to ${subject}`);
  const hasNfs = status.nodes.some((node) => node.role === 'nfs');
  switch (phase) {
    case 'paused':
    case 'givingUp':
      return undefined;
    case 'openingTask':
    case 'planningNodes':
      return running(`Creating cluster ${subject}`);
    case 'composingVApp':
    case 'awaitingAddresses':
      return running(`Creating cluster vApp ${subject}`);
    case 'taggingVApp':
    case 'configuringGuests':
    case 'poweringOn':
      return running(`Creating master node for ${subject}`);
    case 'initializingControlPlane':
      return running(`Initializing cluster ${subject}`);
    case 'joiningWorkers':
      return adding;
    case 'publishingKubeconfig':
      // All nodes boot at the same time: the last thing that is said of them is the last of the contract's texts.
      if (hasNfs) return running(`Creating NFS node for ${subject}`);
      return workers.length > 0 ? adding : running(`Initializing cluster ${subject}`);
    case 'rollingBack':
    case 'failed':
      return failure(status.failure?.message ?? 'The creation failed.');
    case 'removingVApp':
    case 'completingTasks':
    case 'releasing':
      return failure(
        status.failure?.message ?? `Cluster ${cluster.metadata.name} was deleted before it was ready.`,
      );
  }
}

function failure(errorMessage: string): TaskWish {
  return { state: 'error', text: failedText('create_cluster'), errorMessage };
}
