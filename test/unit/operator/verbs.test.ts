import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorRefusal, type RefusalKind } from '#operator/refusal.ts';
import { doVerb } from '#operator/verbs.ts';
import { AuditEntry } from '#records/audit-entry.ts';
import { emptyClusterStatus, type ClusterNode } from '#records/cluster.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { newCluster, sampleNow } from '../../support/sample-cluster.ts';
import { newTemplate } from '../../support/sample-template.ts';
import { openOperatorWorld, soon, type OperatorWorld } from '../../support/operator-world.ts';

const c1 = { kind: 'Cluster', namespace: 'acme', name: 'c1' } as const;
const t1 = { kind: 'Template', namespace: 'acme', name: 't1' } as const;
const really = { dryRun: false };

function refusedAs(kind: RefusalKind, words: RegExp) {
  return (error: unknown) =>
    error instanceof OperatorRefusal && error.kind === kind && words.test(error.message);
}

async function reasonsOf({ client }: OperatorWorld): Promise<string[]> {
  const { items } = await client.events({ kind: 'clusters', namespace: 'acme', name: 'c1' }, soon());
  return items.map(({ reason, message }) => `${reason}: ${message}`);
}

test('a record is paused and resumed, and a second time nothing changes', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(newCluster('c1'));
  await store.templates.create(newTemplate('t1'));
  for (const target of [c1, t1]) {
    const paused = await client.doVerb('pause', target, really, soon());
    assert.deepEqual([paused.outcome, paused.generation], ['changed', { before: 1, after: 2 }]);
    assert.equal((await client.doVerb('pause', target, really, soon())).outcome, 'unchanged');
    assert.equal((await client.doVerb('resume', target, really, soon())).generation.after, 3);
    assert.equal((await client.doVerb('resume', target, really, soon())).outcome, 'unchanged');
  }
  assert.equal((await store.clusters.get(keyOf(made)))?.spec.paused, false);
  assert.deepEqual(await reasonsOf(world), [
    'Operator: olga (socket): pause',
    'Operator: olga (socket): resume',
  ]);
  assert.equal(world.woken.length, 4);
});

test('a dry run says what would be and does nothing', async () => {
  await using world = await openOperatorWorld();
  const made = await world.store.clusters.create(newCluster('c1'));
  for (const verb of ['pause', 'delete', 'purge', 'reconcile'] as const)
    assert.equal((await world.client.doVerb(verb, c1, { dryRun: true }, soon())).outcome, 'changed', verb);
  assert.deepEqual(await world.store.clusters.get(keyOf(made)), made);
  assert.deepEqual([await reasonsOf(world), world.woken], [[], []]);
});

test('a look is asked for at once', async () => {
  await using world = await openOperatorWorld();
  const made = await world.store.clusters.create(newCluster('c1'));
  await world.client.doVerb('reconcile', c1, really, soon());
  assert.deepEqual(world.woken, [keyOf(made)]);
});

test('a protected cluster is neither deleted nor forgotten until it is unprotected', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(newCluster('c1'));
  await store.templates.create(newTemplate('t1'));
  assert.deepEqual((await client.doVerb('protect', c1, really, soon())).generation, { before: 1, after: 2 });
  assert.equal((await client.doVerb('protect', c1, really, soon())).outcome, 'unchanged');
  for (const verb of ['delete', 'purge'] as const) {
    const refused = refusedAs('conflict', /protected .*cse unprotect cluster c1/);
    await assert.rejects(client.doVerb(verb, c1, really, soon()), refused);
  }
  assert.equal((await store.clusters.get(keyOf(made)))?.metadata.deletionTimestamp, undefined);
  await client.doVerb('unprotect', c1, really, soon());
  assert.equal((await client.doVerb('unprotect', c1, really, soon())).outcome, 'unchanged');
  assert.equal((await client.doVerb('delete', c1, really, soon())).outcome, 'changed');
  await assert.rejects(client.doVerb('protect', t1, really, soon()), refusedAs('invalid', /only clusters/));
});

