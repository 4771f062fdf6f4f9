import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FaultInjector } from '../faults/fault-injector.ts';
import { wordsOf } from '../faults/fault-rule.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import type { Clock } from '../guests/guest-driver.ts';
import { ApiError } from '../http/api-error.ts';
import type { Random } from '../random.ts';
import type { Latency } from './latency.ts';
import { durationOf } from './latency.ts';
import type { Admission } from './operation-limits.ts';
import type { Task, TaskError, TaskReference } from './task.ts';
import { hasEnded } from './task.ts';

/** What an operation wants done. */
export interface TaskOrder {
  readonly operationName: string;
  /** Present participle while it runs, past tense when it is done. */
  readonly doing: string;
  readonly done: string;
  readonly owner: TaskReference;
  readonly orgId: string;
  readonly userId: string;
  /** Bare ids that nothing else may change meanwhile; empty for metadata. */
  readonly locks: readonly LockTarget[];
  /** Its entity goes on showing it for a while after its success. */
  readonly lingers?: boolean;
  /** For the latency model. */
  readonly vmCount?: number;
  readonly requestId: string;
  /** The work, when the task's time has passed. */
  readonly finish: (signal: AbortSignal) => void | Promise<void>;
  /** Puts back what was done before the failure or the cancellation. */
  readonly undo?: () => void | Promise<void>;
}

/** What a task holds while it runs: nothing else may change it. */
export interface LockTarget {
  readonly id: string;
  readonly entity: 'vapp' | 'vm' | 'catalog' | 'catalogItem' | 'vapptemplate';
}

/** A task that fails with a code of its own. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly code: string;
  constructor(message: string, code = 'INTERNAL_SERVER_ERROR') {
    super(message);
    this.code = code;
  }
}

/** Runs tasks, one at a time for each thing; disposing of it ends what runs. */
export interface TaskEngine extends AsyncDisposable {
  /** Throws 400 BUSY_ENTITY, naming the task in the way, when a lock is taken, or what the admission throws. */
  start(order: TaskOrder): Task;
  /** A task that an extension moves. */
  add(task: Omit<Task, 'id' | 'kind' | 'startTime' | 'endTime' | 'cancelRequested'>): Task;
  get(id: string): Task | undefined;
  all(): Iterable<Task>;
  /** Running tasks and the last failures of an entity, newest last. */
  shownFor(entityId: string): readonly Task[];
  isBusy(entityId: string): boolean;
  /** Throws 400 BUSY_ENTITY while a task holds the entity. */
  requireFree(target: LockTarget): void;
  /** The task that holds the entity, if one does. */
  holderOf(entityId: string): Task | undefined;
  /** False when the task has ended or cannot be cancelled. */
  cancel(task: Task): boolean;
  /** Number of tasks by operation name and status. */
  counts(): Readonly<Record<string, Readonly<Record<string, number>>>>;
  resetCounts(): void;
}

const keptTasks = 10_000;
const shownFailures = 5;
const lingerMs = 60_000;

