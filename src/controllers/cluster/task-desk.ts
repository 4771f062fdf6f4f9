import { type Cluster, type Operation, type RequestTask, type TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict } from '#store/errors.ts';
import type { RecordStore } from '#store/record-store.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Task, TaskDraft } from '#vcd/model.ts';
import { failedText, firstText, type TaskWish } from './task-texts.ts';

interface Subject {
  readonly orgId: string;
  readonly clusterId: string;
  readonly clusterName: string;
}

/** The vCD tasks through which tenants see what becomes of their requests (contract of CSE 1.2.7, section 5). */
export interface TaskDesk {
  /** Opens the task of a request, once however often it is asked, and notes it in the record; gives its href. */
  open(
    cluster: Cluster,
    request: TenantRequest,
    options: { readonly fresh: boolean },
    signal: AbortSignal,
  ): Promise<string>;
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
  /** The href of the newest task that the user had for that operation on a cluster of that name, however it ended. */
  findEarlier(
    sought: {
      readonly orgId: string;
      readonly clusterName: string;
      readonly operation: Operation;
      readonly user: TenantRequest['user'];
    },
    signal: AbortSignal,
  ): Promise<string | undefined>;
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
  vcd,
}: {
  readonly clusters: RecordStore<Cluster>;
  readonly vcd: Pick<CloudDirector, 'createTask' | 'updateTask' | 'findTasks'>;
}): TaskDesk {
  const opening = new Map<string, Promise<Task>>();
  /** The last opening for each cluster: the next one begins when its task is noted, and cannot take it for its own. */
  const turns = new Map<string, Promise<unknown>>();

  function once(requestId: string, open: () => Promise<Task>): Promise<Task> {
    const underWay = opening.get(requestId);
    if (underWay) return underWay;
    const opened = open().finally(() => opening.delete(requestId));
    opening.set(requestId, opened);
    return opened;
  }

  async function inTurn<T>(clusterId: string, open: () => Promise<T>): Promise<T> {
    const before = turns.get(clusterId) ?? Promise.resolve();
    const opened = before.then(open, open);
    turns.set(clusterId, opened);
    try {
      return await opened;
    } finally {
      if (turns.get(clusterId) === opened) turns.delete(clusterId);
    }
  }

  async function findOrCreate(
    draft: TaskDraft,
    orgId: string,
    fresh: boolean,
    signal: AbortSignal,
    /** Tasks that are known to belong to other requests. */
    noted: ReadonlySet<string> = new Set(),
  ): Promise<Task> {
    if (!fresh) {
      const found = await vcd.findTasks(orgId, { href: draft.owner.href }, signal);
      const earlier = found.find((task) => task.operationName === draft.operationName && !noted.has(task.id));
      if (earlier) return earlier;
    }
    return vcd.createTask(orgId, draft, signal);
  }

  /** Tasks of the cluster's other requests. */
  async function notedForOthers(cluster: Cluster, requestId: string): Promise<ReadonlySet<string>> {
    const current = (await clusters.get(keyOf(cluster))) ?? cluster;
    const ofOthers = current.status.tasks.filter((task) => task.request !== requestId);
    return new Set(ofOthers.map((task) => task.id));
  }

  return {
    async open(cluster, request, { fresh }, signal) {
      const text = firstText(request, cluster.metadata);
      const draft = draftOf(subjectOf(cluster), request, { state: 'running', text });
      const openAndNote = async () => {
        const noted = await notedForOthers(cluster, request.id);
        const task = await findOrCreate(draft, cluster.spec.org.id, fresh, signal, noted);
        const { id, operation } = request;
        await noteTask(clusters, cluster, { request: id, operation, id: task.id, text, state: 'running' });
        return task;
      };
      const { href } = await once(request.id, () => inTurn(cluster.metadata.uid, openAndNote));
      return href;
    },

    async refuse(refusal, signal) {
      const request = {
        id: `refusal:${refusal.clusterId}`,
        operation: refusal.operation,
        user: refusal.user,
      };
      const running = draftOf(refusal, request, { state: 'running', text: refusal.text });
      const task = await once(request.id, () => findOrCreate(running, refusal.orgId, refusal.fresh, signal));
      const ended = draftOf(refusal, request, {
        state: 'error',
        text: failedText(refusal.operation),
        errorMessage: refusal.message,
      });
      await vcd.updateTask(task.id, ended, signal);
      return task.href;
    },

    async findEarlier({ orgId, clusterName, operation, user }, signal) {
      const found = await vcd.findTasks(orgId, { name: clusterName }, signal);
      const theirs = found.filter((task) => task.operationName === operation && task.userName === user.name);
      const newestLast = theirs.toSorted((a, b) => startOf(a) - startOf(b));
      return newestLast.at(-1)?.href;
    },

    async tell(cluster, request, task, wish, signal) {
      const shown = await vcd.updateTask(task.id, draftOf(subjectOf(cluster), request, wish), signal);
      const state = shown.state === 'success' ? 'success' : endedOtherwise(shown) ? 'error' : 'running';
      return { ...task, text: wish.text, state };
    },
  };
}

function startOf(task: Task): number {
  return Date.parse(task.startTime ?? '') || 0;
}

function endedOtherwise(task: Task): boolean {
  return task.state === 'error' || task.state === 'canceled' || task.state === 'aborted';
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
      href: `urn:cse:cluster:${subject.clusterId}`,
      name: subject.clusterName,
      type: 'application/vcloud.cse.cluster+xml',
    },
    user: request.user,
    ...(wish.errorMessage !== undefined && { errorMessage: wish.errorMessage }),
  };
}

/** Adds the task to the record's status unless it is there; read again when someone else wrote meanwhile. */
async function noteTask(clusters: RecordStore<Cluster>, cluster: Cluster, task: RequestTask): Promise<void> {
  for (let current: Cluster | undefined = cluster; current; current = await clusters.get(keyOf(cluster))) {
    if (current.metadata.uid !== cluster.metadata.uid) return;
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
