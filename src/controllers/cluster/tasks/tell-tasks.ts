import type { Cluster, RequestTask, TenantRequest } from '#records/cluster.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { TaskDesk } from './task-desk.ts';
import { taskWish } from './task-texts.ts';

/**
 * Brings the vCD tasks of all requests in line with the phase; the cluster with what the tasks say now. Those of requests
 * that the wish does not hold any more have ended, and are forgotten.
 */
export async function tellTasks(
  desk: TaskDesk,
  cluster: Cluster,
  phase: ClusterPhase,
  signal: AbortSignal,
): Promise<Cluster> {
  const tasks: RequestTask[] = [];
  for (const request of cluster.spec.requests) {
    const task = cluster.status.tasks.find((candidate) => candidate.request === request.id);
    if (task) tasks.push(await tellTask(desk, cluster, { request, task }, phase, signal));
  }
  return { ...cluster, status: { ...cluster.status, tasks } };
}

async function tellTask(
  desk: TaskDesk,
  cluster: Cluster,
  { request, task }: { readonly request: TenantRequest; readonly task: RequestTask },
  phase: ClusterPhase,
  signal: AbortSignal,
): Promise<RequestTask> {
  if (task.state !== 'running') return task;
  const wish = taskWish(cluster, request, phase);
  if (!wish || (wish.state === 'running' && wish.text === task.text)) return task;
  try {
    return await desk.tell(cluster, request, task, wish, signal);
  } catch (error) {
    // A task that vCD has purged can tell nobody anything; the work itself goes on.
    if (error instanceof VcdForbidden) return { ...task, state: 'error' };
    throw error;
  }
}
