import { mediaTypes } from '../documents/media-types.ts';
import type { View } from '../documents/references.ts';
import { absolute, referTo } from '../documents/references.ts';
import { taskDocument } from '../documents/task-document.ts';
import type { Reply, SessionCall } from '../http/exchange.ts';
import { document } from '../http/exchange.ts';
import type { Caller } from '../operations/access.ts';
import { callerOf } from '../operations/access.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';

/** Who asks and how documents look to them. */
export function contextOf(world: World, call: SessionCall): { readonly caller: Caller; readonly view: View } {
  const caller = callerOf(world, call);
  return { caller, view: { base: call.base, administrator: caller.administrator } };
}

/** 202 with the task, as vCD answers everything that takes time. */
export function accepted(world: World, view: View, task: Task): Reply {
  const location = absolute(view, referTo.task(task).href);
  return document(202, mediaTypes.task, taskDocument(world, view, task), location);
}
