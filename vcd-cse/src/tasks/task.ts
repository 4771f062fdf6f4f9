import type { Cloud } from '../http/cloud.ts';
import { refusal } from '../http/refusal.ts';
import { usageProblem } from '../problem.ts';
import { childrenOf, readXml, textOf } from '../xml.ts';

/** A task of Cloud Director, as far as anybody who waits for it wants to know (vCloud API, tasks). */
export interface Task {
  /** Bare UUID. */
  readonly id: string;
  readonly status: string;
  readonly operation: string;
  readonly operationName: string;
  /** Percent; CSE never sets it. */
  readonly progress: string | undefined;
  /** Why it failed. */
  readonly error: string | undefined;
  /** All attributes, by their names. */
  readonly attributes: Readonly<Record<string, string>>;
}

const underWay: ReadonlySet<string> = new Set(['queued', 'preRunning', 'running', 'postRunning']);

/** Whether it will not change any more. */
export function hasEnded(task: Task): boolean {
  return !underWay.has(task.status);
}

/** Whether it ended well. */
export function hasSucceeded(task: Task): boolean {
  return task.status === 'success';
}

/**
 * Reads a task by its href or UUID. Of an href only the path counts: Cloud Director may call itself by another name,
 * and the token goes nowhere but to where the login was.
 */
export async function readTask(
  deps: { readonly cloud: Cloud; readonly version: string },
  reference: string,
  signal?: AbortSignal,
): Promise<Task> {
  const { cloud, version } = deps;
  const accept = `application/*+xml;version=${version}`;
  const answer = await cloud.request({ method: 'GET', path: taskPath(reference), accept }, signal);
  const root = answer.status === 200 ? readXml(answer.text) : undefined;
  if (root?.name !== 'Task') throw refusal(answer, 'cloud', cloud);
  const attribute = (name: string): string => root.attributes.get(name) ?? '';
  return {
    id: attribute('id').split(':').at(-1) ?? '',
    status: attribute('status'),
    operation: attribute('operation'),
    operationName: attribute('operationName'),
    progress: textOf(root, 'Progress'),
    error: childrenOf(root, 'Error')[0]?.attributes.get('message'),
    attributes: Object.fromEntries(root.attributes),
  };
}

/** The path of a task by its href, URN or UUID. Throws a `Problem` for anything else. */
export function taskPath(reference: string): string {
  const id = /(?:^|\/api\/task\/|urn:vcloud:task:)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(
    reference,
  )?.[1];
  if (id === undefined) throw usageProblem(`'${reference}' is no task: expected its href or its id`);
  return `/api/task/${id}`;
}
