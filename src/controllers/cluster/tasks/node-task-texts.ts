import type { Cluster, ClusterNode, TenantRequest } from '#records/cluster.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import { currentAddition, isStuck, leavingNodes, nodesOfPool } from '#machines/node-changes.ts';
import { deletionPhases, isOneOf } from '../phases.ts';
import type { TaskWish } from './task-wish.ts';

/** What the task of an addition says: it ends when its own nodes are nodes, or were given up. */
export function nodeAdditionWish(
  cluster: Cluster,
  request: TenantRequest,
  phase: ClusterPhase,
): TaskWish | undefined {
  const { added } = request;
  if (!added) return undefined;
  const pool = cluster.spec.pools.find(({ name }) => name === added.pool);
  const leaving = new Set(leavingNodes(cluster));
  const nodes = nodesOfPool(cluster, added.pool);
  const staying = nodes.filter((node) => !leaving.has(node));
  const givenUp = nodes.find((node) => node.failure)?.failure;
  const subject = `${cluster.metadata.name}(${cluster.metadata.uid})`;
  const serves = pool?.role === 'nfs';
  const [creating, adding] = [
    `Creating ${added.count} node(s) for ${subject}`,
    `Adding ${added.count} node(s) to ${subject}`,
  ];

  if (givenUp) return failure(givenUp.message);
  if (pool && staying.length > 0 && staying.length >= pool.count && staying.every(hasJoined)) {
    const text = serves
      ? `Created ${added.count} node(s) for ${subject}`
      : `Added ${added.count} node(s) to cluster ${subject}`;
    return { state: 'success', text };
  }
  const ended = whyNothingMoreComes(cluster, phase);
  if (ended !== undefined) return failure(ended);
  if (!pool || pool.count === 0) return failure('The nodes were deleted before they had joined.');
  if (currentAddition(cluster)?.id !== request.id) return undefined;
  const texts: Partial<Record<ClusterPhase, string>> = {
    composingNewNodes: creating,
    addressingNewNodes: creating,
    configuringNewNodes: creating,
    poweringOnNewNodes: creating,
    joiningNewNodes: serves ? creating : adding,
  };
  return runningWish(texts[phase]);

  function failure(errorMessage: string): TaskWish {
    return { state: 'error', text: 'create nodes in cluster', errorMessage };
  }
}

/** What the task of a removal says: it ends when the nodes that it named are gone, whatever was in their way. */
export function nodeRemovalWish(
  cluster: Cluster,
  { removed }: TenantRequest,
  phase: ClusterPhase,
): TaskWish | undefined {
  if (!removed) return undefined;
  const subject = `${cluster.metadata.name}(${cluster.metadata.uid})`;
  const count = removed.nodes.length;
  const [missing] = removed.missing;
  if (missing !== undefined) return failure(`Can't find VM '${missing}'`);
  const left = cluster.status.nodes.filter((node) => removed.nodes.includes(node.name));
  if (left.length === 0 || phase === 'releasing')
    return { state: 'success', text: `Deleted ${count} node(s) to cluster ${subject}` };
  const stuck = left.find((node) => isStuck(cluster, node))?.removal?.stuck;
  if (stuck) return failure(stuck.message);
  if (phase === 'failed') return failure(whyNothingMoreComes(cluster, phase) ?? '');
  const texts: Partial<Record<ClusterPhase, string>> = {
    drainingNodes: `Deleting ${count} node(s) from ${subject}`,
    deregisteringNodes: `Deleting ${count} node(s) from ${subject}`,
    undeployingNodes: `Undeploying ${count} node(s) for ${subject}`,
    deletingNodeVms: `Deleting ${count} VM(s) for ${subject}`,
    forgettingNodes: `Deleting ${count} VM(s) for ${subject}`,
  };
  return runningWish(texts[phase]);

  function failure(errorMessage: string): TaskWish {
    return { state: 'error', text: 'delete nodes from cluster', errorMessage };
  }
}

/** A cluster that failed before it was ready, or that goes, gets and loses no nodes any more. */
function whyNothingMoreComes({ metadata, status }: Cluster, phase: ClusterPhase): string | undefined {
  if (phase === 'failed' || phase === 'rollingBack')
    return `Cluster ${metadata.name} could not be created: ${status.failure?.message ?? 'the creation failed'}`;
  if (isOneOf(deletionPhases, phase))
    return `Cluster ${metadata.name} was deleted before the nodes had joined.`;
  return undefined;
}

function runningWish(text: string | undefined): TaskWish | undefined {
  return text === undefined ? undefined : { state: 'running', text };
}

function hasJoined({ state }: ClusterNode): boolean {
  return state === 'joined';
}
