import { mediaTypes } from '../documents/media-types.ts';
import { absolute, referTo } from '../documents/references.ts';
import { taskDocument } from '../documents/task-document.ts';
import { badRequest, forbidden, invalidState } from '../http/api-error.ts';
import { document, noContent, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import { findOrg, findTask, idFromHref, seesTask } from '../operations/access.ts';
import type { Caller } from '../operations/access.ts';
import type { Task, TaskError, TaskReference, TaskStatus } from '../tasks/task.ts';
import { hasEnded, taskStatuses } from '../tasks/task.ts';
import type { World } from '../world.ts';
import { checkOrder, schemaOrder } from '../xml/order.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, childOf, textOf } from '../xml/read.ts';
import { el } from '../xml/write.ts';
import { contextOf } from './task-answers.ts';

const listedTasks = 500;

/** vCloud API, Tasks, with those that extensions create and move. */
export function taskRoutes(world: World): readonly Route[] {
  const { tasks } = world;
  return [
    user('GET', '/api/task/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const task = findTask(world, caller, call.params['id'] ?? '');
      return document(200, mediaTypes.task, taskDocument(world, view, task));
    }),
    user('PUT', '/api/task/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const task = findTask(world, caller, call.params['id'] ?? '');
      requireExtensionRights(caller);
      updateTask(world, task, xmlBody(call, 'Task'));
      return document(200, mediaTypes.task, taskDocument(world, view, task));
    }),
    user('POST', '/api/task/{id}/action/cancel', (call) => {
      const { caller } = contextOf(world, call);
      const task = findTask(world, caller, call.params['id'] ?? '');
      if (!tasks.cancel(task)) throw invalidState(`The task ${task.id} has ended already.`);
      return noContent;
    }),
    user('GET', '/api/tasksList/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      const seen = [...tasks.all()].filter((task) => task.orgId === org.id && seesTask(caller, task));
      const path = `/api/tasksList/${org.id}`;
      const body = el(
        'TasksList',
        { name: 'Tasks Lists', href: absolute(view, path), type: mediaTypes.tasksList },
        seen.slice(-listedTasks).map((task) => taskDocument(world, view, task)),
      );
      return document(200, mediaTypes.tasksList, body);
    }),
    user('POST', '/api/tasksList/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      requireExtensionRights(caller);
      const wish = readTask(world, xmlBody(call, 'Task'), caller.user.id);
      const task = tasks.add({ ...wish, orgId: org.id, creatorId: caller.user.id });
      const location = absolute(view, referTo.task(task).href);
      return document(201, mediaTypes.task, taskDocument(world, view, task), location);
    }),
  ];
}

/** Only administrators of the system report the progress of extensions. */
function requireExtensionRights(caller: Caller): void {
  if (!caller.administrator) throw forbidden();
}

type TaskWish = Pick<
  Task,
  | 'serviceNamespace'
  | 'operationName'
  | 'operation'
  | 'status'
  | 'owner'
  | 'userId'
  | 'progress'
  | 'error'
  | 'details'
>;

function updateTask(world: World, task: Task, body: XmlElement): void {
  if (hasEnded(task))
    throw badRequest(`The task ${task.id} has ended with ${task.status} and cannot be changed.`);
  if (task.kind !== 'extension') throw forbidden();
  Object.assign(task, readTask(world, body, task.userId));
  if (hasEnded(task)) task.endTime = world.clock.now();
}

/** vCloud API, Task as an extension sends it: owner hrefs are any URN, the user's is an URN as well. */
function readTask(world: World, body: XmlElement, defaultUserId: string): TaskWish {
  checkOrder(body, schemaOrder.task);
  const serviceNamespace = attributeOf(body, 'serviceNamespace') ?? '';
  if (
    serviceNamespace.length < 1 ||
    serviceNamespace.length > 128 ||
    serviceNamespace.startsWith('com.vmware.vcloud')
  ) {
    throw badRequest(
      "validation error on field 'serviceNamespace': String value has invalid format or length",
    );
  }
  const userHref = attributeOf(childOf(body, 'User'), 'href');
  const userId = userHref === undefined ? defaultUserId : idFromHref(userHref);
  if (!world.inventory.users.has(userId)) throw badRequest(`The user ${userHref ?? ''} does not exist.`);
  const progress = textOf(body, 'Progress');
  return {
    serviceNamespace,
    operationName: attributeOf(body, 'operationName') ?? '',
    operation: attributeOf(body, 'operation') ?? '',
    status: readStatus(attributeOf(body, 'status')),
    owner: readOwner(childOf(body, 'Owner')),
    userId,
    progress: progress === undefined || progress === '' ? undefined : Number(progress),
    error: readError(childOf(body, 'Error')),
    details: textOf(body, 'Details') ?? '',
  };
}

/** Old clients send the name in capitals. */
function readStatus(text: string | undefined): TaskStatus {
  const status = taskStatuses.find((known) => known.toLowerCase() === text?.toLowerCase());
  if (!status) throw badRequest(`validation error on field 'status': ${text ?? ''} is not a status.`);
  return status;
}

function readOwner(element: XmlElement | undefined): TaskReference {
  const href = attributeOf(element, 'href');
  if (!href) throw badRequest("validation error on field 'owner': a task needs an owner.");
  return { href, name: attributeOf(element, 'name') ?? '', type: attributeOf(element, 'type') ?? '' };
}

function readError(element: XmlElement | undefined): TaskError | undefined {
  if (!element) return undefined;
  return {
    majorErrorCode: Number(attributeOf(element, 'majorErrorCode') ?? 500),
    minorErrorCode: attributeOf(element, 'minorErrorCode') ?? 'INTERNAL_SERVER_ERROR',
    message: attributeOf(element, 'message') ?? '',
    stackTrace: attributeOf(element, 'stackTrace') ?? '',
  };
}
