import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { finishedRequests, withoutFinished } from '#api/clusters/finished-requests.ts';
import type { Cluster, ClusterNode } from '#records/cluster.ts';
import { startApiWorld, type ApiWorld } from '../../../support/api-world.ts';
import { growingCluster, removeRequest, shrinkingCluster } from '../../../support/scaling-cluster.ts';
import { sampleTask } from '../../../support/sample-cluster.ts';

const finished = (cluster: Cluster) => finishedRequests(cluster).map(({ id }) => id);

function withEndedTasks(cluster: Cluster, changes: Partial<Cluster['status']> = {}): Cluster {
  const tasks = cluster.status.tasks.map((task) => ({ ...task, state: 'success' as const }));
  return { ...cluster, status: { ...cluster.status, tasks, ...changes } };
}

describe('a request for other nodes is finished', () => {
  it('when its pool is empty and its task has ended', () => {
    const emptied = withEndedTasks(growingCluster(undefined, { pool: { count: 0, evict: ['node-dddd'] } }));
    assert.deepEqual(finished(emptied), ['m2']);
    const tidied = withoutFinished(emptied, finishedRequests(emptied));
    assert.deepEqual(
      [tidied.pools.map(({ name }) => name), tidied.requests.map(({ operation }) => operation)],
      [['workers'], ['create_cluster']],
    );
  });

  it('not while a node of it is wanted, or there, or its task runs, or is not open', () => {
    const node = { state: 'joined' } as const;
    const none = { pool: { count: 0 } };
    for (const cluster of [
      withEndedTasks(growingCluster(node)),
      withEndedTasks(growingCluster(node, none)),
      growingCluster(undefined, none),
      withEndedTasks(growingCluster(undefined, none), { tasks: [] }),
    ]) {
      assert.deepEqual(finished(cluster), []);
    }
  });

  it('when the nodes that were named have gone; their names are forgotten with it', () => {
    const shrinking = withEndedTasks(shrinkingCluster());
    assert.deepEqual(finished(shrinking), []);
    assert.deepEqual(withoutFinished(shrinking, []).pools[0]?.evict, ['node-cccc']);
    const nodes = shrinking.status.nodes.filter(({ name }) => name !== 'node-cccc');
    const shrunk = { ...shrinking, status: { ...shrinking.status, nodes } };
    assert.deepEqual(finished(shrunk), ['m3']);
    assert.deepEqual(withoutFinished(shrunk, finishedRequests(shrunk)).pools[0]?.evict, []);
  });

  it('when it named what was no node', () => {
    const stands = shrinkingCluster();
    const request = removeRequest('m4', ['node-zzzz'], { missing: ['node-zzzz'] });
    const cluster = withEndedTasks({
      ...stands,
      spec: { ...stands.spec, requests: [...stands.spec.requests, request] },
      status: { ...stands.status, tasks: [...stands.status.tasks, sampleTask(request)] },
    });
    assert.deepEqual(finished(cluster), ['m4']);
  });

  it('never where the status was lost: it does not say which nodes are left', () => {
    const { readyAt: _, ...lost } = withEndedTasks(growingCluster(undefined, { pool: { count: 0 } })).status;
    const cluster = { ...growingCluster(undefined, { pool: { count: 0, evict: ['a'] } }), status: lost };
    assert.deepEqual(finished(cluster), []);
    assert.equal(withoutFinished(cluster, []), cluster.spec);
  });
});

describe('a cluster that is changed again and again', () => {
  it('does not grow, and knows the first of its changes still', async () => {
    await using world = await startApiWorld();
    const body = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 0, template: 'ubuntu' };
    await world.send('ann', 'POST /api/cse', { body });
    await settle(world, []);
    const add = (id: string) =>
      world.send('ann', 'POST /api/cse/c1/node', { id, body: { name: 'c1', node_count: 1 } });
    const first = await add('add 0');
    for (let n = 0; n < 30; n += 1) {
      if (n > 0) await add(`add ${n}`);
      const pool = (await recordOf(world)).spec.pools.at(-1)?.name ?? '';
      await settle(world, [{ name: `node-${n}`, role: 'worker', pool, state: 'joined' }]);
      const named = { name: 'c1', nodes: [`node-${n}`] };
      await world.send('ann', 'DELETE /api/cse/c1/node', { id: `remove ${n}`, body: named });
      await settle(world, []);
    }
    const { pools, requests } = (await recordOf(world)).spec;
    assert.ok(
      pools.length <= 2 && requests.length <= 3,
      `${pools.length} pools, ${requests.length} requests`,
    );
    assert.equal((await recordOf(world)).spec.pools[0]?.evict.length, 0);
    assert.deepEqual(await add('add 0'), first);
    assert.equal((await recordOf(world)).spec.pools.length, pools.length);
  });

  async function recordOf(world: ApiWorld): Promise<Cluster> {
    const record = await world.cluster('c1');
    assert.ok(record);
    return record;
  }

  /** What the controller makes of it: all that was asked for is done, and these are the nodes. */
  async function settle(world: ApiWorld, nodes: readonly ClusterNode[]): Promise<void> {
    const record = await recordOf(world);
    const { status } = withEndedTasks(record, { nodes: [...nodes], readyAt: '2026-11-20T12:00:00.000Z' });
    await world.store.clusters.updateStatus({ ...record, status });
  }
});
