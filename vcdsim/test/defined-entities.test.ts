import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeOf, textOf } from '../src/xml/read.ts';
import type { Client } from './simulated.ts';
import { first, simulated } from './simulated.ts';

const accept = 'application/json;version=37.2';
const typeUrn = 'urn:vcloud:type:vmware:capvcdCluster:1.1.0';

async function call(
  client: Client,
  method: string,
  path: string,
  body?: unknown,
  extra: Record<string, string> = {},
) {
  const answer = await client.send(
    method,
    `/cloudapi/1.0.0${path}`,
    body === undefined ? undefined : JSON.stringify(body),
    { accept, 'content-type': 'application/json', ...extra },
  );
  // Objects, all of them; what is missing shows in the assertions.
  const json = (answer.text === '' ? {} : JSON.parse(answer.text)) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, json };
}

const clusterType = {
  name: 'CAPVCD Cluster',
  vendor: 'vmware',
  nss: 'capvcdCluster',
  version: '1.1.0',
  interfaces: ['urn:vcloud:interface:vmware:k8s:1.0.0'],
  schema: {
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { type: 'string', enum: ['CAPVCDCluster'] },
      nodes: { type: 'array', items: { type: 'integer' } },
      status: { type: 'object', additionalProperties: false, properties: { ready: { type: 'boolean' } } },
    },
  },
};

async function defineType(client: Client) {
  const interfaceBody = { name: 'Kubernetes', vendor: 'vmware', nss: 'k8s', version: '1.0.0' };
  assert.equal((await call(client, 'POST', '/interfaces', interfaceBody)).status, 201);
  const made = await call(client, 'POST', '/entityTypes', clusterType);
  assert.deepEqual([made.status, made.json['id']], [201, typeUrn]);
}

/** Makes an entity; its id, and the task that waits for its resolution. */
async function create(client: Client, entity: unknown, name = 'c1') {
  const answer = await call(client, 'POST', `/entityTypes/${typeUrn}`, { name, entity });
  assert.equal(answer.status, 202, JSON.stringify(answer.json));
  const task = await client.get(answer.headers.get('location') ?? '');
  return { task: task.root, id: attributeOf(first(task.root, 'Owner'), 'id') ?? '' };
}

test('types and interfaces are the provider’s to make and everybody’s to read', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const alice = await server.login('alice@acme');
  assert.equal((await call(alice, 'GET', `/entityTypes/${typeUrn}`)).status, 403, 'not there');
  assert.equal((await call(alice, 'POST', '/entityTypes', clusterType)).status, 403);
  await defineType(administrator);
  assert.equal((await call(administrator, 'POST', '/entityTypes', clusterType)).status, 400, 'twice');
  const filter = 'filter=vendor==vmware;nss==capvcdCluster;version==1.1.0';
  assert.equal((await call(alice, 'GET', `/entityTypes?${filter}`)).json['resultTotal'], 1);
  const changed = await call(administrator, 'PUT', `/entityTypes/${typeUrn}`, {
    ...clusterType,
    name: 'Cluster',
  });
  assert.equal(changed.json['name'], 'Cluster');
  const used = await call(administrator, 'DELETE', '/interfaces/urn:vcloud:interface:vmware:k8s:1.0.0');
  assert.equal(used.status, 400);
  assert.equal((await call(administrator, 'POST', '/entityTypes', { name: 'x' })).status, 400);
  assert.equal((await call(administrator, 'DELETE', `/entityTypes/${typeUrn}`)).status, 204);
});

