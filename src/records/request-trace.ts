import { z } from 'zod';
import { Operation, type Cluster, type TenantRequest } from './cluster.ts';

/**
 * What a tenant's request came to, kept for when its message is delivered again: the record that it made or changed may
 * be gone by then, or have been changed by others. `request` is the message's id, `user` the URN of who sent it.
 */
export const RequestTrace = z.object({
  request: z.string(),
  user: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('cluster'),
      operation: Operation,
      clusterId: z.guid(),
      clusterName: z.string(),
      taskHref: z.string(),
    }),
    z.object({ kind: z.literal('vdc'), name: z.string(), taskHref: z.string() }),
    z.object({ kind: z.literal('service'), message: z.string() }),
  ]),
});
export type RequestTrace = z.output<typeof RequestTrace>;

/** What a request came to that a cluster's record holds; undefined while it has no task. */
export function traceOf(
  { metadata, status }: Cluster,
  { id, operation, user }: TenantRequest,
): RequestTrace | undefined {
  const task = status.tasks.find(({ request }) => request === id);
  if (!task) return undefined;
  const { uid: clusterId, name: clusterName } = metadata;
  const outcome = { kind: 'cluster' as const, operation, clusterId, clusterName, taskHref: task.href };
  return { request: id, user: user.id, outcome };
}
