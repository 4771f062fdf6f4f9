import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { taskDesk } from '../../../../../src/controllers/cluster/tasks/task-desk.ts';
import { keyOf } from '#records/metadata.ts';
import type { TenantRequest } from '#records/cluster.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import type { Task, TaskDraft } from '#vcd/model.ts';
import { sampleCluster, sampleIds, sampleNow } from '../../../../support/sample-cluster.ts';
import { addRequest } from '../../../../support/scaling-cluster.ts';
import { makeSqliteHome } from '../../../../support/sqlite-home.ts';

const never = new AbortController().signal;

const refusal = {
  orgId: sampleIds.org,
  clusterId: sampleIds.cluster,
  clusterName: 'c1',
  operation: 'create_cluster' as const,
  user: { id: 'urn:vcloud:user:1', name: 'ann' },
  text: 'create cluster',
  message: 'Cluster c1 already exists.',
  fresh: true,
};

describe('the task desk', () => {
  it('opens one task when the controller asks while the intake still notes it', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const noting = Promise.withResolvers<void>();
    const mayNote = Promise.withResolvers<void>();
    const clusters = {
      ...store.clusters,
      updateStatus: async (record: typeof cluster) => {
        noting.resolve();
        await mayNote.promise;
        return store.clusters.updateStatus(record);
      },
    };
    const vcd = countingVcd();
    const desk = deskOf({ ...store, clusters }, vcd);
    const [request] = cluster.spec.requests;
    assert.ok(request);

    const byIntake = desk.open(cluster, request, { fresh: true }, never);
    await noting.promise;
    const byController = desk.open(cluster, request, { fresh: false }, never);
    mayNote.resolve();

    assert.equal((await byController).href, (await byIntake).href);
    await (
      await byIntake
    ).noted;
    assert.deepEqual(vcd.calls, ['createTask']);
    const noted = await store.clusters.get(keyOf(cluster));
    assert.deepEqual(
      noted?.status.tasks.map(({ request, id }) => [request, id]),
      [[request.id, sampleIds.task]],
    );
  });

  it('tells of the task as soon as vCD has opened it, and says when the record has it', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const mayNote = Promise.withResolvers<void>();
    const clusters = {
      ...store.clusters,
      updateStatus: async (record: typeof cluster) => {
        await mayNote.promise;
        return store.clusters.updateStatus(record);
      },
    };
    const [request] = cluster.spec.requests;
    assert.ok(request);
    const desk = deskOf({ ...store, clusters }, countingVcd());
    const { href, noted } = await desk.open(cluster, request, { fresh: true }, never);
    assert.ok(href.endsWith(sampleIds.task));
    assert.deepEqual((await store.clusters.get(keyOf(cluster)))?.status.tasks, []);
    mayNote.resolve();
    await noted;
    assert.equal((await store.clusters.get(keyOf(cluster)))?.status.tasks[0]?.href, href);
  });

  it('says when the record cannot have it, and opens none for the next one who asks: vCD is searched', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const [request] = cluster.spec.requests;
    assert.ok(request);
    let full = true;
    const clusters = {
      ...store.clusters,
      updateStatus: async (record: typeof cluster) => {
        if (full) throw new Error('the disk is full');
        return store.clusters.updateStatus(record);
      },
    };
    const vcd = countingVcd([taskOf('create_cluster')]);
    const desk = deskOf({ ...store, clusters }, vcd);
    const { noted } = await desk.open(cluster, request, { fresh: true }, never);
    await assert.rejects(noted, /the disk is full/);
    full = false;
    await (
      await desk.open(cluster, request, { fresh: false }, never)
    ).noted;
    assert.deepEqual(vcd.calls, ['createTask', 'findTasks']);
  });

  it('searches vCD first when an earlier attempt may have got through, and takes what it finds', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const vcd = countingVcd([taskOf('create_cluster')]);
    const [request] = cluster.spec.requests;
    assert.ok(request);

    await deskOf(store, vcd).open(cluster, request, { fresh: false }, never);
    assert.deepEqual(vcd.calls, ['findTasks']);
  });

  it('gives a redelivered request the very task that was noted for it before', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const [request] = cluster.spec.requests;
    assert.ok(request);
    const vcd = countingVcd([taskOf('create_cluster')]);
    const desk = deskOf(store, vcd);
    const opened = await desk.open(cluster, request, { fresh: true }, never);
    await opened.noted;
    const noted = await store.clusters.get(keyOf(cluster));
    assert.ok(noted);

    assert.equal((await desk.open(noted, request, { fresh: false }, never)).href, opened.href);
    assert.deepEqual(vcd.calls, ['createTask']);
  });

  it('does not take a task that has ended: the one of a request that is forgotten', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const vcd = countingVcd([{ ...taskOf('create_cluster'), state: 'success' }]);
    const [request] = cluster.spec.requests;
    assert.ok(request);

    await deskOf(store, vcd).open(cluster, request, { fresh: false }, never);
    assert.deepEqual(vcd.calls, ['findTasks', 'createTask']);
  });

  it('does not take the task of another operation on the same cluster', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await keep(store);
    const vcd = countingVcd([taskOf('delete_cluster')]);
    const [request] = cluster.spec.requests;
    assert.ok(request);

    await deskOf(store, vcd).open(cluster, request, { fresh: false }, never);
    assert.deepEqual(vcd.calls, ['findTasks', 'createTask']);
  });
});

