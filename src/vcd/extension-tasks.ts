import { taskBody } from './bodies/task-body.ts';
import { VcdConflict, VcdForbidden, VcdRejected } from './errors.ts';
import { paths } from './hrefs.ts';
import { mediaType } from './media-types.ts';
import type { Task, TaskDraft } from './model.ts';
import { hasEnded, readTask, readTasksList } from './readers/read-task.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Opens a task of ours in an organization; a tenant waits for its href (contract of CSE 1.2.7, section 5.1). */
export function createTask(
  calls: ServiceCalls,
  orgId: string,
  draft: TaskDraft,
  signal: AbortSignal,
): Promise<Task> {
  const body = { type: mediaType.task, text: taskBody(draft) };
  const path = paths.tasksList(orgId);
  return calls.call(
    { operation: 'createTask', method: 'POST', path, body, urgent: true, read: readTask },
    signal,
  );
}

/** Writes a task anew; one that has ended cannot be written, and is returned as it is. */
export async function updateTask(
  calls: ServiceCalls,
  taskId: string,
  draft: TaskDraft,
  signal: AbortSignal,
): Promise<Task> {
  const body = { type: mediaType.task, text: taskBody(draft) };
  const path = paths.task(taskId);
  try {
    return await calls.change(taskId, { operation: 'updateTask', method: 'PUT', path, body }, signal);
  } catch (fault) {
    // How vCD refuses to change an ended task differs by version; that the task has ended does not.
    if (!isRefusal(fault)) throw fault;
    const task = await getTask(calls, taskId, signal);
    if (!hasEnded(task)) throw fault;
    return task;
  }
}

/** Asks for the end of a task of vCD itself; how it ends is seen by looking. */
export async function cancelTask(calls: ServiceCalls, taskId: string, signal: AbortSignal): Promise<void> {
  const path = `${paths.task(taskId)}/action/cancel`;
  try {
    await calls.changeAtOnce(taskId, { operation: 'cancelTask', method: 'POST', path }, signal);
  } catch (fault) {
    if (!isRefusal(fault) || !hasEnded(await getTask(calls, taskId, signal))) throw fault;
  }
}

/** A task as it stands now. */
export function getTask(calls: ServiceCalls, taskId: string, signal: AbortSignal): Promise<Task> {
  return calls.get('getTask', paths.task(taskId), readTask, undefined, signal);
}

/** Tasks of an organization that belong to the thing with that href, which may be a URN of ours. */
export async function findTasks(
  calls: ServiceCalls,
  orgId: string,
  ownerHref: string,
  signal: AbortSignal,
): Promise<readonly Task[]> {
  const path = paths.tasksList(orgId);
  const tasks = await calls.call(
    { operation: 'getTasks', method: 'GET', path, urgent: true, read: readTasksList },
    signal,
  );
  return tasks.filter((task) => task.ownerHref === ownerHref);
}

function isRefusal(fault: unknown): boolean {
  return fault instanceof VcdRejected || fault instanceof VcdConflict || fault instanceof VcdForbidden;
}
