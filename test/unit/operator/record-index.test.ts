import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordIndex, type SummaryChange } from '#operator/record-index.ts';
import type { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { newTemplate } from '../../support/sample-template.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

/** Resolves with the next change that `wanted` takes. */
function nextChange(index: RecordIndex, wanted: (change: SummaryChange) => boolean): Promise<SummaryChange> {
  return new Promise((resolve) => {
    const stop = index.onChange((change) => {
      if (!wanted(change)) return;
      stop();
      resolve(change);
    });
  });
}

test('the index knows what is there at its start, and every change after it', async () => {
  await using home = await makeSqliteHome();
  await using store = await home.open();
  const present = await store.clusters.create(newCluster('c1'));
  await store.templates.create(newTemplate('t1'));
  await using index = new RecordIndex({ ...store, log: recordedLog().log });
  await index.start();
  assert.deepEqual(
    [...index.clusters()].map(({ name }) => name),
    ['c1'],
  );
  assert.deepEqual(
    [...index.templates()].map(({ name }) => name),
    ['t1'],
  );
  assert.deepEqual(
    [...index.nodes()].map(({ name }) => name),
    present.status.nodes.map(({ name }) => name),
  );

  const renamed = nextChange(index, ({ summary }) => summary.phase === 'ready');
  await store.clusters.updateStatus({ ...present, status: { ...present.status, phase: 'ready' } });
  assert.equal((await renamed).state, 'present');
  const gone = nextChange(index, ({ state }) => state === 'gone');
  await store.clusters.remove(keyOf(present));
  for (const finalizer of present.metadata.finalizers)
    await store.clusters.release(keyOf(present), finalizer);
  assert.equal((await gone).summary.name, 'c1');
  assert.deepEqual([[...index.clusters()], [...index.nodes()]], [[], []]);
});

test('a watch that breaks off is begun again from a list, and nothing is forgotten or kept too long', async () => {
  await using home = await makeSqliteHome();
  await using store = await home.open({ changesKept: 1 });
  const first = await store.clusters.create(newCluster('c1'));
  let breakOff = Promise.withResolvers<never>();
  const clusters = {
    walk: (visit: (cluster: Cluster) => void) => store.clusters.walk(visit),
    async *watch(since: number, signal: AbortSignal) {
      const broken = breakOff;
      const changes = store.clusters.watch(since, signal)[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([changes.next(), broken.promise]);
        if (next.done) return;
        yield next.value;
      }
    },
  };
  const { log, lines } = recordedLog();
  await using index = new RecordIndex({
    clusters,
    templates: store.templates,
    unreadable: () => [],
    log,
  });
  await index.start();
  const broken = breakOff;
  breakOff = Promise.withResolvers<never>();
  broken.reject(new Error('the log was cut'));
  await store.clusters.remove(keyOf(first));
  for (const finalizer of first.metadata.finalizers) await store.clusters.release(keyOf(first), finalizer);
  await store.clusters.create(newCluster('c2'));
  await nextChange(index, ({ state, summary }) => state === 'gone' && summary.name === 'c1');
  assert.deepEqual(
    [...index.clusters()].map(({ name }) => name),
    ['c2'],
  );
  assert.ok(lines.some(({ msg }) => String(msg).includes('broke off')));
});
