import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { fault } from '../support/faults.ts';
import { nodesBody } from '../support/node-requests.ts';
import { Stage } from './stage.ts';

// What the simulation found, one test each: the smallest story that showed it.

const minute = 60_000;
const hour = 60 * minute;

test('nodes for a cluster whose control plane is gone are given up, and their task says so', async () => {
  await using stage = await Stage.open({ seed: 187 });
  const alice = stage.tenant('alice', 'acme');
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  await stage.until(alice.call('POST', '/api/cse', createBody('c1', { node_count: 0 })));
  const isReady = async () => (await stage.clusters())[0]?.status.phase === 'ready';
  assert.ok(await stage.eventually(isReady, hour));

  stage.sim.setFaults([fault({ operation: 'GET /api/*', effect: 'delete-vm', target: 'mstr-*', count: 1 })]);
  await stage.pass(2 * minute);
  const { status } = await stage.until(alice.call('POST', '/api/cse/c1/node', nodesBody('c1')));
  assert.equal(status, 202);

  const openTasks = async () =>
    (await stage.clusters())
      .flatMap((cluster) => cluster.status.tasks)
      .filter(({ state }) => state === 'running');
  assert.ok(await stage.eventually(async () => (await openTasks()).length === 0, 6 * hour, minute));
  const [cluster] = await stage.clusters();
  assert.deepEqual(cluster?.status.tasks.at(-1)?.state, 'error');
  assert.deepEqual(stage.sim.remains().runningTasks, []);
});

test('machines that go while their network is gone give their addresses back when it is there again', async () => {
  await using stage = await Stage.open({ seed: 11 });
  const alice = stage.tenant('alice', 'acme');
  const before = stage.sim.remains().usedAddresses;
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  await stage.until(alice.call('POST', '/api/cse', createBody('c1', { node_count: 0 })));
  const isReady = async () => (await stage.clusters())[0]?.status.phase === 'ready';
  assert.ok(await stage.eventually(isReady, hour));

  stage.sim.setFaults([
    fault({
      operation: 'DELETE /api/vApp/*',
      effect: 'delete-network',
      target: 'acme-net',
      forMs: 5 * minute,
      count: 1,
    }),
  ]);
  await stage.until(alice.call('DELETE', '/api/cse/c1'));
  assert.ok(await stage.eventually(async () => (await stage.clusters()).length === 0, hour, minute));
  await stage.pass(10 * minute);
  assert.deepEqual(stage.sim.remains().usedAddresses, before);
});
