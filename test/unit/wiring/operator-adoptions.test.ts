import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorRefusal, type RefusalKind } from '#operator/refusal.ts';
import type { ShownCluster } from '#operator/shown-clusters.ts';
import type { Cluster } from '#records/cluster.ts';
import { keyOf, type RecordKey } from '#records/metadata.ts';
import { textSealer } from '#store/sealed-text.ts';
import { VcdUnavailable } from '#vcd/errors.ts';
import type { VApp, VAppRecord } from '#vcd/model.ts';
import { operatorAdoptions } from '../../../src/wiring/operator-adoptions.ts';
import { idOf, recallSource, secretsIn, worldOf } from '../../support/recall-world.ts';
import { sampleNow, standingCluster } from '../../support/sample-cluster.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

const never = new AbortController().signal;
const sealer = textSealer(Buffer.alloc(32, 1));
const secrets = { pki: 'authorities', jobKey: 'key' };

function clusterNamed(name: string): Cluster {
  const vApp = { requestedAt: sampleNow.toISOString(), id: idOf(`vApp ${name}`) };
  const nodes = standingCluster().status.nodes.map((node) => ({ ...node, ipAddress: '10.0.0.1' }));
  return standingCluster({ metadata: { name, uid: idOf(name) }, status: { nodes, vApp } });
}

/** A store, and what vCD shows: the clusters of these names, or what a change makes of it. */
async function openWorld(
  names: readonly string[],
  change: (shown: { readonly record: VAppRecord; readonly vApp: VApp }) => {
    readonly record: VAppRecord;
    readonly vApp: VApp | Error;
  } = (shown) => shown,
) {
  await using opening = new AsyncDisposableStack();
  const home = opening.use(await makeSqliteHome());
  const store = opening.use(await home.open());
  const parts = { secrets: secretsIn(secrets), sealer };
  const shown = await Promise.all(names.map((name) => worldOf(clusterNamed(name), parts)));
  const woken: RecordKey[] = [];
  const adoptions = operatorAdoptions({
    ...store,
    sealer,
    vcd: recallSource(shown.map(change), clusterNamed('any')),
    clock: () => sampleNow,
    wake: (key) => void woken.push(key),
  });
  const adopt = (cluster: ShownCluster, dryRun = false) =>
    adoptions.adopt(store.clusters, { ...cluster, dryRun }, never);
  const open = opening.move();
  return { store, adoptions, adopt, woken, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

const refusedAs = (kind: RefusalKind, words: RegExp) => (error: unknown) =>
  error instanceof OperatorRefusal && error.kind === kind && words.test(error.message);

test('clusters that vCD shows are told with whether they have a record, and one is taken over', async () => {
  await using world = await openWorld(['a', 'b']);
  await world.store.clusters.create(clusterNamed('b'));
  const [a, b] = await world.adoptions.list(never);
  assert.ok(a && b);
  assert.deepEqual([a.name, a.namespace, a.version, a.recorded], ['a', 'acme', '2.0.0', false]);
  assert.deepEqual([b.name, b.recorded], ['b', true]);

  const tried = await world.adopt(a, true);
  assert.deepEqual([tried.outcome, tried.generation], ['changed', { before: 0, after: 1 }]);
  assert.equal((await world.store.clusters.list()).items.length, 1);
  const done = await world.adopt(a);
  assert.deepEqual(done, tried);
  const record = (await world.store.clusters.list({ name: 'a' })).items[0];
  assert.equal(record?.metadata.uid, idOf('a'));
  assert.equal(await world.store.secrets.get(keyOf(clusterNamed('a')), idOf('a'), 'pki'), 'authorities');
  const again = await world.adopt(a);
  assert.deepEqual([again.outcome, again.message], ['unchanged', "cluster 'a' has its record already"]);
  assert.deepEqual(world.woken, []);
});

test('what has its record and lacks its secrets gets them, and is looked at', async () => {
  await using world = await openWorld(['a']);
  await world.store.clusters.create(clusterNamed('a'));
  const [a] = await world.adoptions.list(never);
  assert.ok(a);
  const { message, outcome } = await world.adopt(a);
  assert.deepEqual(
    [outcome, message],
    ['changed', "cluster 'a' has its record, and 2 secrets of it are there again"],
  );
  assert.deepEqual(world.woken, [keyOf(clusterNamed('a'))]);
});

test('what is gone, is none, or bears the name of another one is refused in words', async () => {
  await using world = await openWorld(['a']);
  const [a] = await world.adoptions.list(never);
  assert.ok(a);
  await assert.rejects(
    world.adopt({ ...a, vAppId: idOf('gone') }),
    refusedAs('notFound', /has gone meanwhile/),
  );
  await assert.rejects(world.adopt({ ...a, clusterId: 'x' }), refusedAs('conflict', /no cluster id that is/));
  await world.store.clusters.create({
    ...clusterNamed('a'),
    metadata: { ...clusterNamed('a').metadata, uid: idOf('b') },
  });
  for (const dryRun of [true, false])
    await assert.rejects(world.adopt(a, dryRun), refusedAs('conflict', /has the name, of another cluster/));
});

test('that vCD does not answer is told as it is', async () => {
  const answer = { status: 503, code: '', requestId: undefined, operation: 'getVApp' };
  const unavailable = new VcdUnavailable({ ...answer, message: 'the cells are down' });
  await using world = await openWorld(['a'], ({ record }) => ({ record, vApp: unavailable }));
  const [a] = await world.adoptions.list(never);
  assert.ok(a);
  await assert.rejects(world.adopt(a), refusedAs('unavailable', /the cells are down/));
});
