import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startVcdsim, type Simulator } from 'vcdsim';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { Task } from '#vcd/model.ts';
import { recordedLog } from '../support/recorded-log.ts';

/** What the service account asks and sets for its operators, against the simulator. */
const signal = AbortSignal.timeout(60_000);
const absent = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

let sim: Simulator;
let vcd: ConnectedCloudDirector;
before(async () => {
  sim = await startVcdsim({ latency: 20 });
  vcd = connectCloudDirector({
    baseUrl: sim.url,
    username: 'administrator',
    password: 'secret',
    org: 'System',
    verifyTls: true,
    log: recordedLog().log,
    limits: { concurrency: 8, ratePerSecond: 500 },
  });
});
after(async () => {
  await vcd[Symbol.asyncDispose]();
  await sim[Symbol.asyncDispose]();
});

async function succeeded(task: Task): Promise<void> {
  let seen = task;
  while (['queued', 'preRunning', 'running'].includes(seen.state)) {
    await sleep(5);
    seen = await vcd.getTask(task.id, signal);
  }
  assert.equal(seen.state, 'success');
}

test('the rights of a role are those of that role in that organization', async () => {
  const right = '{cse}:CSE NATIVE DEPLOY RIGHT';
  const orgId = [...sim.inventory.orgs.values()].find(({ name }) => name === 'acme')?.id ?? '';
  const rightsOf = (role: string) => vcd.rightsOfRole({ orgId, role }, signal);
  assert.ok((await rightsOf('Organization Administrator')).has(right));
  assert.ok(!(await rightsOf('vApp Author')).has(right));
  assert.equal((await rightsOf('vApp *')).size, 0);
  assert.equal((await rightsOf('System Administrator')).size, 0);
});

test('what a VDC is set to is for the provider alone to see', async () => {
  const vdc = [...sim.inventory.vdcs.values()][0];
  assert.ok(vdc);
  const entries = async () => Object.fromEntries(await vcd.getVdcMetadata(vdc.id, signal));
  const set = async (change: Parameters<typeof vcd.setVdcMetadata>[1]) =>
    succeeded(await vcd.setVdcMetadata(vdc.id, change, signal));
  await set({ set: { container_provider: 'pks', host: 'h', port: '1' }, remove: [] });
  assert.deepEqual(await entries(), { container_provider: 'pks', host: 'h', port: '1' });
  await set({ set: { container_provider: '' }, remove: ['host', 'port'] });
  assert.deepEqual(await entries(), { container_provider: '' });
  const kept = vdc.metadata.get('SYSTEM:container_provider');
  assert.deepEqual([kept?.value, kept?.visibility], ['', 'PRIVATE']);
  await assert.rejects(vcd.getVdcMetadata(absent, signal), VcdForbidden);
});
