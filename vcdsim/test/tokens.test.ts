import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestSimulator } from './simulated.ts';
import { simulated } from './simulated.ts';

const accept = 'application/json;version=37.2';

async function bearerOf(server: TestSimulator, userAtOrg: string): Promise<string> {
  const headers = { accept, authorization: `Basic ${btoa(`${userAtOrg}:secret`)}` };
  const door = userAtOrg.endsWith('@System') ? '/provider' : '';
  const login = await fetch(`${server.url}/cloudapi/1.0.0/sessions${door}`, { method: 'POST', headers });
  return login.headers.get('x-vmware-vcloud-access-token') ?? '';
}

async function post(server: TestSimulator, path: string, body: URLSearchParams | object, bearer?: string) {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { accept, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
    body: body instanceof URLSearchParams ? body : JSON.stringify(body),
  });
  // Both answers and errors are objects; what is missing shows in the assertions.
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

/** Registers an API token and fetches what it is worth. */
async function tokenOf(server: TestSimulator, door: string, bearer: string, name = 'robot') {
  const registered = await post(server, `${door}/register`, { client_name: name }, bearer);
  assert.equal(registered.status, 200, JSON.stringify(registered.json));
  const id = registered.json['client_id'] ?? '';
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: bearer,
    client_id: id,
  });
  const first = await post(server, `${door}/token`, form);
  assert.equal(first.status, 200, JSON.stringify(first.json));
  assert.equal((await post(server, `${door}/token`, form)).status, 400, 'it is told once');
  return { id, form, refresh: first.json['refresh_token'] ?? '' };
}

const refreshForm = (token: string) =>
  new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });

test('an API token logs its owner in, at the owner’s own door only', async (t) => {
  await using server = await simulated(t);
  for (const [user, door, wrongDoors] of [
    [
      'alice@acme',
      '/oauth/tenant/acme',
      ['/oauth/provider', '/oauth/tenant/globex', '/oauth/tenant/nowhere'],
    ],
    ['administrator@System', '/oauth/provider', ['/oauth/tenant/acme', '/oauth/tenant/System']],
  ] as const) {
    const { refresh } = await tokenOf(server, door, await bearerOf(server, user));
    for (const wrong of wrongDoors) {
      const refused = await post(server, `${wrong}/token`, refreshForm(refresh));
      assert.deepEqual([refused.status, refused.json['minorErrorCode']], [400, 'BAD_REQUEST'], wrong);
    }
    const { status, json } = await post(server, `${door}/token`, refreshForm(refresh));
    assert.deepEqual([status, json['token_type'], json['refresh_token']], [200, 'Bearer', null]);
    const headers = { accept, authorization: `Bearer ${json['access_token']}` };
    const session = await fetch(`${server.url}/cloudapi/1.0.0/sessions/current`, { headers });
    const current = (await session.json()) as { user: { name: string } };
    assert.equal(current.user.name, user.split('@')[0]);
  }
});

test('an API token is its owner’s to see and to revoke', async (t) => {
  await using server = await simulated(t);
  const alice = await bearerOf(server, 'alice@acme');
  const bob = await bearerOf(server, 'bob@acme');
  const { id, form, refresh } = await tokenOf(server, '/oauth/tenant/acme', alice);
  form.set('assertion', bob);
  assert.equal((await post(server, '/oauth/tenant/acme/token', form)).status, 400, 'not Bob’s');
  const at = '/cloudapi/1.0.0/tokens';
  const get = async (path: string, bearer: string, method = 'GET') =>
    fetch(server.url + path, { method, headers: { accept, authorization: `Bearer ${bearer}` } });
  const filter = encodeURIComponent('(name==robot;owner.name==alice;(type==PROXY,type==REFRESH))');
  const found = (await (await get(`${at}?filter=${filter}`, alice)).json()) as { values: { id: string }[] };
  assert.deepEqual(
    found.values.map((token) => token.id),
    [`urn:vcloud:token:${id}`],
  );
  assert.equal((await get(`${at}/urn:vcloud:token:${id}`, bob)).status, 403);
  assert.equal((await get(`${at}/urn:vcloud:token:${id}`, bob, 'DELETE')).status, 403);
  assert.equal((await get(`${at}/urn:vcloud:token:${id}`, alice, 'DELETE')).status, 204);
  assert.equal((await post(server, '/oauth/tenant/acme/token', refreshForm(refresh))).status, 400);
});

test('registering needs a session, the own organization and a new name', async (t) => {
  await using server = await simulated(t);
  const alice = await bearerOf(server, 'alice@acme');
  const register = async (org: string, body: object, bearer?: string) =>
    (await post(server, `/oauth/tenant/${org}/register`, body, bearer)).status;
  assert.equal(await register('acme', { client_name: 'robot' }), 401);
  assert.equal(await register('globex', { client_name: 'robot' }, alice), 403);
  assert.equal(await register('acme', {}, alice), 400);
  assert.equal(await register('acme', { client_name: 'robot' }, alice), 200);
  assert.equal(await register('acme', { client_name: 'robot' }, alice), 400);
  const unknown = new URLSearchParams({ grant_type: 'password' });
  assert.equal((await post(server, '/oauth/tenant/acme/token', unknown)).status, 400);
});
