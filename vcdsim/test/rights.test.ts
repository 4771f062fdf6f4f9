import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeOf } from '../src/xml/read.ts';
import { all, errorOf, first, hrefOf, simulated, xmlns } from './simulated.ts';
import { compose, composeBody, findPlaces, vmOf } from './tenant-world.ts';

test('users see their own vApps, organization administrators all of their organization', async (t) => {
  await using server = await simulated(t);
  const bob = await server.login('bob@acme');
  const alice = await server.login('alice@acme');
  const carol = await server.login('carol@globex');
  const places = await findPlaces(bob);
  const hers = await compose(alice, places, 'hers', ['a']);
  const his = await compose(bob, places, 'his');
  const namesFor = async (client: typeof bob) =>
    all((await client.get('/api/query?type=vApp')).root, 'VAppRecord').map((r) => attributeOf(r, 'name'));
  assert.deepEqual(await namesFor(alice), ['hers', 'his']);
  assert.deepEqual(await namesFor(bob), ['his']);
  assert.deepEqual(await namesFor(carol), []);
  const listed = all((await bob.get(places.vdc)).root, 'ResourceEntity').map((e) => attributeOf(e, 'name'));
  assert.deepEqual(listed, ['his']);
  assert.match(errorOf(await bob.get(hers)).message, /^No access to entity "com.vmware.vcloud.entity.vapp:/);
  const vm = hrefOf(await vmOf(alice, hers, 'a'));
  assert.match(errorOf(await bob.get(vm)).message, /\[VAPP_VM_VIEW\].*target entity is invalid/);
  const absent = errorOf(await bob.get(`/api/vApp/vm-${crypto.randomUUID()}`));
  assert.equal(absent.status, 403, 'what is not there looks the same');
  assert.equal((await carol.get(his)).status, 403);
  assert.equal((await carol.get(places.vdc)).status, 403);
  assert.equal((await carol.get(places.network)).status, 403);
});

test('a shared vApp can be read, and changed only by those who may', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const bob = await server.login('bob@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'shared', ['a']);
  const share = async (level: string) => {
    const body = `<ControlAccessParams ${xmlns}><IsSharedToEveryone>true</IsSharedToEveryone><EveryoneAccessLevel>${level}</EveryoneAccessLevel></ControlAccessParams>`;
    return alice.send('POST', `${vApp}/action/controlAccess`, body);
  };
  assert.equal((await share('ReadOnly')).status, 200);
  assert.equal((await bob.get(vApp)).status, 200);
  const carol = await server.login('carol@globex');
  assert.equal((await carol.get(vApp)).status, 403, 'everyone is everyone of the organization');
  assert.match(errorOf(await bob.send('POST', `${vApp}/power/action/powerOn`)).message, /denied/);
  assert.equal((await share('Nonsense')).status, 400);
  const users = (await alice.get('/api/query?type=user&filter=name==bob')).root;
  const subject = hrefOf(first(users, 'UserRecord'));
  const toBob = `<ControlAccessParams ${xmlns}><IsSharedToEveryone>false</IsSharedToEveryone><AccessSettings><AccessSetting><Subject href="${subject}"/><AccessLevel>Change</AccessLevel></AccessSetting></AccessSettings></ControlAccessParams>`;
  const answer = await alice.send('POST', `${vApp}/action/controlAccess`, toBob);
  assert.equal(attributeOf(first(answer.root, 'Subject'), 'name'), 'bob');
  await bob.done('POST', `${vApp}/power/action/powerOn`);
  assert.equal(first((await bob.get(`${vApp}/controlAccess/`)).root, 'AccessLevel').text, 'Change');
});

test('an administrator acts inside a tenant with its context', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const carol = await server.login('carol@globex');
  const acme = await findPlaces(alice);
  await compose(alice, acme, 'in-acme');
  await compose(carol, await findPlaces(carol), 'in-globex');
  const administrator = await server.login('administrator@System');
  const orgId = [...server.sim.inventory.orgs.values()].find((org) => org.name === 'acme')?.id ?? '';
  const names = async (headers: Record<string, string>, type = 'adminVApp') => {
    const answer = await administrator.send('GET', `/api/query?type=${type}`, undefined, headers);
    return answer.root.children.filter((c) => c.name !== 'Link').map((r) => attributeOf(r, 'name'));
  };
  assert.deepEqual(await names({}), ['in-acme', 'in-globex']);
  for (const id of [orgId, `urn:vcloud:org:${orgId}`]) {
    assert.deepEqual(await names({ 'X-VMWARE-VCLOUD-TENANT-CONTEXT': id }), ['in-acme']);
  }
  assert.deepEqual(await names({ 'X-VMWARE-VCLOUD-AUTH-CONTEXT': 'acme' }, 'adminOrgVdc'), ['acme-vdc']);
  const context = { 'X-VMWARE-VCLOUD-TENANT-CONTEXT': orgId };
  const made = await administrator.send(
    'POST',
    `${acme.vdc}/action/composeVApp`,
    composeBody(acme, 'by-provider'),
    context,
  );
  assert.equal(made.status, 201);
  await administrator.taskEnd(first(made.root, 'Task'));
  assert.equal((await alice.get(hrefOf(made.root))).status, 200);
  const foreign = await carol.send('GET', '/api/org', undefined, context);
  assert.equal(foreign.status, 403);
  const nobody = { 'X-VMWARE-VCLOUD-TENANT-CONTEXT': crypto.randomUUID() };
  assert.equal((await administrator.send('GET', '/api/org', undefined, nobody)).status, 400);
});

