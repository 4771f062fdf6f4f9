import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { fault } from '../support/faults.ts';
import { nodesBody } from '../support/node-requests.ts';
import { madeTemplate, removeTemplate, wishForBuild, withRecipe } from './made-template.ts';
import { Stage } from './stage.ts';

// What the simulation found, one test each: the smallest story that showed it.

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The tenant whose cluster `c1`, with so many workers, is ready by now. */
async function ownerOfReady(stage: Stage, workers: number) {
  const alice = stage.tenant('alice', 'acme');
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  await stage.until(alice.call('POST', '/api/cse', createBody('c1', { node_count: workers })));
  const isReady = async () => (await stage.clusters())[0]?.status.phase === 'ready';
  assert.ok(await stage.eventually(isReady, hour));
  return alice;
}

test('nodes for a cluster whose control plane is gone are given up, and their task says so', async () => {
  await using stage = await Stage.open({ seed: 187 });
  const alice = await ownerOfReady(stage, 0);

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
  const before = stage.sim.remains().usedAddresses;
  const alice = await ownerOfReady(stage, 0);

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

test('a vApp that is listed and cannot be read is not taken for absent, and its machines not for gone', async () => {
  await using stage = await Stage.open({ seed: 17 });
  const alice = await ownerOfReady(stage, 1);

  const [worker] = (await stage.clusters())[0]?.status.nodes.filter(({ role }) => role === 'worker') ?? [];
  const forbidden = { effect: 'answer', status: 403, code: 'ACCESS_TO_RESOURCE_IS_FORBIDDEN' } as const;
  stage.sim.setFaults([fault({ operation: 'GET /api/vApp/vapp-{id}', ...forbidden, count: 5 })]);
  const body = { name: 'c1', vdc: 'acme-vdc', nodes: [worker?.name] };
  const { status } = await stage.until(alice.call('DELETE', '/api/cse/c1/node', body));
  assert.equal(status, 202);

  const nodes = async () => (await stage.clusters())[0]?.status.nodes ?? [];
  assert.ok(await stage.eventually(async () => (await nodes()).length === 1, hour, second));
  const vms = [...stage.sim.inventory.vms.values()].filter(({ name }) => name === worker?.name);
  assert.deepEqual(vms, [], 'what is no node any more is no machine either');
});

test('a node that is to go is drained and deregistered: agents live in the time of the stage', async () => {
  await using stage = await Stage.open({ seed: 18 });
  const alice = await ownerOfReady(stage, 1);

  const worker = (await stage.clusters())[0]?.status.nodes.find(({ role }) => role === 'worker');
  await stage.until(
    alice.call('DELETE', '/api/cse/c1/node', { name: 'c1', vdc: 'acme-vdc', nodes: [worker?.name] }),
  );
  const isGone = async () => (await stage.clusters())[0]?.status.nodes.length === 1;
  assert.ok(await stage.eventually(isGone, hour, second));
  const events = await stage.store?.events.list();
  // What could not be done with a node before it went would be noted.
  assert.deepEqual(
    events?.filter(({ type }) => type === 'Warning'),
    [],
  );
});

test('a template that is taken away while its image is uploaded goes at once', async () => {
  await using stage = await Stage.open({ seed: 11, config: withRecipe });
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  const templates = stage.store?.templates;
  assert.ok(templates);
  const build = { id: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a101', replace: false };
  assert.ok(await stage.until(wishForBuild(templates, build)));
  const isBegun = () => stage.trace.some((line) => line.includes('/action/upload 201'));
  assert.ok(await stage.eventually(isBegun, minute, 10));

  assert.ok(await stage.until(removeTemplate(templates)));
  const isGone = async () => (await madeTemplate(templates)) === undefined;
  assert.ok(await stage.eventually(isGone, minute, second));
  assert.deepEqual(stage.sim.remains().runningTasks, []);
  const refused = stage.trace.filter((line) => / DELETE .* 400$/.test(line));
  assert.deepEqual(refused, []);
});

for (const work of ['done', 'undone'] as const) {
  test(`a template whose capture nobody can tell of any more is made, the work ${work}`, async () => {
    await using stage = await Stage.open({ seed: 5251, config: withRecipe });
    await stage.until(stage.start());
    await stage.eventually(() => stage.serving, minute);
    const templates = stage.store?.templates;
    assert.ok(templates);
    stage.sim.setFaults([
      fault({ operation: 'vdcCaptureTemplate', effect: 'task-vanish', work, delayMs: 10_000, count: 1 }),
    ]);
    const build = { id: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a101', replace: false };
    assert.ok(await stage.until(wishForBuild(templates, build)));
    const isReady = async () => (await madeTemplate(templates))?.status.phase === 'ready';
    assert.ok(await stage.eventually(isReady, hour, second), stage.trace.slice(-30).join('\n'));
    assert.equal(stage.sim.faults()[0]?.struck, 1);
  });
}

test('an image that vCD cannot import is taken out of the catalog again', async () => {
  await using stage = await Stage.open({ seed: 8031, config: withRecipe });
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  const templates = stage.store?.templates;
  assert.ok(templates);
  stage.sim.setFaults([fault({ operation: 'vdcUploadOvfContents', effect: 'task-error', count: 1 })]);
  const build = { id: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a101', replace: false };
  assert.ok(await stage.until(wishForBuild(templates, build)));
  const hasFailed = async () => (await madeTemplate(templates))?.status.phase === 'failed';
  assert.ok(await stage.eventually(hasFailed, hour, second));
  const left = stage.sim
    .remains()
    .catalogs.flatMap(({ items }) => items.filter(({ status }) => status !== 8));
  assert.deepEqual(left, []);
});
