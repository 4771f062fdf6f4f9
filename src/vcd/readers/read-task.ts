import { withoutSecrets } from '#telemetry/log-fields.ts';
import type { Task, TaskState } from '../model.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf } from '../xml/xml-element.ts';
import {
  AnswerUnreadable,
  childText,
  expectRoot,
  optionalId,
  requiredAttribute,
  requiredId,
  wholeNumber,
} from './reading.ts';

const states: ReadonlyMap<string, TaskState> = new Map([
  ['queued', 'queued'],
  ['prerunning', 'preRunning'],
  ['running', 'running'],
  // Of newer servers: the work is done, its bookkeeping is not.
  ['postrunning', 'running'],
  ['success', 'success'],
  ['error', 'error'],
  ['canceled', 'canceled'],
  ['aborted', 'aborted'],
]);

/** A `Task` document (vCloud API, Tasks). */
export function readTask(root: XmlElement): Task {
  return readTaskElement(expectRoot(root, 'Task'));
}

/** The tasks of an organization, `TasksList`. */
export function readTasksList(root: XmlElement): readonly Task[] {
  return childrenOf(expectRoot(root, 'TasksList'), 'Task').map(readTaskElement);
}

/** The `Tasks` that an entity shows: what runs on it and what failed lately. */
export function readTasksOf(entity: XmlElement): readonly Task[] {
  const tasks = childOf(entity, 'Tasks');
  return tasks ? childrenOf(tasks, 'Task').map(readTaskElement) : [];
}

/** Whether a task will not change any more. */
export function hasEnded(task: Task): boolean {
  return !['queued', 'preRunning', 'running'].includes(task.state);
}

function readTaskElement(element: XmlElement): Task {
  const owner = childOf(element, 'Owner');
  const user = childOf(element, 'User');
  const userId = user && optionalId(user);
  return {
    id: requiredId(element),
    href: requiredAttribute(element, 'href'),
    state: readState(requiredAttribute(element, 'status')),
    operationName: attributeOf(element, 'operationName') ?? '',
    operation: attributeOf(element, 'operation') ?? '',
    ownerHref: owner && attributeOf(owner, 'href'),
    ownerName: owner && attributeOf(owner, 'name'),
    userName: user && attributeOf(user, 'name'),
    ...(userId !== undefined && { userId: `urn:vcloud:user:${userId}` }),
    startTime: attributeOf(element, 'startTime'),
    progress: wholeNumber(childText(element, 'Progress')),
    error: readError(childOf(element, 'Error')),
  };
}

function readState(text: string): TaskState {
  const state = states.get(text.toLowerCase());
  if (!state) throw new AnswerUnreadable(`Task has the unknown status ${JSON.stringify(text)}`);
  return state;
}

function readError(error: XmlElement | undefined): Task['error'] {
  if (!error) return undefined;
  return {
    code: attributeOf(error, 'minorErrorCode') ?? '',
    message: withoutSecrets(attributeOf(error, 'message') ?? ''),
  };
}