/** An engine whose tasks take the time of the given clock. */
export function createTaskEngine(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly latency: Latency;
  readonly faults: FaultInjector;
  readonly admit: Admission;
}): TaskEngine {
  const { clock, random, latency, faults, admit } = deps;
  const tasks = new Map<string, Task>();
  const byEntity = new Map<string, Task[]>();
  const holders = new Map<string, Task>();
  const running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  const lingering = new WeakSet<Task>();
  let counted = new Set<Task>();

  function remember(task: Task): void {
    tasks.set(task.id, task);
    counted.add(task);
    for (const [id, old] of tasks) {
      if (tasks.size <= keptTasks) break;
      if (!hasEnded(old)) continue;
      tasks.delete(id);
      counted.delete(old);
    }
  }

  function isShown(task: Task): boolean {
    if (!hasEnded(task) || task.status === 'error') return true;
    const age = clock.now().getTime() - (task.endTime?.getTime() ?? 0);
    return lingering.has(task) && age < lingerMs;
  }

  function show(entityId: string, task: Task): void {
    const shown = (byEntity.get(entityId) ?? []).filter(isShown);
    byEntity.set(entityId, [...shown.slice(-shownFailures), task]);
  }

  function requireFree(target: LockTarget): void {
    const holder = holders.get(target.id);
    if (holder) throw busy(target, holder);
  }

  function end(task: Task, status: Task['status'], error?: TaskError): void {
    task.status = status;
    task.error = error;
    task.endTime = clock.now();
  }

  /** Nobody finds it any more; its work goes on. */
  function forget(task: Task): void {
    tasks.delete(task.id);
    for (const [entityId, shown] of byEntity) {
      byEntity.set(
        entityId,
        shown.filter((each) => each !== task),
      );
    }
  }

  async function goWrong(task: Task, order: TaskOrder, rule: FaultRule, signal: AbortSignal): Promise<void> {
    if (rule.work === 'done') await order.finish(signal);
    else await order.undo?.();
    const { code, message } = wordsOf(rule);
    end(task, rule.effect === 'task-abort' ? 'aborted' : 'error', taskError(order, message, code));
  }

  async function run(task: Task, order: TaskOrder, signal: AbortSignal): Promise<void> {
    try {
      // One turn of the loop at least: the answer that carries the task never shows it ended.
      await nextTurn();
      task.status = 'running';
      const { name, href, id = '' } = task.owner;
      const rule = faults.strike('task', task.operationName, [href, name, id]);
      if (rule?.effect === 'task-vanish') forget(task);
      const usualMs = durationOf(latency, order.operationName, order.vmCount ?? 1);
      await clock.sleep(usualMs + (rule?.delayMs ?? 0), signal);
      if (rule?.effect === 'task-stuck') await untilAborted(signal);
      if (rule && rule.effect !== 'delay') return await goWrong(task, order, rule, signal);
      await order.finish(signal);
      task.operation = order.done;
      end(task, 'success');
    } catch (error) {
      await order.undo?.();
      if (signal.aborted) end(task, 'canceled', taskError(order, 'The operation was cancelled.', 'CANCELED'));
      else end(task, 'error', taskError(order, messageOf(error), codeOf(error)));
    } finally {
      for (const { id } of order.locks) if (holders.get(id) === task) holders.delete(id);
      running.delete(task.id);
    }
  }

  return {
    start(order) {
      admit(order, tasks.values());
      order.locks.forEach(requireFree);
      const task: Task = {
        id: random.uuid(),
        kind: 'built-in',
        orgId: order.orgId,
        creatorId: order.userId,
        userId: order.userId,
        startTime: clock.now(),
        serviceNamespace: 'com.vmware.vcloud',
        operationName: order.operationName,
        operation: order.doing,
        status: 'queued',
        owner: order.owner,
        endTime: undefined,
        progress: undefined,
        error: undefined,
        details: '',
        cancelRequested: false,
      };
      remember(task);
      if (order.lingers) lingering.add(task);
      for (const { id } of order.locks) holders.set(id, task);
      const ownerId = order.owner.id?.split(':').at(-1);
      if (ownerId !== undefined) show(ownerId, task);
      const abort = new AbortController();
      running.set(task.id, { abort, ended: run(task, order, abort.signal) });
      return task;
    },
    add(values) {
      const task: Task = {
        ...values,
        id: random.uuid(),
        kind: 'extension',
        startTime: clock.now(),
        endTime: undefined,
        cancelRequested: false,
      };
      if (hasEnded(task)) task.endTime = clock.now();
      remember(task);
      return task;
    },
    get: (id) => tasks.get(id),
    all: () => tasks.values(),
    shownFor: (entityId) => (byEntity.get(entityId) ?? []).filter(isShown),
    isBusy: (entityId) => holders.has(entityId),
    requireFree,
    holderOf: (entityId) => holders.get(entityId),
    cancel(task) {
      if (hasEnded(task)) return false;
      task.cancelRequested = true;
      // An extension's task only carries the wish: its owner decides.
      running.get(task.id)?.abort.abort();
      return true;
    },
    counts() {
      const counts: Record<string, Record<string, number>> = {};
      for (const task of counted) {
        const states = (counts[task.operationName] ??= {});
        states[task.status] = (states[task.status] ?? 0) + 1;
      }
      return counts;
    },
    resetCounts() {
      counted = new Set();
    },
    async [Symbol.asyncDispose]() {
      const ending = [...running.values()];
      for (const { abort } of ending) abort.abort();
      await Promise.all(ending.map(({ ended }) => ended));
    },
  };
}

function busy(target: LockTarget, holder: Task): ApiError {
  // vdcComposeVapp is VDC_COMPOSE_VAPP in this text.
  const operation = holder.operationName.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
  return new ApiError(
    400,
    'BUSY_ENTITY',
    `The entity Ref: com.vmware.vcloud.entity.${target.entity}:${target.id} is busy completing an operation ${operation}. ${operation}(com.vmware.vcloud.entity.task:${holder.id})`,
  );
}

function taskError(order: TaskOrder, message: string, minorErrorCode: string): TaskError {
  return { majorErrorCode: 500, minorErrorCode, message: `[ ${order.requestId} ] ${message}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  if (error instanceof TaskFailure || error instanceof ApiError) return error.code;
  return 'INTERNAL_SERVER_ERROR';
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => {
    reject(signal.reason);
  });
  await promise;
}