test('a retry makes the next attempt at a node that is down due', async () => {
  await using world = await openOperatorWorld();
  const { clusters } = world.store;
  const { uid } = (await clusters.create(newCluster('c1'))).metadata;
  const at = sampleNow.toISOString();
  const status = (nodes: readonly ClusterNode[]) => ({
    ...emptyClusterStatus,
    readyAt: at,
    nodes: [...nodes],
  });
  const worker = { role: 'worker', pool: 'workers' } as const;
  const [record] = (await clusters.list({ name: 'c1' })).items;
  assert.ok(record && record.metadata.uid === uid);
  await clusters.updateStatus({
    ...record,
    status: status([
      { name: 'node-a', ...worker, state: 'joined', downSince: at, poweredOn: { times: 3, at } },
      {
        name: 'node-b',
        ...worker,
        state: 'failed',
        failure: { reason: 'VAppFailed', message: 'no room', at },
        replacement: { of: 'node-c', attempt: 4 },
      },
    ]),
  });
  assert.equal((await world.client.doVerb('retry', c1, really, soon())).outcome, 'changed');
  const nodes = (await clusters.get(keyOf(record)))?.status.nodes ?? [];
  assert.equal(nodes[0]?.poweredOn, undefined);
  assert.equal(nodes[0]?.downSince, at);
  assert.equal(Date.parse(nodes[1]?.failure?.at ?? ''), 0);
});

test('a retry forgets why it was given up', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const at = sampleNow.toISOString();
  const gaveUp = { reason: 'DeadlinePassed', message: 'too slow', at } as const;
  const made = await store.clusters.create(newCluster('c1'));
  assert.equal((await client.doVerb('retry', c1, really, soon())).outcome, 'unchanged');
  const nodes = made.status.nodes.map((node) => ({ ...node, failure: gaveUp }));
  await store.clusters.updateStatus({ ...made, status: { ...made.status, failure: gaveUp, nodes } });
  assert.equal((await client.doVerb('retry', c1, really, soon())).outcome, 'changed');
  const after = await store.clusters.get(keyOf(made));
  assert.equal(after?.status.failure, undefined);
  assert.ok(after?.status.nodes.every(({ failure }) => failure === undefined));

  await client.doVerb('delete', c1, really, soon());
  await assert.rejects(client.doVerb('retry', c1, really, soon()), refusedAs('conflict', /being deleted/));
});

test('a deletion is asked for once; a purge takes the record itself', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(newCluster('c1'));
  assert.equal((await client.doVerb('delete', c1, really, soon())).outcome, 'changed');
  assert.equal((await client.doVerb('delete', c1, really, soon())).outcome, 'unchanged');
  assert.ok((await store.clusters.get(keyOf(made)))?.metadata.deletionTimestamp);
  const purged = await client.doVerb('purge', c1, really, soon());
  assert.match(purged.message, /still there/);
  assert.equal(await store.clusters.get(keyOf(made)), undefined);
  await assert.rejects(
    client.doVerb('purge', c1, really, soon()),
    refusedAs('notFound', /no cluster 'c1' in 'acme'/),
  );
});

test('a record that is purged is never seen as one that is to be deleted: its controller would begin with its vApp', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(
    newCluster('c1', { metadata: { finalizers: [cleanupFinalizer, 'other'] } }),
  );
  const { revision } = await store.clusters.list();
  await client.doVerb('purge', c1, really, soon());
  assert.equal(await store.clusters.get(keyOf(made)), undefined);
  const seen: string[] = [];
  for await (const { kind, record } of store.clusters.watch(revision, soon())) {
    seen.push(kind);
    assert.ok(kind === 'gone' || record.metadata.deletionTimestamp === undefined);
    if (kind === 'gone') break;
  }
  assert.deepEqual(seen, ['specChanged', 'specChanged', 'gone']);
});

