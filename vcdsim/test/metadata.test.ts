import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { all, errorOf, first, linkTo, simulated, xmlns } from './simulated.ts';
import type { Client } from './simulated.ts';
import { compose, findPlaces } from './tenant-world.ts';

const entry = (key: string, value: string, type = 'MetadataStringValue', domain = ''): string =>
  `<MetadataEntry>${domain}<Key>${key}</Key><TypedValue xsi:type="${type}"><Value>${value}</Value></TypedValue></MetadataEntry>`;
const metadata = (...entries: readonly string[]): string =>
  `<Metadata ${xmlns}>${entries.join('')}</Metadata>`;
const value = (text: string): string =>
  `<MetadataValue ${xmlns}><TypedValue xsi:type="MetadataStringValue"><Value>${text}</Value></TypedValue></MetadataValue>`;
const system = (visibility: string): string => `<Domain visibility="${visibility}">SYSTEM</Domain>`;

async function keysOf(client: Client, href: string): Promise<Record<string, string>> {
  const { root } = await client.get(`${href}/metadata`);
  const entries = all(root, 'MetadataEntry').map((e) => [textOf(e, 'Key'), first(e, 'Value').text]);
  return Object.fromEntries(entries) as Record<string, string>;
}

test('entries are merged, replaced, read one by one and deleted', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'k8s');
  const document = (await alice.get(`${vApp}/metadata`)).root;
  const add = linkTo(document, 'add', 'application/vnd.vmware.vcloud.metadata+xml');
  const task = await alice.done('POST', add, metadata(entry('cse.cluster.id', 'abc'), entry('b', '1')));
  assert.equal(attributeOf(task, 'operationName'), 'metadataUpdate');
  await alice.done('POST', add, metadata(entry('b', '2', 'vcloud:MetadataNumberValue')));
  assert.deepEqual(await keysOf(alice, vApp), { 'cse.cluster.id': 'abc', b: '2' });
  await alice.done('PUT', `${vApp}/metadata/CapvcdInfraId`, value('new'));
  const single = (await alice.get(`${vApp}/metadata/GENERAL/CapvcdInfraId`)).root;
  assert.equal(first(single, 'Value').text, 'new');
  const gone = await alice.done('DELETE', linkTo(single, 'remove'));
  assert.equal(attributeOf(gone, 'operationName'), 'metadataDelete');
  assert.equal(errorOf(await alice.get(`${vApp}/metadata/CapvcdInfraId`)).status, 403);
  assert.equal(errorOf(await alice.send('DELETE', `${vApp}/metadata/CapvcdInfraId`)).status, 403);
  await alice.done('PUT', `${vApp}/metadata`, metadata(entry('only', 'this')));
  assert.deepEqual(await keysOf(alice, vApp), { only: 'this' });
});

test('an entry in the old form without type is a string', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'k8s');
  const old = metadata('<MetadataEntry><Key>k</Key><Value>v</Value></MetadataEntry>');
  await alice.done('POST', `${vApp}/metadata`, old);
  const typed = first((await alice.get(`${vApp}/metadata/k`)).root, 'TypedValue');
  assert.equal(attributeOf(typed, 'type', 'xsi'), 'MetadataStringValue');
});

test('the system’s domain is for administrators; private entries are theirs alone', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const administrator = await server.login('administrator@System');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s');
  const secret = metadata(
    entry('s', '1', undefined, system('PRIVATE')),
    entry('r', '2', undefined, system('READONLY')),
  );
  assert.equal((await alice.send('POST', `${vApp}/metadata`, secret)).status, 403);
  await administrator.done('POST', `${vApp}/metadata`, secret);
  assert.deepEqual(await keysOf(alice, vApp), { r: '2' });
  assert.deepEqual(await keysOf(administrator, vApp), { s: '1', r: '2' });
  assert.equal((await alice.get(`${vApp}/metadata/SYSTEM/s`)).status, 403);
  assert.equal((await alice.send('DELETE', `${vApp}/metadata/SYSTEM/r`)).status, 403);
  await administrator.done('DELETE', `${vApp}/metadata/SYSTEM/s`);
  // VDCs are written through their admin path.
  const body = metadata(entry('container_provider', 'k8s', undefined, system('PRIVATE')));
  assert.equal((await alice.send('POST', `${places.vdc}/metadata`, body)).status, 403);
  const admin = places.vdc.replace('/api/', '/api/admin/');
  await administrator.done('POST', `${admin}/metadata`, body);
  assert.deepEqual(await keysOf(administrator, admin), { container_provider: 'k8s' });
});

test('a catalog that is shared can be read, and marked only by who owns it', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const publisher = await server.login('publisher@provider');
  const item = attributeOf(
    first((await alice.get('/api/query?type=catalogItem')).root, 'CatalogItemRecord'),
    'href',
  );
  const catalog = linkTo((await alice.get(item ?? '')).root, 'up').replace('/api/', '/api/admin/');
  for (const href of [item, catalog]) {
    const body = metadata(entry('k', 'v'));
    assert.equal((await alice.send('POST', `${href}/metadata`, body)).status, 403);
    await publisher.done('POST', `${href}/metadata`, body);
    assert.deepEqual(await keysOf(alice, href ?? ''), { k: 'v' });
  }
});

test('what is no metadata is refused', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'k8s');
  const wrong = [
    metadata(entry('', 'v')),
    metadata(entry('k'.repeat(257), 'v')),
    metadata(entry('k', 'v'.repeat(3001))),
    metadata(entry('k', 'v', 'MetadataOtherValue')),
    metadata(entry('k', 'v', 'MetadataNumberValue')),
    metadata(entry('k', 'v', undefined, '<Domain visibility="PRIVATE">GENERAL</Domain>')),
    metadata(entry('k', 'v', undefined, '<Domain visibility="READWRITE">OTHER</Domain>')),
    metadata('<MetadataEntry><TypedValue xsi:type="MetadataStringValue"/><Key>k</Key></MetadataEntry>'),
    metadata(...Array.from({ length: 101 }, (_, index) => entry(`k${index}`, 'v'))),
  ];
  for (const body of wrong) {
    const answer = await alice.send('POST', `${vApp}/metadata`, body);
    assert.equal(errorOf(answer).code, 'BAD_REQUEST', body.slice(0, 300));
  }
  assert.equal((await alice.get(`${vApp}/metadata/OTHER/k`)).status, 400);
  assert.deepEqual(await keysOf(alice, vApp), {});
});

test('everything that has metadata serves it', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const vm = attributeOf(first((await alice.get(vApp)).root, 'Vm'), 'href') ?? '';
  await alice.done('POST', `${vm}/metadata`, metadata(entry('k', 'v')));
  assert.deepEqual(await keysOf(alice, vm), { k: 'v' });
  const queries = await alice.get('/api/query?type=catalogItem');
  const item = attributeOf(first(queries.root, 'CatalogItemRecord'), 'href') ?? '';
  const template = attributeOf(first((await alice.get(item)).root, 'Entity'), 'href') ?? '';
  const catalog = linkTo((await alice.get(item)).root, 'up');
  for (const href of [item, template, catalog, places.vdc, places.network]) {
    assert.equal((await alice.get(`${href}/metadata`)).status, 200, href);
  }
  await alice.done(
    'POST',
    `${places.network.replace('/api/', '/api/admin/')}/metadata`,
    metadata(entry('n', '1')),
  );
  assert.deepEqual(await keysOf(alice, places.network), { n: '1' });
});
