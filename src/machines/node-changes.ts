import type { Cluster, ClusterNode, NodePool, TenantRequest } from '#records/cluster.ts';
import type { ClusterDeadlines, NodeObservation } from './cluster-observation.ts';

/** A request that added a pool of nodes to a cluster. */
export type Addition = TenantRequest & { readonly added: NonNullable<TenantRequest['added']> };

/** Requests that added nodes, oldest first. */
function additions(cluster: Cluster): readonly Addition[] {
  return cluster.spec.requests.filter((request): request is Addition => request.added !== undefined);
}

/**
 * Nodes that are to go: as many of each pool as it has too many, those first that its wish names, then those that others
 * replace, then the newest. The control plane is no pool, so it never goes.
 */
export function leavingNodes(cluster: Cluster): readonly ClusterNode[] {
  return cluster.spec.pools.flatMap((pool) => {
    const nodes = nodesOfPool(cluster, pool.name);
    const named = nodes.filter((node) => pool.evict.includes(node.name));
    const replaced = nodes.filter((node) => isReplaced(cluster, node) && !named.includes(node));
    const newestFirst = nodes
      .filter((node) => !named.includes(node) && !replaced.includes(node))
      .toReversed();
    return [...named, ...replaced, ...newestFirst].slice(0, Math.max(0, nodes.length - pool.count));
  });
}

/** Another node is being made, or was made, in its place. */
function isReplaced(cluster: Cluster, node: ClusterNode): boolean {
  return replacementOf(cluster, node) !== undefined;
}

/** Why another one is in its place, if one is: as the record of that one says. */
export function replacementOf({ status }: Cluster, { name }: ClusterNode): ClusterNode['replacement'] {
  return status.nodes.find(({ replacement }) => replacement?.of === name)?.replacement;
}

/**
 * A node that was given up for gone, for which another one is being made, and whose VM is to be seen again, or that is
 * ready again where its VM was there all the time: it stays, and the other one will be one too many.
 */
export function hasReturned(
  cluster: Cluster,
  node: ClusterNode,
  { power, inCluster }: Pick<NodeObservation, 'power' | 'inCluster'>,
): boolean {
  const replacement = replacementOf(cluster, node);
  const unwanted = cluster.spec.pools.some((pool) => pool.evict.includes(node.name));
  if (!replacement || node.state !== 'joined' || unwanted) return false;
  return replacement.because === 'nodeLost'
    ? power === 'on' && inCluster.state === 'ready'
    : power !== 'absent';
}

/** Those of them that there is still something to do for; the others are stuck until the wish changes. */
export function departingNodes(cluster: Cluster): readonly ClusterNode[] {
  return leavingNodes(cluster).filter((node) => !isStuck(cluster, node));
}

/** Whether the removal of a node was given up as long as the wish stays as it is. */
export function isStuck({ metadata }: Cluster, { removal }: ClusterNode): boolean {
  return removal?.stuck?.generation === metadata.generation;
}

/** When the removal of a node began; a changed wish gives one that was stuck all its time again. */
export function removalStart(cluster: Cluster, { removal }: ClusterNode, now: Date): number {
  if (!removal || (removal.stuck && removal.stuck.generation !== cluster.metadata.generation))
    return now.getTime();
  return Date.parse(removal.since);
}

/** Until when the control plane may drain a node, and delete its Node object; one node is seen to after another. */
export function jobDeadlines(
  cluster: Cluster,
  node: ClusterNode,
  deadlines: ClusterDeadlines,
  now: Date,
): { readonly drainedBy: number; readonly deregisteredBy: number; readonly removedBy: number } {
  const departing = departingNodes(cluster);
  const position = departing.findIndex((candidate) => candidate.name === node.name) + 1;
  const start = removalStart(cluster, node, now);
  const allDrained = start + departing.length * deadlines.drainingNodes;
  const allDeregistered = allDrained + departing.length * deadlines.deregisteringNodes;
  return {
    drainedBy: start + position * deadlines.drainingNodes,
    deregisteredBy: allDrained + position * deadlines.deregisteringNodes,
    removedBy: allDeregistered + deadlines.deletingNodeVms,
  };
}

