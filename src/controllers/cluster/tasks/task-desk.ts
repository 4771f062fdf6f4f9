import { type Cluster, type Operation, type RequestTask, type TenantRequest } from '#records/cluster.ts';
import { keyOf, recordKey } from '#records/metadata.ts';
import type { Intent } from '#records/intent.ts';
import { StoreConflict } from '#store/errors.ts';
import type { IntentLedger, RecordStore } from '#store/record-store.ts';
import { deadlineAfter, systemTime, type Time } from '#time/time.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Task, TaskDraft } from '#vcd/model.ts';
import { hasEnded } from '#vcd/task-state.ts';
import { taskOwnerHref, taskOwnerType } from './task-owner.ts';
import { failedText, firstText } from './task-texts.ts';
import type { TaskWish } from './task-wish.ts';

/** Time to open the task of a refusal and to end it. */
const refusalMs = 60_000;

/** A task that vCD has opened. */
export interface OpenTask {
  readonly href: string;
  /** Resolves when the record has it. Until then an answer with it may be written down, too, and must not be given. */
  readonly noted: Promise<void>;
}

interface Subject {
  readonly orgId: string;
  readonly clusterId: string;
  readonly clusterName: string;
}

/** The vCD tasks through which tenants see what becomes of their requests (contract of CSE 1.2.7, section 5). */
export interface TaskDesk {
  /** Opens the task of a request, once however often it is asked, and begins to note it in the record. */
  open(
    cluster: Cluster,
    request: TenantRequest,
    options: { readonly fresh: boolean },
    signal: AbortSignal,
  ): Promise<OpenTask>;
  /** A task for a request that makes no record: opened and at once ended in error. */
  refuse(
    refusal: Subject & {
      readonly operation: Operation;
      readonly user: TenantRequest['user'];
      readonly text: string;
      readonly message: string;
      readonly fresh: boolean;
    },
    signal: AbortSignal,
  ): Promise<string>;
  /** Makes an open task say `wish`; what it says now. */
  tell(
    cluster: Cluster,
    request: TenantRequest,
    task: RequestTask,
    wish: TaskWish,
    signal: AbortSignal,
  ): Promise<RequestTask>;
}

/**
 * Intake and controller may ask for the same task at the same time, and an earlier life of the server may have opened
 * it without noting it: there is one opening by request until it is noted, and unless the request is `fresh` vCD is
 * searched first.
 */
