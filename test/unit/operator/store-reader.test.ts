import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorRefusal } from '#operator/refusal.ts';
import type { StatusReader } from '#operator/status-reader.ts';
import { openStoreReader } from '#operator/store-reader.ts';
import { keyOf } from '#records/metadata.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { newTemplate } from '../../support/sample-template.ts';
import { openOperatorWorld, soon } from '../../support/operator-world.ts';
import { recordedLog } from '../../support/recorded-log.ts';

const c1 = { kind: 'Cluster', namespace: 'acme', name: 'c1' } as const;

test('the database answers as the server does', async () => {
  await using world = await openOperatorWorld();
  const { store, client } = world;
  const made = await store.clusters.create(newCluster('c1', { metadata: { labels: { tier: 'gold' } } }));
  await store.clusters.create(newCluster('c2', { metadata: { namespace: 'umbrella' } }));
  await store.templates.create(newTemplate('t1'));
  const about = { key: keyOf(made), uid: made.metadata.uid };
  await store.events.record({ ...about, type: 'Normal', reason: 'Accepted', message: 'taken' });
  await using reader = await openStoreReader({ ...store, clock: () => new Date(), log: recordedLog().log });
  while ((await client.summaries('Cluster', {}, soon())).total < 2);
  const questions: ((from: StatusReader) => Promise<unknown>)[] = [
    (from) => from.summaries('Cluster', { sortBy: 'name', descending: true }, soon()),
    (from) => from.summaries('Cluster', { labels: 'tier=gold' }, soon()),
    (from) => from.summaries('Template', {}, soon()),
    (from) => from.nodes({ namespace: 'acme' }, soon()),
    (from) => from.events({ kind: 'clusters', namespace: 'acme', name: 'c1' }, soon()),
    (from) => from.records('Cluster', { name: 'c2' }, soon()),
    (from) => from.records('Template', {}, soon()),
    (from) => from.explain(c1, soon()),
  ];
  for (const ask of questions) assert.deepEqual(await ask(reader), await ask(client));
  for (const from of [reader, client]) {
    for (const ask of [
      () => from.summaries('Cluster', { sortBy: 'colour' }, soon()),
      () => from.explain({ ...c1, name: 'none' }, soon()),
    ])
      await assert.rejects(ask, OperatorRefusal);
  }
});

test('the database is followed, and only what was asked for is told', async () => {
  await using world = await openOperatorWorld();
  const { store } = world;
  const made = await store.clusters.create(newCluster('c1', { metadata: { labels: { tier: 'gold' } } }));
  await using reader = await openStoreReader({ ...store, clock: () => new Date(), log: recordedLog().log });
  const leave = new AbortController();
  const seen: string[] = [];
  const watch = reader.watch('Cluster', { labels: 'tier=gold' }, AbortSignal.any([leave.signal, soon()]));
  for await (const event of watch) {
    if (event === 'synced') {
      await store.clusters.create(newCluster('c2'));
      await store.clusters.updateStatus({ ...made, status: { ...made.status, phase: 'ready' } });
    } else {
      seen.push(`${event.summary.name} ${event.summary.phase}`);
      if (event.summary.phase === 'ready') leave.abort();
    }
  }
  assert.deepEqual(seen, ['c1 ', 'c1 ready']);
  assert.equal(leave.signal.aborted, true);
});
