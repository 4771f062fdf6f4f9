import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyOf, type RecordKey } from '#records/metadata.ts';
import { sourcesOf } from '../../../src/wiring/controller-sources.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

/** More than are read in one turn of the event loop. */
const many = Array.from({ length: 120 }, (_, n) => `c${String(n).padStart(3, '0')}`);

describe('the sources of a controller', () => {
  it('tell every record once, then each wish that is made or changed', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const made = await Promise.all(many.map((name) => store.clusters.create(newCluster(name))));
    const keys = made.map(keyOf);
    const { changes, listKeys } = sourcesOf(store.clusters);
    assert.deepEqual(await listKeys(new AbortController().signal), keys);

    const stop = new AbortController();
    const told: RecordKey[] = [];
    for await (const key of changes(stop.signal)) {
      told.push(key);
      if (told.length === many.length) {
        const [first] = made;
        assert.ok(first);
        const reported = await store.clusters.updateStatus({
          ...first,
          status: { ...first.status, phase: 'ready' },
        });
        await store.clusters.updateSpec({ ...reported, spec: { ...reported.spec, paused: true } });
      }
      if (told.length > many.length) stop.abort();
    }
    assert.deepEqual(told.slice(0, many.length), keys);
    assert.deepEqual(told.slice(many.length), keys.slice(0, 1), 'the wish was told and the report was not');
  });
});