export function taskDesk({
  clusters,
  intents,
  vcd,
  clock,
  time = systemTime,
}: {
  readonly clusters: RecordStore<Cluster>;
  /** For tasks that no record tells of: those of refusals. */
  readonly intents: Pick<IntentLedger, 'put' | 'end'>;
  readonly vcd: Pick<CloudDirector, 'createTask' | 'updateTask' | 'findTasks'>;
  readonly clock: () => Date;
  readonly time?: Time;
}): TaskDesk {
  const opening = new Map<string, Promise<OpenTask>>();
  /** The last opening for each cluster: the next one begins when its task is noted, and cannot take it for its own. */
  const turns = new Map<string, Promise<unknown>>();

  function once(requestId: string, open: () => Promise<OpenTask>): Promise<OpenTask> {
    const underWay = opening.get(requestId);
    if (underWay) return underWay;
    const forget = () => opening.delete(requestId);
    const opened = open().then(
      (task) => {
        const noted = task.noted.finally(forget);
        // Whoever waits for it hears of it.
        noted.catch(() => undefined);
        return { ...task, noted };
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    opening.set(requestId, opened);
    return opened;
  }

  function inTurn(clusterId: string, open: () => Promise<OpenTask>): Promise<OpenTask> {
    const before = turns.get(clusterId) ?? Promise.resolve();
    const opened = before.then(open);
    const over = noted(opened);
    turns.set(clusterId, over);
    void over.then(() => turns.get(clusterId) === over && turns.delete(clusterId));
    return opened;
  }

  async function findOrCreate(
    draft: TaskDraft,
    orgId: string,
    fresh: boolean,
    signal: AbortSignal,
    mayBeOurs: (task: Task) => boolean = () => true,
  ): Promise<Task> {
    if (!fresh) {
      const found = await vcd.findTasks(orgId, draft.owner.href, signal);
      const earlier = found.find((task) => task.operationName === draft.operationName && mayBeOurs(task));
      if (earlier) return earlier;
    }
    return vcd.createTask(orgId, draft, signal);
  }

  return {
    async open(cluster, request, { fresh }, signal) {
      const text = firstText(request, cluster.metadata);
      const draft = draftOf(subjectOf(cluster), request, { state: 'running', text });
      const openAndNote = async (): Promise<OpenTask> => {
        const { tasks } = ((await clusters.get(keyOf(cluster))) ?? cluster).status;
        const known = tasks.find((task) => task.request === request.id);
        if (known) return { href: known.href, noted: Promise.resolve() };
        // One that was opened without being noted is known to nobody who could have ended it.
        const ofOthers = new Set(tasks.map((task) => task.id));
        const mayBeOurs = (task: Task) => !hasEnded(task) && !ofOthers.has(task.id);
        const task = await findOrCreate(draft, cluster.spec.org.id, fresh, signal, mayBeOurs);
        const { id, href } = task;
        const { id: requestId, operation } = request;
        const note: RequestTask = { request: requestId, operation, id, href, text, state: 'running' };
        return { href, noted: noteTask(clusters, cluster, note) };
      };
      return once(request.id, () => inTurn(cluster.metadata.uid, openAndNote));
    },

    async refuse(refusal, signal) {
      const requestId = `refusal:${refusal.clusterId}`;
      const { operation, user } = refusal;
      const draft = (wish: TaskWish) => draftOf(refusal, { id: requestId, operation, user }, wish);
      const openAndEnd = async () => {
        const intent = intentOf(refusal, requestId, clock());
        await intents.put([intent]);
        // Nobody would end the task later, so once begun this goes on though the sender has stopped waiting.
        using deadline = deadlineAfter(time, refusalMs);
        const untilEnded = deadline.signal;
        const running = draft({ state: 'running', text: refusal.text });
        const task = await findOrCreate(running, refusal.orgId, refusal.fresh, untilEnded);
        const text = failedText(operation);
        await vcd.updateTask(
          task.id,
          draft({ state: 'error', text, errorMessage: refusal.message }),
          untilEnded,
        );
        await intents.end([intent.id]);
        return { href: task.href, noted: Promise.resolve() };
      };
      const { href } = await unlessAborted(once(requestId, openAndEnd), signal);
      return href;
    },

    async tell(cluster, request, task, wish, signal) {
      const shown = await vcd.updateTask(task.id, draftOf(subjectOf(cluster), request, wish), signal);
      const state = shown.state === 'success' ? 'success' : hasEnded(shown) ? 'error' : 'running';
      return { ...task, text: wish.text, state };
    },
  };
}

function intentOf(
  { orgId, clusterId, clusterName, operation }: Subject & { readonly operation: Operation },
  requestId: string,
  now: Date,
): Intent {
  return {
    id: `task/${requestId}`,
    record: recordKey('Cluster', orgId, clusterName),
    uid: clusterId,
    thing: { kind: 'task', name: operation, orgId, taskId: null },
    at: now.toISOString(),
    origin: 'record',
    deletedAt: null,
    foundAt: null,
  };
}

/** Waits for the work no longer than the signal says; the work goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function subjectOf(cluster: Cluster): Subject {
  return { orgId: cluster.spec.org.id, clusterId: cluster.metadata.uid, clusterName: cluster.metadata.name };
}

function draftOf(subject: Subject, request: TenantRequest, wish: TaskWish): TaskDraft {
  return {
    operationName: request.operation,
    operation: wish.text,
    state: wish.state,
    owner: {
      href: taskOwnerHref(subject.clusterId),
      name: subject.clusterName,
      type: taskOwnerType,
    },
    user: request.user,
    ...(wish.errorMessage !== undefined && { errorMessage: wish.errorMessage }),
  };
}

/** Settles when the task is noted, or when it is certain that nobody will note it. */
async function noted(opened: Promise<OpenTask>): Promise<void> {
  await opened.then((task) => task.noted).catch(() => undefined);
}

/** Adds the task to the record's status, as it is by now, unless it is there. */
async function noteTask(clusters: RecordStore<Cluster>, cluster: Cluster, task: RequestTask): Promise<void> {
  for (;;) {
    const current = await clusters.get(keyOf(cluster));
    if (current?.metadata.uid !== cluster.metadata.uid) return;
    if (current.status.tasks.some((known) => known.request === task.request)) return;
    try {
      await clusters.updateStatus({
        ...current,
        status: { ...current.status, tasks: [...current.status.tasks, task] },
      });
      return;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
