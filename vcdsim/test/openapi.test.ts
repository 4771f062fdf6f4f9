import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModel } from '../src/model/default-model.ts';
import type { Client } from './simulated.ts';
import { simulated } from './simulated.ts';

const accept = 'application/json;version=37.2';

interface Page {
  readonly resultTotal: number;
  readonly pageCount: number;
  readonly page: number;
  readonly pageSize: number;
  readonly values: readonly Record<string, unknown>[];
}

/** A call of /cloudapi with its body read as JSON. */
async function call(client: Client, method: string, path: string, body?: unknown, tenant?: string) {
  const context = tenant === undefined ? {} : { 'X-VMWARE-VCLOUD-TENANT-CONTEXT': tenant };
  const answer = await client.send(
    method,
    path.startsWith('/') ? `/cloudapi/1.0.0${path}` : path,
    body === undefined ? undefined : JSON.stringify(body),
    { accept, 'content-type': 'application/json', ...context },
  );
  const json: unknown = answer.text === '' ? undefined : JSON.parse(answer.text);
  return { status: answer.status, headers: answer.headers, json };
}

async function pageOf(client: Client, path: string): Promise<Page & { readonly link: string }> {
  const { status, headers, json } = await call(client, 'GET', path);
  assert.equal(status, 200, path);
  // Every collection answers in this shape; a field that is missing shows in the assertions.
  return { ...(json as Page), link: headers.get('link') ?? '' };
}

const names = (page: Page): readonly unknown[] => page.values.map((value) => value['name']);

test('collections come in pages with links, and the page past the end is empty', async (t) => {
  const orgs = Array.from({ length: 30 }, (_, index) => ({ name: `org-${index + 10}` }));
  await using server = await simulated(t, { model: { ...defaultModel, orgs } });
  const administrator = await server.login('administrator@System');
  const one = await pageOf(administrator, '/orgs?sortAsc=name&filter=name==org-*');
  assert.deepEqual([one.resultTotal, one.pageCount, one.page, one.pageSize], [30, 2, 1, 25]);
  const next = /<([^>]+)>;rel="nextPage"/.exec(one.link)?.[1];
  assert.ok(next, one.link);
  const two = await pageOf(administrator, next);
  assert.deepEqual(names(two), ['org-35', 'org-36', 'org-37', 'org-38', 'org-39']);
  assert.match(two.link, /rel="previousPage"/);
  assert.doesNotMatch(two.link, /rel="nextPage"/);
  assert.deepEqual((await pageOf(administrator, '/orgs?page=9')).values, []);
  assert.equal((await pageOf(administrator, '/orgs?pageSize=500')).pageSize, 128);
  for (const wrong of ['page=0', 'pageSize=x', 'filter=name']) {
    assert.equal((await call(administrator, 'GET', `/orgs?${wrong}`)).status, 400, wrong);
  }
});

test('filters look into references, and order', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const [acme] = (await pageOf(administrator, '/orgs?filter=name==acme')).values;
  const networks = await pageOf(administrator, `/orgVdcNetworks?filter=orgRef.id==${String(acme?.['id'])}`);
  assert.deepEqual(names(networks), ['acme-net']);
  const some = async (filter: string) =>
    names(await pageOf(administrator, `/orgs?filter=${filter}&sortDesc=name`));
  assert.deepEqual(await some('(userCount=ge=2;name!=System)'), ['acme']);
  assert.deepEqual(await some('userCount=lt=2;name!=System'), ['provider', 'globex']);
  assert.deepEqual(await some('name=gt=globex,name=le=acme'), ['System', 'provider', 'acme']);
  assert.deepEqual(await some('no.such.field==x'), []);
});

