import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { release } from '../../../../src/controllers/cluster/steps/remove-vapp.ts';
import type { Situation, StepTools } from '../../../../src/controllers/cluster/steps/step.ts';
import { startApiWorld, type Answer, type ApiWorld } from '../../../support/api-world.ts';
import { sampleTask } from '../../../support/sample-cluster.ts';
import { callers, ids } from '../../../support/stood-in-cloud.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };
const vdcPath = `/api/cse/ovdc/${ids.vdc}/info`;
const vdcBody = { ovdc_id: ids.vdc, ovdc_name: 'acme-vdc', container_provider: 'vcd' };

async function worldWithCluster(): Promise<ApiWorld> {
  const world = await startApiWorld();
  await world.send('ann', 'POST /api/cse', { id: 'the-create', body: create });
  return world;
}

async function recordOf(world: ApiWorld): Promise<Cluster> {
  const record = await world.cluster('c1');
  assert.ok(record);
  return record;
}

/** All of the cluster is gone, its record too. */
async function carryOutDeletion(world: ApiWorld): Promise<void> {
  const record = await recordOf(world);
  await world.store.clusters.remove(keyOf(record));
  await world.store.clusters.release(keyOf(record), cleanupFinalizer);
}

/** The broker may know that it delivers again, and after a crash of its own it may not. */
async function sentAgain(
  world: ApiWorld,
  first: Answer,
  ...request: Parameters<ApiWorld['send']>
): Promise<void> {
  const [person, line, options] = request;
  for (const redelivered of [true, false]) {
    assert.deepEqual(await world.send(person, line, { ...options, redelivered }), first);
  }
}

describe('a message that is delivered again', () => {
  it('creates no cluster anew once the first one is deleted', async () => {
    await using world = await startApiWorld();
    const request = ['ann', 'POST /api/cse', { id: 'm', body: create }] as const;
    const first = await world.send(...request);
    await carryOutDeletion(world);
    await sentAgain(world, first, ...request);
    assert.deepEqual([await world.cluster('c1'), world.tasks.length], [undefined, 1]);
  });

  it('is told the same failed task when the name was taken, and stays without effect when it is free', async () => {
    await using world = await worldWithCluster();
    const request = ['ann', 'POST /api/cse', { id: 'm', body: create }] as const;
    const first = await world.send(...request);
    await carryOutDeletion(world);
    await sentAgain(world, first, ...request);
    assert.deepEqual([await world.cluster('c1'), world.tasks.length], [undefined, 2]);
  });

  it('adds no nodes twice, and none to a namesake', async () => {
    await using world = await worldWithCluster();
    const body = { name: 'c1', node_count: 1, node_type: 'node' };
    const request = ['ann', 'POST /api/cse/c1/node', { id: 'm', body }] as const;
    const first = await world.send(...request);
    assert.equal(first.status, 202);
    await sentAgain(world, first, ...request);
    assert.equal((await recordOf(world)).spec.pools.length, 2);
    await carryOutDeletion(world);
    await sentAgain(world, first, ...request);
    await world.send('ann', 'POST /api/cse', { body: create });
    await sentAgain(world, first, ...request);
    assert.equal((await recordOf(world)).spec.pools.length, 1);
  });

  it('removes no nodes twice, though they be gone', async () => {
    await using world = await worldWithCluster();
    const record = await recordOf(world);
    const node = { name: 'node-aaaa', role: 'worker', pool: 'workers', state: 'joined' } as const;
    const status = { ...record.status, nodes: [node] };
    await world.store.clusters.updateStatus({ ...record, status });
    const body = { name: 'c1', nodes: ['node-aaaa'] };
    const request = ['ann', 'DELETE /api/cse/c1/node', { id: 'm', body }] as const;
    const first = await world.send(...request);
    assert.equal(first.status, 202);
    await sentAgain(world, first, ...request);
    assert.equal((await recordOf(world)).spec.pools[0]?.count, 1);
    await carryOutDeletion(world);
    await sentAgain(world, first, ...request);
  });

  it('deletes no namesake of what it deleted', async () => {
    await using world = await worldWithCluster();
    const request = ['ann', 'DELETE /api/cse/c1', { id: 'm' }] as const;
    const first = await world.send(...request);
    await sentAgain(world, first, ...request);
    await carryOutDeletion(world);
    await sentAgain(world, first, ...request);
    await world.send('ann', 'POST /api/cse', { id: 'another', body: create });
    await sentAgain(world, first, ...request);
    assert.equal((await recordOf(world)).metadata.deletionTimestamp, undefined);
  });

  it('does not switch the service off again', async () => {
    await using world = await startApiWorld();
    const request = ['root', 'PUT /api/cse/system', { id: 'm', body: { enabled: false } }] as const;
    const first = await world.send(...request);
    await world.send('root', 'PUT /api/cse/system', { body: { enabled: true } });
    await sentAgain(world, first, ...request);
    assert.equal(await world.serviceSwitch.state(), 'enabled');
  });

  it('is told once how much was left at the stop', async () => {
    await using world = await startApiWorld();
    await world.send('root', 'PUT /api/cse/system', { body: { enabled: false } });
    const request = ['root', 'PUT /api/cse/system', { id: 'm', body: { stopped: true } }] as const;
    const first = await world.send(...request);
    world.openRequests = 0;
    await sentAgain(world, first, ...request);
  });

  it('does not set the provider of a VDC again', async () => {
    await using world = await startApiWorld();
    const request = ['root', `PUT ${vdcPath}`, { id: 'm', body: vdcBody }] as const;
    const first = await world.send(...request);
    assert.equal(first.status, 202);
    await world.send('root', `PUT ${vdcPath}`, { body: { ...vdcBody, container_provider: null } });
    await sentAgain(world, first, ...request);
    assert.equal(world.providers.get(ids.vdc), '');
  });

  it('is answered though what became of it could not be kept, as long as its record is there', async () => {
    await using world = await worldWithCluster();
    world.store.traces.put = () => Promise.reject(new Error('no room'));
    const request = ['ann', 'DELETE /api/cse/c1', { id: 'm' }] as const;
    const first = await world.send(...request);
    assert.equal(first.status, 202);
    await sentAgain(world, first, ...request);
    assert.ok(world.logLines.some(({ msg }) => msg === 'could not keep what became of a request'));
  });
});