test('administration is for administrators', async (t) => {
  await using server = await simulated(t);
  const bob = await server.login('bob@acme');
  const alice = await server.login('alice@acme');
  const administrator = await server.login('administrator@System');
  const orgId = [...server.sim.inventory.orgs.values()].find((org) => org.name === 'acme')?.id ?? '';
  const { vdc } = await findPlaces(alice);
  for (const path of [`/api/admin/org/${orgId}`, vdc.replace('/api/', '/api/admin/')]) {
    assert.equal((await bob.get(path)).status, 403, path);
    assert.equal((await alice.get(path)).status, 200, path);
  }
  for (const path of ['', '/service', '/vimServerReferences']) {
    assert.equal((await alice.get(`/api/admin/extension${path}`)).status, 403, path);
    assert.equal((await administrator.get(`/api/admin/extension${path}`)).status, 200, path);
  }
  const roles = await administrator.get(`/api/query?type=adminRole&filter=name==Organization*;org==${orgId}`);
  const role = await administrator.get(hrefOf(first(roles.root, 'AdminRoleRecord')));
  const rights = all(role.root, 'RightReference').map((right) => attributeOf(right, 'name'));
  assert.ok(rights.includes('{cse}:CSE NATIVE DEPLOY RIGHT'));
  const author = first((await alice.get('/api/query?type=role&filter=name==vApp*Author')).root, 'RoleRecord');
  const ofAuthors = all((await alice.get(hrefOf(author))).root, 'RightReference');
  const names = ofAuthors.map((right) => attributeOf(right, 'name'));
  assert.ok(names.includes('vApp: Create / Reconfigure') && !names.includes(rights.at(-1)));
});

test('the provider’s extensions and vCenters are described', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const services = await administrator.get('/api/query?type=adminService&filter=name==cse');
  const record = first(services.root, 'AdminServiceRecord');
  assert.deepEqual(
    ['exchange', 'routingKey', 'enabled'].map((name) => attributeOf(record, name)),
    ['cse-ext', 'cse', 'true'],
  );
  const id = hrefOf(record).split('/').at(-1) ?? '';
  const filters = await administrator.get(`/api/query?type=apiFilter&filter=service==${id}`);
  const patterns = all(filters.root, 'ApiFilterRecord').map((filter) => attributeOf(filter, 'urlPattern'));
  assert.deepEqual(patterns, ['/api/cse', '/api/cse/.*', '/api/cse/.*/.*']);
  const service = await administrator.get(hrefOf(record));
  assert.equal(first(service.root, 'RoutingKey').text, 'cse');
  assert.equal((await administrator.get(`${hrefOf(record)}/rights`)).status, 200);
  const vCenters = await administrator.get('/api/admin/extension/vimServerReferences');
  const vCenter = await administrator.get(hrefOf(first(vCenters.root, 'VimServerReference')));
  assert.equal(first(vCenter.root, 'Url').text, 'https://127.0.0.1:443');
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const seen = first((await administrator.get(vApp)).root, 'VmVimObjectRef');
  assert.match(first(seen, 'MoRef').text, /^vm-\d+$/);
  assert.equal(attributeOf(first(seen, 'VimServerRef'), 'name'), 'vc1');
  assert.equal(all((await alice.get(vApp)).root, 'VCloudExtension').length, 0);
  const urn = attributeOf((await alice.get(vApp)).root, 'id') ?? '';
  const entity = await alice.get(`/api/entity/${urn}`);
  assert.equal(hrefOf(first(entity.root, 'Link')), vApp);
});
