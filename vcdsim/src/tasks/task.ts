/** The states of a task (vCloud API, Tasks). */
export type TaskStatus = 'queued' | 'running' | 'success' | 'error' | 'canceled' | 'aborted' | 'preRunning';

/** All of them. */
export const taskStatuses: readonly TaskStatus[] = [
  'queued',
  'preRunning',
  'running',
  'success',
  'error',
  'canceled',
  'aborted',
];

/** A link to something, as tasks carry it. */
export interface TaskReference {
  /** Absolute path below the server, or an URN that an extension chose. */
  readonly href: string;
  /** URN; absent for references of extensions. */
  readonly id?: string;
  readonly name: string;
  readonly type: string;
}

/** Why a task failed, as documents tell it. */
export interface TaskError {
  readonly majorErrorCode: number;
  readonly minorErrorCode: string;
  readonly message: string;
  readonly stackTrace?: string;
}

/** An asynchronous operation; built-in ones move by themselves, an extension's are moved by PUT. */
export interface Task {
  readonly id: string;
  readonly kind: 'built-in' | 'extension';
  readonly orgId: string;
  /** Who started it: may see it, as may the user it is for. */
  readonly creatorId: string;
  readonly startTime: Date;
  serviceNamespace: string;
  operationName: string;
  operation: string;
  status: TaskStatus;
  owner: TaskReference;
  userId: string;
  endTime: Date | undefined;
  progress: number | undefined;
  error: TaskError | undefined;
  details: string;
  cancelRequested: boolean;
}

/** Whether it will not change any more. */
export function hasEnded(task: Task): boolean {
  return ['success', 'error', 'canceled', 'aborted'].includes(task.status);
}
