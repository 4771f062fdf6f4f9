import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followRecords } from '#operator/follow-records.ts';
import type { Cluster } from '#records/cluster.ts';
import { keyOf, type RecordKey } from '#records/metadata.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { eventually } from '../../support/simulated-cloud.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

test('records that cannot be read at the start are told of as soon as they can', async () => {
  await using home = await makeSqliteHome();
  await using store = await home.open();
  const { metadata } = await store.clusters.create(newCluster('c1'));
  let trouble: Error | undefined = new Error('the disk is away');
  const present = new Set<RecordKey>();
  const stopping = new AbortController();
  const following = followRecords<Cluster>(
    {
      store: {
        ...store.clusters,
        walk: async (visit) => {
          if (trouble) throw trouble;
          return store.clusters.walk(visit);
        },
      },
      follower: {
        known: () => present,
        present: (record) => void present.add(keyOf(record)),
        gone: (key) => void present.delete(key),
      },
      log: recordedLog().log,
    },
    stopping.signal,
  );
  await assert.rejects(following.listed, trouble);
  assert.equal(following.isComplete(), false);
  trouble = undefined;
  await eventually(async () => following.isComplete() || undefined, 'it has listed them');
  assert.deepEqual([...present], [`Cluster/${metadata.namespace}/c1`]);
  stopping.abort();
  await following.ended;
});
