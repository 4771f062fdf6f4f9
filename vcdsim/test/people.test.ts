import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { all, basic, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';
import type { Client, TestSimulator } from './simulated.ts';
import { compose, findPlaces } from './tenant-world.ts';

const userType = 'application/vnd.vmware.admin.user+xml';
const roleType = 'application/vnd.vmware.admin.role+xml';

async function adminOrg(client: Client) {
  const session = (await client.get('/api/session')).root;
  const org = (await client.get(linkTo(session, 'down', 'application/vnd.vmware.vcloud.org+xml'))).root;
  return (await client.get(linkTo(org, 'alternate', 'application/vnd.vmware.admin.organization+xml'))).root;
}

const userBody = (name: string, role: string, content = '', enabled = true) =>
  `<User ${xmlns} name="${name}"><FullName>Dora</FullName>${enabled ? '<IsEnabled>true</IsEnabled>' : ''}` +
  `<Role href="${role}"/>${content}</User>`;

async function status(server: TestSimulator, user: string, password: string): Promise<number> {
  const headers = { accept: 'application/*+xml;version=37.0', authorization: basic(user, password) };
  return (await fetch(`${server.url}/api/sessions`, { method: 'POST', headers })).status;
}

test('a role is made of rights, changed, used and removed', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const org = await adminOrg(alice);
  const rights = all(first(org, 'RightReferences'), 'RightReference');
  const body = (name: string, content: string) =>
    `<Role ${xmlns} name="${name}"><Description>d</Description><RightReferences>${content}</RightReferences></Role>`;
  const reference = `<RightReference href="${hrefOf(rights[0])}"/>`;
  const created = await alice.send('POST', linkTo(org, 'add', roleType), body('keeper', reference));
  assert.equal(created.status, 201, created.text);
  const role = hrefOf(created.root);
  const [granted] = all((await alice.get(role)).root, 'RightReference');
  assert.equal(attributeOf(granted, 'name'), attributeOf(rights[0], 'name'));
  const again = await alice.send('POST', linkTo(org, 'add', roleType), body('keeper', ''));
  assert.equal(errorOf(again).code, 'DUPLICATE_NAME');
  assert.equal((await alice.send('PUT', role, body('porter', ''))).status, 200);
  assert.equal(all((await alice.get(role)).root, 'RightReference').length, 0);
  const unknown = `<RightReference href="${server.url}/api/admin/right/${crypto.randomUUID()}"/>`;
  assert.equal((await alice.send('PUT', role, body('porter', unknown))).status, 400);

  const password = '<Password>a secret</Password>';
  const dora = hrefOf(
    (await alice.send('POST', linkTo(org, 'add', userType), userBody('dora', role, password))).root,
  );
  assert.equal(errorOf(await alice.send('DELETE', role)).code, 'INVALID_STATE');
  assert.equal((await alice.send('DELETE', dora)).status, 204);
  assert.equal((await alice.send('DELETE', role)).status, 204);
  assert.equal((await alice.get(role)).status, 403);
  const administrators = first(org, 'RoleReferences').children.find(
    (one) => attributeOf(one, 'name') === 'Organization Administrator',
  );
  assert.equal((await alice.send('DELETE', hrefOf(administrators))).status, 403);
});

