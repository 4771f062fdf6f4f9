import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeOf, textOf } from '../src/xml/read.ts';
import type { Client } from './simulated.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';

const admin = 'application/vnd.vmware.admin.catalog+xml';
const catalogType = 'application/vnd.vmware.vcloud.catalog+xml';
const controlAccess = 'application/vnd.vmware.vcloud.controlAccess+xml';

async function orgOf(client: Client) {
  const session = (await client.get('/api/session')).root;
  return (await client.get(linkTo(session, 'down', 'application/vnd.vmware.vcloud.org+xml'))).root;
}

async function createCatalog(client: Client, name: string) {
  const body = `<AdminCatalog ${xmlns} name="${name}"><Description>d</Description></AdminCatalog>`;
  return client.send('POST', linkTo(await orgOf(client), 'add', admin), body);
}

/** The names of the catalogs that somebody's organization links to. */
async function catalogNames(client: Client): Promise<readonly string[]> {
  const links = all(await orgOf(client), 'Link').filter(
    (link) => attributeOf(link, 'rel') === 'down' && attributeOf(link, 'type') === catalogType,
  );
  return links.map((link) => attributeOf(link, 'name') ?? '');
}

test('a catalog is made, is there at once, is changed and deleted', async (t) => {
  await using server = await simulated(t, { latency: 20 });
  const alice = await server.login('alice@acme');
  const created = await createCatalog(alice, 'mine');
  assert.equal(created.status, 201, created.text);
  const href = hrefOf(created.root);
  assert.equal(created.headers.get('location'), href);
  assert.equal(attributeOf(first(created.root, 'Task'), 'operationName'), 'catalogCreateCatalog');
  // Nobody waits for that task: the next calls find the catalog, and find it free.
  assert.deepEqual(await catalogNames(alice), ['cse', 'mine']);
  assert.equal(errorOf(await createCatalog(alice, 'mine')).code, 'DUPLICATE_NAME');
  const changed = `<AdminCatalog ${xmlns} name="ours"><Description>e</Description></AdminCatalog>`;
  assert.equal((await alice.send('PUT', href, changed)).status, 200);
  const read = (await alice.get(href.replace('/admin', ''))).root;
  assert.deepEqual(
    [attributeOf(read, 'name'), textOf(read, 'Description'), textOf(read, 'VersionNumber')],
    ['ours', 'e', '2'],
  );
  await alice.done('DELETE', `${linkTo((await alice.get(href)).root, 'remove')}?recursive=true&force=true`);
  assert.equal((await alice.get(href)).status, 403);
  assert.equal((await createCatalog(alice, '')).status, 400);
});

test('a catalog that has something is deleted only with what is in it', async (t) => {
  await using server = await simulated(t);
  const publisher = await server.login('publisher@provider');
  const cse = linkTo(await orgOf(publisher), 'down', catalogType, 'cse').replace('/api/', '/api/admin/');
  assert.equal(errorOf(await publisher.send('DELETE', cse)).code, 'INVALID_STATE');
  const item = hrefOf(first((await publisher.get(cse)).root, 'CatalogItem'));
  const template = hrefOf(first((await publisher.get(item)).root, 'Entity'));
  assert.equal((await publisher.send('DELETE', `${item}?force=False&recursive=False`)).status, 204);
  assert.equal((await publisher.get(template)).status, 403);
  assert.equal(all((await publisher.get(cse)).root, 'CatalogItem').length, 1);
  const other = hrefOf(first((await publisher.get(cse)).root, 'CatalogItem'));
  await publisher.done('DELETE', hrefOf(first((await publisher.get(other)).root, 'Entity')));
  assert.equal((await publisher.get(other)).status, 403);
  await publisher.done('DELETE', `${cse}?recursive=true`);
  assert.deepEqual(await catalogNames(await server.login('alice@acme')), []);
});