test('an entity is made, resolved, changed with its ETag and deleted', async (t) => {
  await using server = await simulated(t);
  await defineType(await server.login('administrator@System'));
  const alice = await server.login('alice@acme');
  const { id, task } = await create(alice, { kind: 'CAPVCDCluster' });
  assert.match(id, /^urn:vcloud:entity:vmware:capvcdCluster:[0-9a-f-]{36}$/);
  assert.equal(textOf(task, 'Progress'), '1');
  const at = `/entities/${id}`;
  assert.equal((await call(alice, 'GET', at)).json['state'], 'PRE_CREATED');
  assert.equal((await call(alice, 'DELETE', at)).status, 400, 'not resolved');
  assert.equal((await call(alice, 'POST', `${at}/resolve`)).json['state'], 'RESOLVED');
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'success');

  const etag = (await call(alice, 'GET', at)).headers.get('etag') ?? '';
  assert.match(etag, /^".+"$/);
  const body = (entity: unknown) => ({ name: 'c1', entity });
  const put = async (entity: unknown, ifMatch: string) =>
    call(alice, 'PUT', at, body(entity), { 'if-match': ifMatch });
  const good = { kind: 'CAPVCDCluster', nodes: [1], status: { ready: true } };
  const changed = await put(good, etag);
  assert.deepEqual([changed.status, changed.json['entity']], [200, good]);
  assert.notEqual(changed.headers.get('etag'), etag);
  const stale = await put(good, etag);
  assert.deepEqual([stale.status, stale.json['minorErrorCode']], [412, 'PRECONDITION_FAILED']);
  const latest = changed.headers.get('etag') ?? '';
  for (const wrong of [
    {},
    { kind: 'Other' },
    { kind: 'CAPVCDCluster', nodes: ['a'] },
    { kind: 'CAPVCDCluster', status: { ready: 'yes' } },
    { kind: 'CAPVCDCluster', status: { other: true } },
  ]) {
    assert.equal((await put(wrong, latest)).status, 400, JSON.stringify(wrong));
  }
  assert.equal((await call(alice, 'DELETE', at)).status, 204);
  assert.equal((await call(alice, 'GET', at)).status, 403);
});

test('an entity that does not fit is mended and resolved again', async (t) => {
  await using server = await simulated(t);
  await defineType(await server.login('administrator@System'));
  const alice = await server.login('alice@acme');
  const { id, task } = await create(alice, { kind: 'Other' });
  const failed = await call(alice, 'POST', `/entities/${id}/resolve`);
  assert.deepEqual([failed.status, failed.json['state']], [200, 'RESOLUTION_ERROR']);
  assert.match(String(failed.json['message']), /entity\.kind/);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'error');
  const mended = await call(alice, 'PUT', `/entities/${id}`, {
    name: 'c1',
    entity: { kind: 'CAPVCDCluster' },
  });
  assert.equal(mended.json['state'], 'PRE_CREATED');
  assert.equal((await call(alice, 'POST', `/entities/${id}/resolve`)).json['state'], 'RESOLVED');
});

test('entities are listed by type and by interface, to their owners and administrators', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  await defineType(administrator);
  const [alice, bob, carol] = await Promise.all(
    ['alice@acme', 'bob@acme', 'carol@globex'].map(async (user) => server.login(user)),
  );
  assert.ok(alice && bob && carol);
  const { id } = await create(alice, { kind: 'CAPVCDCluster' });
  await create(bob, { kind: 'CAPVCDCluster' }, 'c2');
  const count = async (client: Client, path: string, extra?: Record<string, string>) =>
    (await call(client, 'GET', `/entities/${path}`, undefined, extra)).json['resultTotal'];
  const byType = 'types/vmware/capvcdCluster/1';
  assert.deepEqual(
    await Promise.all([alice, bob, carol, administrator].map(async (client) => count(client, byType))),
    [2, 1, 0, 2],
  );
  assert.equal(await count(alice, 'types/vmware/capvcdCluster/1.1.0?filter=name==c2'), 1);
  assert.equal(await count(alice, 'types/vmware/capvcdCluster/2'), 0);
  assert.equal(await count(alice, 'interfaces/vmware/k8s/1.0.0'), 2);
  const globex = [...server.sim.inventory.orgs.values()].find((org) => org.name === 'globex')?.id ?? '';
  assert.equal(await count(administrator, byType, { 'X-VMWARE-VCLOUD-TENANT-CONTEXT': globex }), 0);
  for (const stranger of [bob, carol])
    assert.equal((await call(stranger, 'GET', `/entities/${id}`)).status, 403);
});