test('a user is made, logs in, changes, is disabled and removed', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const org = await adminOrg(alice);
  const role = hrefOf(
    first(org, 'RoleReferences').children.find((one) => attributeOf(one, 'name') === 'vApp Author'),
  );
  const add = linkTo(org, 'add', userType);
  const password = '<Password>a secret</Password>';
  const created = await alice.send('POST', add, userBody('dora', role, password));
  assert.equal(created.status, 201, created.text);
  assert.ok(!created.text.includes('a secret'));
  const dora = hrefOf(created.root);
  assert.equal(await status(server, 'dora@acme', 'a secret'), 200);
  for (const [wrong, code] of [
    [userBody('Dora', role, password), 'DUPLICATE_NAME'],
    [userBody('emma', role), 'BAD_REQUEST'],
    [userBody('emma', `${server.url}/api/admin/role/${crypto.randomUUID()}`, password), 'BAD_REQUEST'],
    [`<User ${xmlns} name="emma"><Password>x</Password></User>`, 'BAD_REQUEST'],
  ] as const) {
    assert.equal(errorOf(await alice.send('POST', add, wrong)).code, code, wrong);
  }
  const changed = userBody('dora', role, '<Password>another</Password>');
  assert.equal((await alice.send('PUT', dora, changed)).status, 200);
  assert.deepEqual(
    [await status(server, 'dora@acme', 'a secret'), await status(server, 'dora@acme', 'another')],
    [401, 200],
  );
  const disabled = await alice.send('PUT', dora, userBody('dora', role, '', false));
  assert.equal(textOf(disabled.root, 'IsEnabled'), 'false');
  assert.equal(await status(server, 'dora@acme', 'another'), 401);
  assert.equal((await alice.send('POST', `${dora}/action/unlock`)).status, 204);
  assert.equal((await alice.send('DELETE', dora)).status, 204);
  assert.equal((await alice.get(dora)).status, 403);
});

test('whoever owns something is removed when somebody else has it', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const bob = await server.login('bob@acme');
  const vApp = await compose(bob, await findPlaces(bob), 'bobs', []);
  const users = first(await adminOrg(alice), 'Users').children;
  const account = hrefOf(users.find((one) => attributeOf(one, 'name') === 'bob'));
  assert.match(errorOf(await alice.send('DELETE', account)).message, /owns "bobs"/);
  assert.equal((await alice.send('POST', `${account}/action/takeOwnership`)).status, 204);
  const owner = first((await alice.get(`${vApp}/owner`)).root, 'User');
  assert.equal(attributeOf(owner, 'name'), 'alice');
  assert.equal((await alice.send('DELETE', account)).status, 204);
  assert.equal((await bob.get('/api/session')).status, 401, 'its sessions are over');
});

test('only administrators of the organization look after its people', async (t) => {
  await using server = await simulated(t);
  const [alice, bob, carol] = await Promise.all(
    ['alice@acme', 'bob@acme', 'carol@globex'].map(async (user) => server.login(user)),
  );
  assert.ok(alice && bob && carol);
  const org = await adminOrg(alice);
  for (const other of [bob, carol]) {
    assert.equal((await other.send('POST', linkTo(org, 'add', userType), '<User/>')).status, 403);
    assert.equal((await other.send('POST', linkTo(org, 'add', roleType), '<Role/>')).status, 403);
  }
  const users = first(org, 'Users').children;
  const [aliceHref, bobHref] = ['alice', 'bob'].map((name) =>
    hrefOf(users.find((one) => attributeOf(one, 'name') === name)),
  );
  assert.ok(aliceHref && bobHref);
  assert.deepEqual(
    [(await bob.get(bobHref)).status, (await bob.get(aliceHref)).status, (await carol.get(bobHref)).status],
    [200, 403, 403],
  );
  assert.equal((await bob.send('DELETE', bobHref)).status, 403);
  const rights = linkTo(org, 'down', 'application/vnd.vmware.admin.org.rights+xml');
  assert.equal((await bob.get(rights)).status, 403);
  const listed = (await alice.get(rights)).root;
  const names = all(listed, 'RightReference').map((right) => attributeOf(right, 'name'));
  assert.ok(names.includes('{cse}:CSE NATIVE DEPLOY RIGHT'));
  const first0 = `<OrgRights ${xmlns}><RightReference href="${hrefOf(all(listed, 'RightReference')[0])}"/></OrgRights>`;
  assert.equal((await alice.send('POST', rights, first0)).status, 403);
  const administrator = await server.login('administrator@System');
  assert.equal((await administrator.send('POST', rights, first0)).status, 200);
});