describe('the task of a refusal', () => {
  it('is ended though its sender has stopped waiting while it was opened', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const opening = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<TaskDraft>();
    const plain = countingVcd();
    const vcd = {
      ...plain,
      createTask: async (orgId: string, draft: TaskDraft) => {
        await opening.promise;
        return plain.createTask(orgId, draft);
      },
      updateTask: async (taskId: string, draft: TaskDraft) => {
        ended.resolve(draft);
        return plain.updateTask(taskId, draft);
      },
    };
    const late = new AbortController();
    const refused = deskOf(store, vcd).refuse(refusal, late.signal);
    late.abort(new Error('too late'));
    await assert.rejects(refused, /too late/);
    opening.resolve();
    const { state, errorMessage } = await ended.promise;
    assert.deepEqual([state, errorMessage], ['error', 'Cluster c1 already exists.']);
  });

  it('is one, however often it is asked for at the same time', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const vcd = countingVcd();
    const desk = deskOf(store, vcd);
    const hrefs = await Promise.all([desk.refuse(refusal, never), desk.refuse(refusal, never)]);
    assert.equal(new Set(hrefs).size, 1);
    assert.deepEqual(vcd.calls, ['createTask']);
    await assert.rejects(desk.refuse(refusal, AbortSignal.abort(new Error('too late'))), /too late/);
  });
});

describe('the ledger', () => {
  it('has the task of a refusal before it is opened, and no more when it has ended', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const plain = countingVcd();
    const during: unknown[] = [];
    const vcd = {
      ...plain,
      createTask: async (orgId: string, draft: TaskDraft) => {
        during.push(...(await store.intents.list()));
        return plain.createTask(orgId, draft);
      },
    };
    await deskOf(store, vcd).refuse(refusal, never);
    assert.partialDeepStrictEqual(during, [
      { uid: sampleIds.cluster, thing: { kind: 'task', name: 'create_cluster', orgId: sampleIds.org } },
    ]);
    assert.deepEqual(await store.intents.list(), []);
  });

  it('keeps the task of a refusal that was opened and could not be ended', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const vcd = { ...countingVcd(), updateTask: () => Promise.reject(new Error('vCD is away')) };
    await assert.rejects(deskOf(store, vcd).refuse(refusal, never), /vCD is away/);
    assert.equal((await store.intents.list()).length, 1);
  });
});

describe('two requests of the same kind', () => {
  it('that are both taken up again do not share the one task that was opened before', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const requests = [addRequest('m2'), addRequest('m3')];
    const cluster = await keep(store, requests);
    const vcd = countingVcd([taskOf('create_nodes')], '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a0ff');
    const desk = deskOf(store, vcd);

    const opened = requests.map((request) => desk.open(cluster, request, { fresh: false }, never));
    await Promise.all(opened.map(async (task) => (await task).noted));
    const noted = await store.clusters.get(keyOf(cluster));
    const ids = noted?.status.tasks.map(({ id }) => id) ?? [];
    assert.equal(new Set(ids).size, 2);
    assert.ok(ids.includes(sampleIds.task));
    assert.equal(vcd.calls.filter((call) => call === 'createTask').length, 1);
  });
});

type DeskParts = Parameters<typeof taskDesk>[0];

function deskOf({ clusters, intents }: Pick<DeskParts, 'clusters' | 'intents'>, vcd: DeskParts['vcd']) {
  return taskDesk({ clusters, intents, vcd, clock: () => sampleNow });
}

async function keep({ clusters }: SqliteStore, more: readonly TenantRequest[] = []) {
  const { metadata, spec: created, status } = sampleCluster({ status: { tasks: [] } });
  const spec = { ...created, requests: [...created.requests, ...more] };
  const { name, namespace, uid } = metadata;
  return clusters.create({ metadata: { name, namespace, uid }, spec, status });
}

/** A vCD that holds `found` and says which of its methods were called. */
function countingVcd(found: readonly Task[] = [], newId: string = sampleIds.task) {
  const calls: string[] = [];
  return {
    calls,
    createTask: async (_orgId: string, { operationName }: TaskDraft) => {
      calls.push('createTask');
      return { ...taskOf(operationName), id: newId };
    },
    findTasks: async () => {
      calls.push('findTasks');
      return found;
    },
    updateTask: async (_taskId: string, { operationName }: TaskDraft) => taskOf(operationName),
  };
}

function taskOf(operationName: string): Task {
  return {
    id: sampleIds.task,
    href: `https://vcd.example/api/task/${sampleIds.task}`,
    operationName,
    operation: '',
    state: 'running',
    ownerHref: undefined,
    ownerName: 'c1',
    userName: 'ann',
    startTime: '2026-11-20T12:00:00.000Z',
    progress: undefined,
    error: undefined,
  };
}