test('a new catalog is its owner’s until it is shared or published', async (t) => {
  await using server = await simulated(t);
  const [alice, bob, carol] = await Promise.all(
    ['alice@acme', 'bob@acme', 'carol@globex'].map(async (user) => server.login(user)),
  );
  assert.ok(alice && bob && carol);
  const catalog = hrefOf((await createCatalog(alice, 'mine')).root).replace('/admin', '');
  const statuses = async () => [(await bob.get(catalog)).status, (await carol.get(catalog)).status];
  assert.deepEqual(await statuses(), [403, 403]);

  const share = linkTo((await alice.get(catalog)).root, 'controlAccess', controlAccess);
  const everyone = `<ControlAccessParams ${xmlns}><IsSharedToEveryone>true</IsSharedToEveryone><EveryoneAccessLevel>ReadOnly</EveryoneAccessLevel></ControlAccessParams>`;
  assert.equal((await alice.send('POST', share, everyone)).status, 200);
  assert.deepEqual(await statuses(), [200, 403]);
  assert.equal((await bob.send('POST', share, everyone)).status, 403, 'reading is not changing');

  const globex = (await orgOf(carol)).attributes.find(({ name }) => name === 'href')?.value;
  const subject = (href: string | undefined) =>
    `<ControlAccessParams ${xmlns}><IsSharedToEveryone>false</IsSharedToEveryone><AccessSettings><AccessSetting><Subject href="${href}"/><AccessLevel>Change</AccessLevel></AccessSetting></AccessSettings></ControlAccessParams>`;
  assert.equal((await alice.send('POST', share, subject(globex))).status, 200);
  assert.deepEqual(await statuses(), [403, 200]);
  const settings = await alice.get(linkTo((await alice.get(catalog)).root, 'down', controlAccess));
  assert.equal(attributeOf(first(settings.root, 'Subject'), 'name'), 'globex');
  assert.deepEqual(await catalogNames(carol), ['cse', 'mine']);
  const nobody = `${server.url}/api/admin/user/${crypto.randomUUID()}`;
  assert.equal(errorOf(await alice.send('POST', share, subject(nobody))).code, 'BAD_REQUEST');
  // Sent by the link of the organization, as old clients do.
  const old = linkTo(await orgOf(alice), 'controlAccess', controlAccess, 'mine');
  const none = `<ControlAccessParams ${xmlns}><IsSharedToEveryone>false</IsSharedToEveryone></ControlAccessParams>`;
  assert.equal((await alice.send('POST', old, none)).status, 200);
  assert.deepEqual(await statuses(), [403, 403]);

  const publish = linkTo((await alice.get(catalog)).root, 'publish');
  const published = `<PublishCatalogParams ${xmlns}><IsPublished>true</IsPublished></PublishCatalogParams>`;
  assert.equal((await alice.send('POST', publish, published)).status, 204);
  assert.deepEqual(await statuses(), [200, 200]);
  assert.equal(errorOf(await carol.send('DELETE', catalog)).status, 403);
});

test('a catalog is handed to somebody of its organization', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const href = hrefOf((await createCatalog(alice, 'mine')).root);
  const owner = linkTo((await alice.get(href)).root, 'down', 'application/vnd.vmware.vcloud.owner+xml');
  const userOf = (name: string) =>
    [...server.sim.inventory.users.values()].find((user) => user.name === name)?.id ?? '';
  const give = async (name: string) =>
    alice.send(
      'PUT',
      owner,
      `<Owner ${xmlns}><User href="${server.url}/api/admin/user/${userOf(name)}"/></Owner>`,
    );
  assert.equal((await give('bob')).status, 204);
  assert.equal(attributeOf(first((await alice.get(owner)).root, 'User'), 'name'), 'bob');
  assert.equal((await (await server.login('bob@acme')).get(href.replace('/admin', ''))).status, 200);
  assert.equal((await give('carol')).status, 403);
});

test('who may make catalogs', async (t) => {
  await using server = await simulated(t);
  const bob = await server.login('bob@acme');
  assert.equal(errorOf(await createCatalog(bob, 'mine')).status, 403);
  const alice = await server.login('alice@acme');
  const globex = [...server.sim.inventory.orgs.values()].find((org) => org.name === 'globex')?.id;
  const body = `<AdminCatalog ${xmlns} name="theirs"/>`;
  assert.equal((await alice.send('POST', `/api/admin/org/${globex}/catalogs`, body)).status, 403);
  const administrator = await server.login('administrator@System');
  assert.equal((await administrator.send('POST', `/api/admin/org/${globex}/catalogs`, body)).status, 201);
  assert.deepEqual(await catalogNames(await server.login('carol@globex')), ['cse', 'theirs']);
});
