import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import type { PollMs } from '../world.ts';
import { hasEnded, type Task } from './task.ts';

/** Whom a wait tells what it sees. */
export interface TaskDisplay extends Disposable {
  /** Every look at the task, the first and the last included. */
  show(task: Task): void;
  /** Cloud Director could not be asked; the wait goes on. */
  miss(problem: Problem): void;
}

const slower = 1.5;

/**
 * Looks at a task until it has ended, soon at first and then ever less often, and resolves with its last state. Throws
 * what `read` throws; what may pass only after `patience` ms of it.
 */
export async function waitForTask(
  deps: {
    readonly read: (signal?: AbortSignal) => Promise<Task>;
    readonly display: TaskDisplay;
    readonly pollMs: PollMs;
  },
  signal?: AbortSignal,
): Promise<Task> {
  const { read, display, pollMs } = deps;
  let missedSince: number | undefined;
  for (let pauseMs = pollMs.first; ; pauseMs = Math.min(pauseMs * slower, pollMs.most)) {
    try {
      const task = await read(signal);
      missedSince = undefined;
      display.show(task);
      if (hasEnded(task)) return task;
    } catch (error) {
      if (!(error instanceof Problem) || !error.passing) throw error;
      missedSince ??= Date.now();
      if (Date.now() - missedSince > pollMs.patience) throw error;
      display.miss(error);
    }
    await delay(pauseMs, undefined, signal ? { signal } : {});
  }
}