/** Whether a removal of the node was asked for with `force`: it is not drained then. */
export function isForced({ spec }: Cluster, node: ClusterNode): boolean {
  return spec.requests.some(({ removed }) => removed?.force && removed.nodes.includes(node.name));
}

/**
 * The oldest addition that is not done: its nodes are not all named, or one of them is neither a node of the cluster
 * yet, nor given up, nor to go. One is worked on at a time, so that each can fail for itself.
 */
export function currentAddition(cluster: Cluster): Addition | undefined {
  return additions(cluster).find((addition) => {
    const pool = poolOf(cluster, addition);
    if (!pool) return false;
    const unnamed = nodesOfPool(cluster, pool.name).length < pool.count;
    return unnamed || pendingOf(cluster, addition).length > 0;
  });
}

/** The nodes that are being made: those of the current addition, or else those that replace others. */
export function pendingNodes(cluster: Cluster): readonly ClusterNode[] {
  const addition = currentAddition(cluster);
  return addition
    ? pendingOf(cluster, addition)
    : unmade(cluster, cluster.status.nodes.filter(isReplacement));
}

function pendingOf(cluster: Cluster, { added }: Addition): readonly ClusterNode[] {
  return unmade(cluster, asked(nodesOfPool(cluster, added.pool)));
}

function unmade(cluster: Cluster, nodes: readonly ClusterNode[]): readonly ClusterNode[] {
  const leaving = new Set(leavingNodes(cluster).map((node) => node.name));
  return nodes.filter((node) => node.state !== 'joined' && !node.failure && !leaving.has(node.name));
}

/** The pools that nodes are being made for. */
export function poolsInTheMaking(cluster: Cluster): readonly NodePool[] {
  const addition = currentAddition(cluster);
  const names = new Set([addition?.added.pool, ...pendingNodes(cluster).map((node) => node.pool)]);
  return cluster.spec.pools.filter((pool) => names.has(pool.name));
}

/** A node that no request asked for: the service makes it in place of another one. */
export function isReplacement({ replacement }: ClusterNode): boolean {
  return replacement !== undefined;
}

/** What becomes of replacements concerns no request. */
function asked(nodes: readonly ClusterNode[]): readonly ClusterNode[] {
  return nodes.filter((node) => !isReplacement(node));
}

/**
 * Nodes whose addition failed and that must not stay: all of the request where it asked for that, and otherwise those
 * of which nothing was made.
 */
export function nodesToTakeBack(cluster: Cluster): readonly ClusterNode[] {
  const leaving = new Set(leavingNodes(cluster).map((node) => node.name));
  return additions(cluster).flatMap(({ added }) => {
    const nodes = asked(nodesOfPool(cluster, added.pool));
    const failed = nodes.filter((node) => node.failure);
    const doomed = added.rollback && failed.length > 0 ? nodes : failed.filter((node) => !node.vmId);
    return doomed.filter((node) => !leaving.has(node.name));
  });
}

/** Nodes that are there although they were given up: nobody asked for the rollback of what failed. */
export function abandonedNodes(cluster: Cluster): readonly ClusterNode[] {
  return asked(cluster.status.nodes).filter((node) => node.failure);
}

/** Nodes of the cluster proper: neither being added nor given up nor to go. */
export function settledNodes(cluster: Cluster): readonly ClusterNode[] {
  const leaving = new Set(leavingNodes(cluster).map((node) => node.name));
  const added = new Set(additions(cluster).map((addition) => addition.added.pool));
  return cluster.status.nodes.filter(
    (node) =>
      !leaving.has(node.name) &&
      !node.failure &&
      (node.state === 'joined' || (!added.has(node.pool) && !isReplacement(node))),
  );
}

/** The pool that an addition belongs to; undefined when the wish has dropped it. */
export function poolOf({ spec }: Cluster, { added }: Addition): NodePool | undefined {
  return spec.pools.find((pool) => pool.name === added.pool);
}

/** The nodes that were named for a pool. */
export function nodesOfPool({ status }: Cluster, pool: string): readonly ClusterNode[] {
  return status.nodes.filter((node) => node.pool === pool);
}
