import { type Cluster, type Operation, type RequestTask, wantedNodeCount } from '#records/cluster.ts';
import type { ClusterPhase } from '#machines/cluster.ts';

/** What a vCD task is to say. */
export interface TaskWish {
  readonly state: RequestTask['state'];
  readonly text: string;
  readonly errorMessage?: string;
}

/**
 * What the task of `operation` says in `phase`: texts of the contract of CSE 1.2.7, section 5.2. Undefined: what it
 * said before.
 */
export function taskWish(cluster: Cluster, operation: Operation, phase: ClusterPhase): TaskWish | undefined {
  const subject = `${cluster.metadata.name}(${cluster.metadata.uid})`;
  switch (operation) {
    case 'create_cluster':
      return creationWish(cluster, phase, subject);
    case 'delete_cluster':
      return phase === 'releasing'
        ? { state: 'success', text: `Deleted cluster ${subject}` }
        : { state: 'running', text: firstText(operation, cluster.metadata) };
  }
}

/** The text that a task begins with. */
export function firstText(
  operation: Operation,
  { name, uid }: { readonly name: string; readonly uid: string },
): string {
  return `${operation === 'create_cluster' ? 'Creating' : 'Deleting'} cluster ${name}(${uid})`;
}

/** The text that a failed task ends with; the cause is in its error. */
export function failedText(operation: Operation): string {
  return operation === 'create_cluster' ? 'create cluster' : 'delete cluster';
}

function creationWish(cluster: Cluster, phase: ClusterPhase, subject: string): TaskWish | undefined {
  const running = (text: string): TaskWish => ({ state: 'running', text });
  const workers = wantedNodeCount(cluster.spec) - cluster.spec.controlPlane.count;
  switch (phase) {
    case 'paused':
    case 'givingUp':
      return undefined;
    case 'openingTask':
    case 'planningNodes':
      return running(firstText('create_cluster', cluster.metadata));
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
      return running(`Adding ${workers} node(s) to ${subject}`);
    case 'publishingKubeconfig':
      return running(
        workers > 0 ? `Adding ${workers} node(s) to ${subject}` : `Initializing cluster ${subject}`,
      );
    case 'wipingUserData':
    case 'ready':
    case 'degraded':
      return { state: 'success', text: `Created cluster ${subject}` };
    case 'rollingBack':
    case 'failed':
      return failure(cluster.status.failure?.message ?? 'The creation failed.');
    case 'removingVApp':
    case 'completingTasks':
    case 'releasing':
      if (cluster.status.readyAt !== undefined)
        return { state: 'success', text: `Created cluster ${subject}` };
      return failure(
        cluster.status.failure?.message ??
          `Cluster ${cluster.metadata.name} was deleted before it was ready.`,
      );
  }
}

function failure(errorMessage: string): TaskWish {
  return { state: 'error', text: failedText('create_cluster'), errorMessage };
}
