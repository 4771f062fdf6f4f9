import type { Task } from './model.ts';

/** Whether a task of vCD has not ended: until then the entity that it is about takes no change (vCloud API, Tasks). */
export function isUnderWay({ state }: Pick<Task, 'state'>): boolean {
  return state === 'queued' || state === 'preRunning' || state === 'running';
}

/** Whether it will not change any more. */
export function hasEnded(task: Pick<Task, 'state'>): boolean {
  return !isUnderWay(task);
}
