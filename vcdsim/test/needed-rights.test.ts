import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModel } from '../src/model/default-model.ts';
import { queryTypes } from '../src/query/query-types.ts';
import { knownRights } from '../src/rights/known-rights.ts';
import { neededRights } from '../src/rights/needed-rights.ts';
import { needsOf } from '../src/rights/right-checks.ts';
import { errorOf, first, hrefOf, simulated, xmlns } from './simulated.ts';
import type { TestSimulator } from './simulated.ts';
import { composeBody, findPlaces } from './tenant-world.ts';

const queries = queryTypes.map(({ name }) => `query ${name}`);

/** A model whose user `service` of System has a role with these rights, and `worker` of acme too. */
function withRole(rights: readonly string[]) {
  const [acme, ...others] = defaultModel.orgs ?? [];
  assert.ok(acme);
  return {
    ...defaultModel,
    roles: [{ name: 'Service', rights: [...rights] }],
    administrators: [
      ...defaultModel.administrators,
      { name: 'service', password: 'secret', role: 'Service' },
    ],
    orgs: [
      { ...acme, users: [...(acme.users ?? []), { name: 'worker', password: 'secret', role: 'Service' }] },
      ...others,
    ],
  };
}

async function statistics(server: TestSimulator): Promise<Readonly<Record<string, Record<string, number>>>> {
  const answer = await fetch(`${server.url}/sim/stats`);
  // The simulator's own page.
  const { rights } = (await answer.json()) as { rights: Record<string, Record<string, number>> };
  return rights;
}

test('every call and every query has its line in the table, and every line its calls', async (t) => {
  await using server = await simulated(t);
  const operations = [...server.sim.operations, ...queries];
  const lines = new Set(operations.map((operation) => needsOf(operation)));
  const unused = neededRights.filter((line) => !lines.has(line)).map((line) => line.operations);
  assert.deepEqual(unused, []);
});

test('a call without the right is refused with the right’s name', async (t) => {
  await using server = await simulated(t, { model: withRole(['vApp: Power Operations']) });
  const service = await server.login('service@System');
  const refused = errorOf(await service.get('/api/org'));
  assert.deepEqual([refused.status, refused.code], [403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN']);
  assert.match(
    refused.message,
    /^Either you need some or all of the following rights \[Organization: View\]/,
  );
  const query = errorOf(await service.get('/api/query?type=adminService'));
  assert.match(
    query.message,
    /\[Organization: Perform Administrator Queries, Extension Services: View\] to perform operations \[ORGANIZATION_PERFORM_ADMINISTRATOR_QUERIES, EXTENSION_SERVICES_VIEW\]/,
  );
  assert.equal((await service.get('/api/session')).status, 200, 'nobody needs a right to look at himself');
  const alice = await server.login('alice@acme');
  const body = composeBody(await findPlaces(alice), 'k8s');
  const worker = await server.login('worker@acme');
  const places = await findPlaces(worker);
  const denied = errorOf(await worker.send('POST', `${places.vdc}/action/composeVApp`, body));
  assert.match(denied.message, /\[vApp: Create \/ Reconfigure\]/, 'members of an organization see its VDC');
});

test('what a body has may ask for more rights', async (t) => {
  const rights = ['vApp: Create / Reconfigure', 'vApp: Edit VM Properties'];
  await using server = await simulated(t, { model: withRole(rights) });
  const worker = await server.login('worker@acme');
  const places = await findPlaces(worker);
  const compose = `${places.vdc}/action/composeVApp`;
  assert.equal((await worker.send('POST', compose, composeBody(places, 'empty'))).status, 201);
  const full = errorOf(await worker.send('POST', compose, composeBody(places, 'full', ['a'])));
  assert.match(full.message, /\[vApp Template: Checkout\]/);
  const vm = `/api/vApp/vm-${crypto.randomUUID()}/action/reconfigureVm`;
  const extra = `<Vm ${xmlns} name="a"><ovf:VirtualHardwareSection><ovf:Info/><vmw:ExtraConfig vmw:key="a" vmw:value="b"/></ovf:VirtualHardwareSection></Vm>`;
  assert.match(errorOf(await worker.send('POST', vm, extra)).message, /\[vApp: Allow All Extra Config\]/);
  const plain = errorOf(await worker.send('POST', vm, `<Vm ${xmlns} name="a"/>`));
  assert.match(plain.message, /target entity is invalid/);
  assert.doesNotMatch(plain.message, /Extra Config/);
});

test('the statistics tell which rights were needed, by user', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  await administrator.get('/api/org');
  await administrator.get('/api/org');
  await administrator.get('/api/admin/extension');
  assert.deepEqual(await statistics(server), {
    'administrator@System': { 'Extensions: View': 1, 'Organization: View': 2 },
  });
  await fetch(`${server.url}/sim/reset-stats`, { method: 'POST' });
  assert.deepEqual(await statistics(server), {});
});

test('administrators of the system have every right there is, and a model cannot grant others', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const session = (await administrator.get('/api/session')).root;
  assert.equal(session.attributes.find(({ name }) => name === 'roles')?.value, 'System Administrator');
  const query = '/api/query?type=adminRole&filter=name==System*Administrator';
  const role = hrefOf(first((await administrator.get(query)).root, 'AdminRoleRecord'));
  const granted = (await administrator.get(role)).text.match(/<RightReference /g) ?? [];
  // The two of CSE are beside vCD's own.
  assert.equal(granted.length, knownRights.length + 2);
  await assert.rejects(simulated(t, { model: withRole(['vApp: Fly']) }), /there is no right "vApp: Fly"/);
});