describe('a delete that is cut off', () => {
  const user = { id: callers.ann.userId, name: 'ann' };
  const asked: TenantRequest = { id: 'm', operation: 'delete_cluster', user };
  const again = ['ann', 'DELETE /api/cse/c1', { id: 'm', redelivered: true }] as const;

  it('before its answer, and was carried out to the end, is answered with its own task', async () => {
    await using world = await worldWithCluster();
    const { clusters, traces } = world.store;
    const kept = await clusters.updateSpec(withRequest(await recordOf(world), asked));
    await clusters.remove(keyOf(kept));
    const task = { ...sampleTask(asked), href: 'https://vcd.example.com/api/task/of-m' };
    await clusters.updateStatus({
      ...(await recordOf(world)),
      status: { ...kept.status, tasks: [...kept.status.tasks, task] },
    });
    await letGo(world);
    assert.equal(await world.cluster('c1'), undefined);
    const answer = await world.send(...again);
    assert.deepEqual([answer.status, answer.json], [202, { cluster_name: 'c1', task_href: task.href }]);
    assert.equal((await traces.get('the-create'))?.outcome.kind, 'cluster');
  });

  it('before anything happened, finds nothing: the task of an earlier deletion is not its own', async () => {
    await using world = await worldWithCluster();
    const earlier = await world.send('ann', 'DELETE /api/cse/c1', { id: 'earlier' });
    assert.equal(earlier.status, 202);
    await letGo(world);
    const answer = await world.send(...again);
    assert.deepEqual([answer.status, /Cluster c1 not found\./.test(answer.text)], [500, true]);
  });

  function withRequest(record: Cluster, request: TenantRequest): Cluster {
    return { ...record, spec: { ...record.spec, requests: [...record.spec.requests, request] } };
  }

  /** The controller's last step. */
  async function letGo(world: ApiWorld): Promise<void> {
    // Of its tools and of what it could see it needs these.
    const tools = { ...world.store } as unknown as StepTools;
    const situation = { cluster: await recordOf(world) } as Situation;
    await release(tools, situation, new AbortController().signal);
  }
});
