import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage } from './stage.ts';

test('a cluster lives and dies on the stage', async () => {
  await using stage = await Stage.open({ seed: 1 });
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, 10_000);
  const alice = stage.tenant('alice', 'acme');
  const created = await stage.until(
    alice.call('POST', '/api/cse/clusters', { name: 'c1', node_count: 2, vdc: 'acme-vdc', network: 'acme-net', template: 'ubuntu-24.04' }),
  );
  console.log(created);
  const t = performance.now();
  await stage.eventually(async () => (await stage.clusters())[0]?.status.phase === 'ready', 3_600_000);
  console.log((await stage.clusters())[0]?.status.phase, stage.time.now(), performance.now() - t, stage.trace.length);
  console.log(stage.trace.slice(0, 60).join('\n'));
  assert.equal(created.status, 202);
});
