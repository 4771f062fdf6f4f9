import type { Task } from '../tasks/task.ts';
import { hasEnded } from '../tasks/task.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';

const expiryMs = 90 * 24 * 3600 * 1000;

/** vCloud API, Tasks: the document of one task. */
export function taskDocument(world: World, view: View, task: Task): XmlNode {
  const { inventory } = world;
  const self = referTo.task(task);
  const user = inventory.users.get(task.userId);
  const { href, id, name, type } = task.owner;
  return el(
    'Task',
    {
      name: 'task',
      status: task.status,
      operation: task.operation,
      operationName: task.operationName,
      serviceNamespace: task.serviceNamespace,
      startTime: task.startTime,
      endTime: task.endTime,
      expiryTime: new Date(task.startTime.getTime() + expiryMs),
      cancelRequested: task.cancelRequested,
      id: self.id,
      href: absolute(view, self.href),
      type: self.type,
    },
    hasEnded(task) ? undefined : link(view, 'task:cancel', `${self.href}/action/cancel`),
    task.kind === 'extension' ? link(view, 'edit', self.href, mediaTypes.task) : undefined,
    leaf('Description', ''),
    el('Owner', { href: absolute(view, href), id, name, type }),
    errorElement(task, view.administrator),
    user && pointer(view, 'User', referTo.user(user)),
    pointer(view, 'Organization', referTo.org(inventory.org(task.orgId))),
    leaf('Progress', task.progress),
    leaf('Details', task.details),
  );
}

function errorElement(task: Task, withStackTrace: boolean): XmlNode | undefined {
  const { error } = task;
  if (!error) return undefined;
  const { message, majorErrorCode, minorErrorCode } = error;
  const stackTrace = withStackTrace ? error.stackTrace : undefined;
  return el('Error', { message, majorErrorCode, minorErrorCode, stackTrace });
}

/** Running tasks of an entity and its last failures; nothing when there are none. */
export function tasksElement(world: World, view: View, entityId: string): XmlNode | undefined {
  const tasks = world.tasks.shownFor(entityId);
  if (tasks.length === 0) return undefined;
  return el(
    'Tasks',
    {},
    tasks.map((task) => taskDocument(world, view, task)),
  );
}
