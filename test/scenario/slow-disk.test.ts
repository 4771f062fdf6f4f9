import assert from 'node:assert/strict';
import { it } from 'node:test';
import { deleted, gone, requestCluster, requestDeletion } from '../support/cluster-requests.ts';
import { assertWireClean, noBroker, startCloud } from '../support/simulated-cloud.ts';

it('a disk that takes 5 ms for every commit changes nothing', { skip: noBroker }, async (t) => {
  await using cloud = await startCloud({ commitDelayMs: 5 });
  await cloud.startServer();
  const names = ['c1', 'c2', 'c3', 'c4'];
  const requests = await Promise.all(
    names.map((name) => requestCluster(cloud.alice, name, { node_count: 1 })),
  );
  const taken = await (await requestCluster(cloud.alice, 'c1')).ended();
  assert.equal(taken.error, 'Cluster c1 already exists.');

  const early = await requestCluster(cloud.alice, 'early');
  const deletion = await requestDeletion(cloud.alice, 'early');
  assert.equal((await deletion.ended()).status, 'success');
  assert.equal((await early.ended()).error, 'Cluster early was deleted before it was ready.');

  for (const accepted of requests) {
    const task = await accepted.ended();
    const success = ['success', `Created cluster ${accepted.name}(${accepted.clusterId})`];
    assert.deepEqual([task.status, task.operation], success, task.error);
  }
  await cloud.stopServer();
  await cloud.startServer();
  await Promise.all(names.map((name) => deleted(cloud.alice, name)));
  for (const name of [...names, 'early']) await gone(cloud, name);
  assert.equal((await cloud.leftovers()).total, 0);
  assertWireClean(t, cloud.wire);
});
