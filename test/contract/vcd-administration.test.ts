import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startVcdsim, type Simulator } from 'vcdsim';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import { VcdDuplicateName, VcdForbidden } from '#vcd/errors.ts';
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

test('the extension is found with its filters, and nothing by another name', async () => {
  const { administration } = vcd;
  const found = await administration.findExtension({ name: 'cse', namespace: 'cse' }, signal);
  const { id: _, ...known } = found ?? { id: '' };
  assert.deepEqual(known, {
    name: 'cse',
    namespace: 'cse',
    enabled: true,
    routingKey: 'cse',
    exchange: 'cse-ext',
    apiFilters: ['/api/cse', '/api/cse/.*', '/api/cse/.*/.*'],
  });
  assert.equal(await administration.findExtension({ name: 'CSE', namespace: 'cse' }, signal), undefined);
});

test('AMQP settings are read, tried and set, all but the password', async () => {
  const { administration } = vcd;
  const settings = await administration.brokerSettings(signal);
  assert.deepEqual([settings.host, settings.port, settings.ssl], ['localhost', 5672, false]);
  const nowhere = { ...settings, host: '127.0.0.1', port: 1, password: 'p' };
  assert.match((await administration.tryBrokerSettings(nowhere, signal)) ?? '', /ECONNREFUSED/);
  await administration.setBrokerSettings({ ...nowhere, prefix: 'other' }, signal);
  const { password: _, ...told } = { ...nowhere, prefix: 'other' };
  assert.deepEqual(await administration.brokerSettings(signal), told);
});

test('organizations and their VDCs are found by name', async () => {
  const { administration } = vcd;
  const acme = await administration.findOrg('acme', signal);
  assert.ok(acme);
  const vdc = await administration.findVdc(acme.id, 'acme-vdc', signal);
  assert.deepEqual(
    [vdc?.networks.map(({ name }) => name), vdc?.storageProfiles.map(({ name }) => name)],
    [['acme-net'], ['*']],
  );
  assert.equal(await administration.findVdc(acme.id, 'other', signal), undefined);
  assert.equal(await administration.findOrg('other', signal), undefined);
});

test('a catalog is made, shared with everybody and removed with what is in it', async () => {
  const { administration } = vcd;
  const provider = await administration.findOrg('provider', signal);
  assert.ok(provider);
  const find = () => administration.findCatalog(provider.id, 'new', signal);
  assert.equal(await find(), undefined);
  const catalog = { name: 'new', description: 'CSE templates' };
  await administration.createCatalog(provider.id, catalog, signal);
  const made = await find();
  assert.deepEqual([made?.published, made?.items], [false, []]);
  await assert.rejects(administration.createCatalog(provider.id, catalog, signal), VcdDuplicateName);
  await administration.publishCatalog(made?.id ?? '', signal);
  assert.equal((await find())?.published, true);
  await administration.removeCatalog(made?.id ?? '', signal);
  assert.equal(await find(), undefined);
  const full = await administration.findCatalog(provider.id, 'cse', signal);
  assert.deepEqual(full?.items, ['ubuntu-24.04-k8s-1.36', 'photon-5-k8s-1.36']);
  await administration.removeCatalog(full?.id ?? '', signal);
  assert.equal(await administration.findCatalog(provider.id, 'cse', signal), undefined);
});

test('a role is made of rights by name, changed and removed; users have one', async () => {
  const { administration } = vcd;
  const { orgId } = await administration.whoAmI(signal);
  const rights = await administration.rights(signal);
  const named = (...names: readonly string[]) => rights.filter(({ name }) => names.includes(name));
  const right = '{cse}:CSE NATIVE DEPLOY RIGHT';
  const find = () => administration.findRole(orgId, 'service', signal);
  const role = { name: 'service', description: 'of the service' };
  await administration.createRole(orgId, { ...role, rights: named(right) }, signal);
  const made = await find();
  assert.deepEqual([made?.description, [...(made?.rights ?? [])]], ['of the service', [right]]);
  await administration.updateRole(orgId, made?.id ?? '', { ...role, rights: [] }, signal);
  assert.equal((await find())?.rights.size, 0);
  await administration.removeRole(orgId, made?.id ?? '', signal);
  assert.equal(await find(), undefined);
  const ofUser = await administration.roleOfUser(orgId, 'Administrator', signal);
  assert.equal(ofUser?.name, 'System Administrator');
  assert.equal(await administration.roleOfUser(orgId, 'nobody', signal), undefined);
});

test('vCenters are listed with their addresses', async () => {
  const vCenters = await vcd.administration.vCenters(signal);
  assert.deepEqual(
    vCenters.map(({ name, url }) => [name, url]),
    [['vc1', 'https://127.0.0.1:443']],
  );
});

test('a question to the extension is asked once, and whatever comes is told', async () => {
  const before = await stats();
  const { status, text } = await vcd.administration.askExtension('/api/cse/system', signal);
  assert.equal(status, 500, text);
  assert.match(text, /Cannot send message to service/);
  assert.equal((await stats()) - before, 1);
});

async function stats(): Promise<number> {
  const answer = await fetch(`${sim.url}/sim/stats`);
  const { requests } = (await answer.json()) as { requests: Record<string, number> }; // vcdsim's own answer
  return Object.entries(requests).reduce(
    (sum, [path, count]) => sum + (path.startsWith('GET /api/cse') ? count : 0),
    0,
  );
}
