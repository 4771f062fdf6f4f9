import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { emptyClusterStatus, type Cluster } from '#records/cluster.ts';
import type { Intent } from '#records/intent.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { StoreConflict } from '#store/errors.ts';
import { sampleCluster, sampleIds, sampleNow, standingCluster } from '../support/sample-cluster.ts';
import { sampleLeftVApp } from '../support/sample-intent.ts';
import { newTemplate } from '../support/sample-template.ts';
import type { StoreHome, Stores } from '../support/store-home.ts';

type WithStore = (test: (store: Stores) => Promise<void>) => () => Promise<void>;

/** The ledger of what was asked of vCD: which lines records write by themselves, and what stays when they go. */
export function intentContract(name: string, withStore: WithStore, makeHome: () => Promise<StoreHome>): void {
  describe(`${name}: the ledger`, () => {
    it('has the task of a request from the record’s creation to the task’s end', withStore(tasksOfRequests));
    it('has a vApp from before it is asked for until its cluster is ready', withStore(vAppUntilReady));
    it('has the VMs of new nodes until they are known', withStore(newNodes));
    it('has what a template is made with from the wish to its end', withStore(templateBuilds));
    it('keeps the time of the first word', withStore(firstWord));
    it('is left alone by a write that is refused', withStore(refusedWrite));
    it('keeps the lines of a record that was let go in the middle', withStore(purged));
    it('takes what remains in place of a record’s own lines', withStore(settled));
    it('takes lines that no record has written, and ends them', withStore(ownLines));
  });

  it(`${name}: the ledger survives that the store is closed and opened`, async () => {
    await using home = await makeHome();
    const line = sampleLeftVApp();
    {
      await using store = await home.open();
      await store.intents.put([line]);
    }
    await using store = await home.open();
    assert.deepEqual(await store.intents.list(), [line]);
  });
}

async function ids({ intents }: Stores): Promise<string[]> {
  return (await intents.list()).map(({ id }) => id);
}

async function created(store: Stores, { metadata, spec }: Cluster): Promise<Cluster> {
  return store.clusters.create({ metadata, spec, status: emptyClusterStatus });
}

async function tasksOfRequests(store: Stores): Promise<void> {
  const sample = sampleCluster();
  const made = await created(store, sample);
  const [begun] = await store.intents.list();
  assert.partialDeepStrictEqual(begun, {
    id: 'task/message-1',
    record: keyOf(made),
    uid: sampleIds.cluster,
    thing: { kind: 'task', name: 'create_cluster', orgId: sampleIds.org, taskId: null },
    origin: 'record',
    deletedAt: null,
    foundAt: null,
  });
  const { tasks } = sample.status;
  const noted = await store.clusters.updateStatus({ ...made, status: { ...made.status, tasks } });
  assert.partialDeepStrictEqual(await store.intents.list(), [{ thing: { taskId: sampleIds.task } }]);
  const ended = tasks.map((task) => ({ ...task, state: 'success' as const }));
  const after = await store.clusters.updateStatus({ ...noted, status: { ...noted.status, tasks: ended } });
  assert.deepEqual(await ids(store), []);

  const [first] = sample.spec.requests;
  assert.ok(first);
  const requests = [first, { ...first, id: 'message-2', operation: 'delete_cluster' as const }];
  await store.clusters.updateSpec({ ...after, spec: { ...after.spec, requests } });
  assert.deepEqual(await ids(store), ['task/message-2']);
}

async function vAppUntilReady(store: Stores): Promise<void> {
  const sample = sampleCluster({ spec: { requests: [] } });
  const made = await created(store, sample);
  assert.deepEqual(await ids(store), []);
  const planned = await store.clusters.updateStatus({ ...made, status: sample.status });
  const vApp = { requestedAt: sampleNow.toISOString(), id: sampleIds.vApp };
  const composed = await store.clusters.updateStatus({ ...planned, status: { ...planned.status, vApp } });
  assert.partialDeepStrictEqual(await store.intents.list(), [
    {
      id: `vApp/${sampleIds.cluster}`,
      thing: { kind: 'vApp', name: 'c1', vdcId: sampleIds.vdc, vAppId: sampleIds.vApp },
    },
  ]);
  await store.clusters.updateStatus({ ...composed, status: standingCluster().status });
  assert.deepEqual(await ids(store), []);
}

async function newNodes(store: Stores): Promise<void> {
  const made = await created(store, standingCluster({ spec: { requests: [] } }));
  const { status } = standingCluster();
  const node = { name: 'node-dddd', role: 'worker', pool: 'workers', state: 'planned' } as const;
  const nodes = [...status.nodes, node];
  const planned = await store.clusters.updateStatus({ ...made, status: { ...status, nodes } });
  assert.deepEqual(await ids(store), [`vm/${sampleIds.cluster}/node-dddd`]);
  const seen = [...status.nodes, { ...node, vmId: sampleIds.vApp }];
  await store.clusters.updateStatus({ ...planned, status: { ...status, nodes: seen } });
  assert.deepEqual(await ids(store), []);
}

