import assert from 'node:assert/strict';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { keyOf } from '#records/metadata.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { openOperatorWorld, soon, type OperatorWorld } from '../../support/operator-world.ts';

/** Two clusters, of which one can suddenly not be read any more. */
async function spoilOne({ store, databasePath }: OperatorWorld) {
  const bad = await store.clusters.create(newCluster('bad'));
  await store.clusters.create(newCluster('good'));
  spoil(databasePath, "update records set spec = json_remove(spec, '$.org') where name = 'bad'");
  // As the controllers do at every resync.
  await store.clusters.list();
  return bad;
}

function spoil(path: string, sql: string): void {
  const database = new SqliteDatabase(path);
  database.exec(sql);
  database.close();
}

test('a record that cannot be read is shown beside the others, and has an event', async () => {
  await using world = await openOperatorWorld();
  const bad = await spoilOne(world);
  const { items } = await world.client.summaries('Cluster', {}, soon());
  assert.deepEqual(
    items.map(({ name, phase, uid }) => [name, phase, uid === bad.metadata.uid]),
    [
      ['bad', 'unreadable', true],
      ['good', '', false],
    ],
  );
  assert.match(items[0]?.message ?? '', /cannot be read and is left alone: spec\.org: /);
  const firstEvent = async () => (await world.client.events({ name: 'bad' }, soon())).items[0];
  let event = await firstEvent();
  // It is written down after it was met.
  while (!event) event = await firstEvent();
  assert.deepEqual([event?.type, event?.reason], ['Warning', 'Unreadable']);
  assert.match(event?.message ?? '', /spec\.org: /);
});

test('commands show it, with and without a server', async () => {
  await using world = await openOperatorWorld();
  await spoilOne(world);
  const { run } = cliWorld();
  const database = ['--database', world.databasePath];
  const list = await run('get', 'clusters', ...database);
  assert.equal(list.code, 0);
  assert.match(list.stdout, /^acme +bad .* unreadable .*\nacme +good /m);
  const described = await run('describe', 'cluster', 'bad', ...database);
  assert.equal(described.code, 1);
  assert.match(described.stderr, /cluster 'bad': The record cannot be read and is left alone: spec\.org/);
  assert.equal((await run('describe', 'cluster', 'good', ...database)).code, 0);
});

test('nothing can be done to it but a purge, after which it is forgotten', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const bad = await spoilOne(world);
  const target = { kind: 'Cluster', namespace: 'acme', name: 'bad' } as const;
  await assert.rejects(client.doVerb('pause', target, { dryRun: false }, soon()), {
    name: 'OperatorRefusal',
    message: /Cluster\/acme\/bad cannot be read from the database: spec\.org: .*CseDamagedRecords/,
  });
  const tried = await client.doVerb('purge', target, { dryRun: true }, soon());
  assert.match(tried.message, /the record of cluster 'bad' in 'acme' is gone/);
  assert.equal(store.unreadable().length, 1);
  await client.doVerb('purge', target, { dryRun: false }, soon());
  assert.equal(await store.clusters.get(keyOf(bad)), undefined);
  assert.deepEqual(store.unreadable(), []);
});

test('once mended it is as it was', async () => {
  await using world = await openOperatorWorld();
  const { client, store, databasePath } = world;
  const bad = await spoilOne(world);
  const org = JSON.stringify(bad.spec.org);
  spoil(databasePath, `update records set spec = json_set(spec, '$.org', json('${org}')) where name = 'bad'`);
  await store.clusters.list();
  assert.deepEqual(store.unreadable(), []);
  assert.deepEqual((await client.records('Cluster', { name: 'bad' }, soon())).items, [bad]);
});

test('one that was erased behind the back is forgotten', async () => {
  await using world = await openOperatorWorld();
  const { store, databasePath } = world;
  await spoilOne(world);
  spoil(databasePath, "delete from records where name = 'bad'");
  await store.clusters.list();
  assert.deepEqual(store.unreadable(), []);
});