test('tenants see what is theirs; what is not there is forbidden', async (t) => {
  await using server = await simulated(t);
  const [alice, bob, administrator] = await Promise.all(
    ['alice@acme', 'bob@acme', 'administrator@System'].map(async (user) => server.login(user)),
  );
  assert.ok(alice && bob && administrator);
  for (const [path, expected] of [
    ['/orgs', ['acme']],
    ['/vdcs', ['acme-vdc']],
    ['/orgVdcNetworks', ['acme-net']],
    ['/edgeGateways', []],
    ['/vdcComputePolicies', []],
    ['/vdcGroups', []],
  ] as const) {
    assert.deepEqual(names(await pageOf(alice, path)), expected, path);
  }
  const users = async (client: Client) =>
    (await pageOf(client, '/users')).values.map((user) => user['username']);
  assert.deepEqual([await users(alice), await users(bob)], [['alice', 'bob'], ['bob']]);
  const [globex] = (await pageOf(administrator, '/vdcs?filter=name==globex-vdc')).values;
  for (const path of [
    `/vdcs/${String(globex?.['id'])}`,
    '/edgeGateways/urn:vcloud:gateway:x',
    '/virtualCenters',
    '/cells',
  ]) {
    const refused = await call(alice, 'GET', path);
    assert.equal(refused.status, 403, path);
    const { minorErrorCode } = refused.json as { minorErrorCode: string };
    assert.equal(minorErrorCode, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN');
  }
  assert.equal((await call(alice, 'GET', `/vdcs/${String(globex?.['id'])}/capabilities`)).status, 403);
  assert.deepEqual(names(await pageOf(administrator, `/vdcs/${String(globex?.['id'])}/capabilities`)), [
    'networkProvider',
    'crossVdc',
  ]);
  assert.deepEqual(names(await pageOf(administrator, '/virtualCenters')), ['vc1']);
  assert.equal((await pageOf(administrator, '/cells')).values[0]?.['isActive'], true);
  const network = (await pageOf(alice, '/orgVdcNetworks')).values[0];
  const single = await call(alice, 'GET', `/orgVdcNetworks/${String(network?.['id'])}`);
  assert.deepEqual(single.json, network);
  assert.equal(single.headers.get('content-type'), accept);
  assert.equal(((await call(alice, 'GET', '/site')).json as { name: string }).name, 'vcdsim');
});

test('roles are made, given rights, renamed and removed', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const created = await call(alice, 'POST', '/roles', { name: 'keeper', description: 'd' });
  assert.equal(created.status, 201);
  const role = created.json as { readonly id: string; readonly readOnly: boolean };
  assert.equal(role.readOnly, false);
  const { values: rights } = await pageOf(alice, '/rights?filter=name==vApp*');
  const [first, second] = rights;
  const grant = async (method: string, right: unknown) => {
    const { status } = await call(alice, method, `/roles/${role.id}/rights`, { values: [right] });
    return [status, names(await pageOf(alice, `/roles/${role.id}/rights`))];
  };
  assert.deepEqual(await grant('POST', first), [200, [first?.['name']]]);
  assert.deepEqual(await grant('POST', second), [200, [first?.['name'], second?.['name']]]);
  assert.deepEqual(await grant('PUT', second), [200, [second?.['name']]]);
  assert.equal((await grant('PUT', { id: 'urn:vcloud:right:x' }))[0], 400);
  const renamed = await call(alice, 'PUT', `/roles/${role.id}`, { name: 'porter' });
  assert.equal((renamed.json as { name: string }).name, 'porter');
  assert.equal((await pageOf(alice, `/roles/${role.id}/rights`)).resultTotal, 1, 'a name is no right');
  for (const body of [{ name: 'vApp Author' }, { name: '' }, {}]) {
    assert.equal((await call(alice, 'POST', '/roles', body)).status, 400, JSON.stringify(body));
  }
  assert.equal((await call(await server.login('bob@acme'), 'POST', '/roles', { name: 'x' })).status, 403);
  assert.equal((await call(await server.login('carol@globex'), 'GET', `/roles/${role.id}`)).status, 403);
  assert.equal((await call(alice, 'DELETE', `/roles/${role.id}`)).status, 204);
  assert.equal((await call(alice, 'GET', `/roles/${role.id}`)).status, 403);
});

test('a tenant context narrows what the provider sees and says where things are made', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const [acme] = (await pageOf(administrator, '/orgs?filter=name==acme')).values;
  const tenant = String(acme?.['id']);
  const made = await call(administrator, 'POST', '/roles', { name: 'keeper' }, tenant);
  assert.equal(made.status, 201);
  const seen = async (context?: string) => {
    const { json } = await call(administrator, 'GET', '/roles?filter=name==vApp User', undefined, context);
    return (json as Page).resultTotal;
  };
  assert.deepEqual([await seen(tenant), await seen()], [1, 3]);
  assert.ok(names(await pageOf(await server.login('alice@acme'), '/roles')).includes('keeper'));
});
