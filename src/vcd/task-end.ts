import { sleep } from '#time/time.ts';
import { getTask } from './extension-tasks.ts';
import { VcdRejected } from './errors.ts';
import type { Task } from './model.ts';
import { hasEnded } from './readers/read-task.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Looks at a short task every `pollMs` until it has ended; how it ended is for the caller to see. */
export async function taskEnd(
  calls: ServiceCalls,
  task: Task,
  pollMs: number,
  signal: AbortSignal,
): Promise<Task> {
  for (let seen = task; ; seen = await getTask(calls, task.id, signal)) {
    if (hasEnded(seen)) return seen;
    await sleep(calls.time, pollMs, signal);
  }
}

/** The same for a task that must succeed. Throws `VcdRejected` with what vCD wrote into it. */
export async function taskSuccess(
  calls: ServiceCalls,
  task: Task,
  pollMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { state, error, operation, operationName } = await taskEnd(calls, task, pollMs, signal);
  if (state === 'success') return;
  throw new VcdRejected({
    status: 200,
    code: error?.code ?? '',
    message: error?.message || `vCD ended "${operation}" as ${state}`,
    requestId: undefined,
    operation: operationName,
  });
}