test('a verb that meets a write of the controller is done all the same', async () => {
  await using world = await openOperatorWorld();
  const { store } = world;
  const key = keyOf(await store.clusters.create(newCluster('c1')));
  let left = 3;
  const meddled: typeof store.clusters = {
    ...store.clusters,
    async updateSpec(record) {
      // As the controller may: between the look of the verb and its write.
      if (left-- > 0)
        await store.clusters.updateStatus({ ...record, status: { ...record.status, phase: `${left}` } });
      return store.clusters.updateSpec(record);
    },
  };
  const wake = () => undefined;
  const request = { verb: 'pause', key, operator: { name: 'olga', via: 'socket' }, dryRun: false } as const;
  const result = await doVerb({ ...store, clusters: meddled, wake }, request);
  assert.deepEqual([result.outcome, result.generation.after, left], ['changed', 2, -1]);
});

test('a file changes a record that is there, once, and not behind somebody’s back', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const { kind, metadata, spec } = await store.clusters.create(newCluster('c1'));
  const pools = spec.pools.map((pool) => ({ ...pool, count: 5 }));
  const wished = { apiVersion: 'containerservice.dev/v1alpha1', kind, metadata, spec: { ...spec, pools } };
  const tried = await client.apply(wished, { dryRun: true }, soon());
  assert.deepEqual([tried.outcome, tried.generation], ['changed', { before: 1, after: 1 }]);
  assert.notDeepEqual(tried.before, tried.after);
  const applied = await client.apply(wished, really, soon());
  assert.deepEqual([applied.outcome, applied.generation], ['changed', { before: 1, after: 2 }]);
  await assert.rejects(client.apply(wished, really, soon()), refusedAs('conflict', /get it again/));
  const { resourceVersion: _read, ...unread } = metadata;
  assert.equal((await client.apply({ ...wished, metadata: unread }, really, soon())).outcome, 'unchanged');

  const unknown = { ...wished, metadata: { ...unread, name: 'c9' } };
  await assert.rejects(client.apply(unknown, really, soon()), refusedAs('notFound', /c9/));
  const wrong = { ...wished, spec: { ...spec, pools: 'many' } };
  await assert.rejects(client.apply(wrong, really, soon()), refusedAs('invalid', /pools/));
});

test('what operators do is in the audit, before and after, and a dry run is not', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(newCluster('c1'));
  await client.doVerb('pause', c1, { dryRun: true }, soon());
  await client.doVerb('pause', c1, really, soon());
  await client.doVerb('pause', c1, really, soon());
  const wished = { kind: 'Cluster', metadata: { name: 'c1', namespace: 'acme' }, spec: made.spec };
  await client.apply(wished, really, soon());
  await client.doVerb('purge', c1, really, soon());
  await assert.rejects(client.doVerb('delete', c1, really, soon()), refusedAs('notFound', /no cluster/));
  const entries = (await store.audit.newest(100)).map(({ entry }) => AuditEntry.parse(JSON.parse(entry)));
  assert.deepEqual(
    entries
      .filter(({ state }) => state === 'done')
      .map(({ verb, actor, source, target, generation, result }) => [
        `${actor} ${source} ${verb} ${target} ${result?.outcome} ${result?.code}`,
        generation && `${generation.before}-${generation.after}`,
      ]),
    [
      ['olga socket pause Cluster/acme/c1 accepted 200', '1-2'],
      ['olga socket pause Cluster/acme/c1 unchanged 200', null],
      ['olga socket apply Cluster/acme/c1 accepted 200', '2-3'],
      ['olga socket purge Cluster/acme/c1 accepted 200', '3-3'],
      ['olga socket delete Cluster/acme/c1 refused notFound', null],
    ],
  );
  assert.equal(entries.filter(({ state }) => state === 'asked').length, 5);
});