async function templateBuilds(store: Stores): Promise<void> {
  const build = { id: randomUUID(), replace: false, capture: true, sshKey: null };
  const image = { name: 'i', url: 'https://x', checksum: { algorithm: 'sha256', value: '' } } as const;
  const machine = { vdc: 'v', network: 'n', ipAllocation: 'pool', storageProfile: '*' } as const;
  const temporaryVApp = { name: 'tmp', cleanup: true, ...machine };
  const recipe = { image, temporaryVApp };
  const plain = await store.templates.create(newTemplate('t', { spec: { recipe } }));
  assert.deepEqual(await ids(store), []);
  const wished = await store.templates.updateSpec({ ...plain, spec: { ...plain.spec, build } });
  assert.deepEqual(await ids(store), [
    `capture/${build.id}`,
    `image/${build.id}`,
    `temporaryVApp/${build.id}`,
  ]);
  const failure = { reason: 'TemplateFailed', message: '', at: sampleNow.toISOString() } as const;
  const failing = { conditions: [], phase: 'removingFailedVApp', build: { id: build.id, failure } };
  const failed = await store.templates.updateStatus({ ...wished, status: failing });
  assert.equal((await ids(store)).length, 3);
  const over = await store.templates.updateStatus({ ...failed, status: { ...failing, phase: 'failed' } });
  assert.deepEqual(await ids(store), []);

  const again = { ...build, id: randomUUID(), capture: false };
  const retried = await store.templates.updateSpec({ ...over, spec: { ...over.spec, build: again } });
  assert.deepEqual(await ids(store), [`image/${again.id}`, `temporaryVApp/${again.id}`]);
  await store.templates.updateStatus({ ...retried, status: { conditions: [], phase: 'standing' } });
  assert.deepEqual(await ids(store), []);
}

async function firstWord(store: Stores): Promise<void> {
  const made = await created(store, sampleCluster());
  const [first] = await store.intents.list();
  const { status } = sampleCluster();
  await store.clusters.updateStatus({ ...made, status: { ...made.status, tasks: status.tasks } });
  assert.equal((await store.intents.list())[0]?.at, first?.at);
}

async function refusedWrite(store: Stores): Promise<void> {
  const sample = sampleCluster();
  const made = await created(store, sample);
  const moved = await store.clusters.updateStatus({ ...made, status: { ...made.status, phase: 'x' } });
  await assert.rejects(() => store.clusters.updateStatus({ ...made, status: sample.status }), StoreConflict);
  assert.deepEqual(await ids(store), ['task/message-1']);
  const namesake = { ...moved, metadata: { ...moved.metadata, uid: randomUUID() } };
  await store.clusters.updateStatus({ ...namesake, status: sample.status });
  assert.deepEqual(await ids(store), ['task/message-1']);
}

async function purged(store: Stores): Promise<void> {
  const sample = sampleCluster();
  const made = await created(store, sample);
  await store.clusters.updateStatus({ ...made, status: sample.status });
  await store.clusters.remove(keyOf(made));
  await store.clusters.release(keyOf(made), cleanupFinalizer);
  assert.equal(await store.clusters.get(keyOf(made)), undefined);
  assert.deepEqual(await ids(store), ['task/message-1', `vApp/${sampleIds.cluster}`]);
}

async function settled(store: Stores): Promise<void> {
  const sample = sampleCluster();
  const made = await created(store, sample);
  const other = sampleLeftVApp({ id: 'vApp/other', uid: randomUUID() });
  await store.intents.put([other]);
  const deleted = sampleLeftVApp({ deletedAt: sampleNow.toISOString() });
  await store.clusters.remove(keyOf(made));
  await Promise.all([
    store.intents.settle(sampleIds.cluster, [deleted]),
    store.clusters.release(keyOf(made), cleanupFinalizer),
  ]);
  assert.deepEqual(await store.intents.list(), [deleted, other]);

  // The same request once more: what it makes is wanted again.
  const again = await created(store, sample);
  await store.clusters.updateStatus({ ...again, status: sample.status });
  const line = (await store.intents.list()).find(({ id }) => id === deleted.id);
  assert.partialDeepStrictEqual(line, { deletedAt: null, foundAt: null, at: deleted.at });
}

async function ownLines(store: Stores): Promise<void> {
  const found: Intent = sampleLeftVApp({ origin: 'look', foundAt: sampleNow.toISOString() });
  await store.intents.put([found]);
  // A record with the same mark does not take away what somebody has seen.
  const made = await created(store, sampleCluster({ spec: { requests: [] } }));
  await store.clusters.updateStatus({ ...made, status: { ...made.status, phase: 'x' } });
  assert.deepEqual(await store.intents.list(), [found]);
  const later = { ...found, deletedAt: sampleNow.toISOString() };
  await store.intents.put([later]);
  assert.deepEqual(await store.intents.list(), [later]);
  await store.intents.end([found.id, 'unknown']);
  assert.deepEqual(await store.intents.list(), []);
}
