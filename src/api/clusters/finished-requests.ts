import type { Cluster, ClusterSpec, TenantRequest } from '#records/cluster.ts';

/**
 * Requests for other nodes that nothing depends on any more: the task has ended, and of the nodes that were added or
 * named none is left. The pool of an addition goes with its request, which tells it from those of the creation.
 */
export function finishedRequests({ spec, status }: Cluster): readonly TenantRequest[] {
  // Before that it is the creation that is at work; and a status that was lost does not say which nodes are left.
  if (status.readyAt === undefined) return [];
  const ended = new Set(status.tasks.filter(({ state }) => state !== 'running').map((task) => task.request));
  const names = new Set(status.nodes.map(({ name }) => name));
  const inUse = new Set(status.nodes.map(({ pool }) => pool));
  const isEmpty = (name: string) =>
    !inUse.has(name) && spec.pools.every((pool) => pool.name !== name || pool.count === 0);

  return spec.requests.filter(({ id, added, removed }) => {
    if (!ended.has(id)) return false;
    if (added) return isEmpty(added.pool);
    return removed !== undefined && !removed.nodes.some((name) => names.has(name));
  });
}

/** The wish without them, and without the names of nodes that have gone as they were told to. */
export function withoutFinished({ spec, status }: Cluster, finished: readonly TenantRequest[]): ClusterSpec {
  if (status.readyAt === undefined) return spec;
  const ids = new Set(finished.map(({ id }) => id));
  const emptied = new Set(finished.flatMap(({ added }) => added?.pool ?? []));
  const names = new Set(status.nodes.map(({ name }) => name));
  return {
    ...spec,
    pools: spec.pools
      .filter(({ name }) => !emptied.has(name))
      .map((pool) => ({ ...pool, evict: pool.evict.filter((name) => names.has(name)) })),
    requests: spec.requests.filter(({ id }) => !ids.has(id)),
  };
}
