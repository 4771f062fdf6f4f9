import assert from 'node:assert/strict';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { ManualClock } from '../src/index.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { all, basic, errorOf, first, linkTo, simulated } from './simulated.ts';

const xml = 'application/*+xml;version=31.0';

test('versions are listed without login, numbers only, with the right login URLs', async (t) => {
  await using server = await simulated(t);
  const response = await fetch(`${server.url}/api/versions`, { headers: { accept: ';version=32.0' } });
  assert.equal(response.status, 200);
  const exchange = server.exchanges.at(-1);
  assert.equal(exchange?.pattern, '/api/versions');
  const listed = [...(await response.text()).matchAll(/<Version>([^<]+)<.*?<LoginUrl>([^<]+)</gs)];
  assert.deepEqual(listed[0]?.slice(1), ['29.0', `${server.url}/api/sessions`]);
  assert.deepEqual(listed.at(-1)?.slice(1), ['39.0', `${server.url}/cloudapi/1.0.0/sessions`]);
  assert.ok(listed.some(([, version]) => version === '37.0'));
  assert.ok(listed.every(([, version]) => /^\d+\.\d+$/.test(version ?? '')));
});

test('versions are told to a client that does not know one yet, whatever it asks with', async (t) => {
  await using server = await simulated(t);
  for (const accept of [';version=None', 'application/*+xml;version=5.5']) {
    const response = await fetch(`${server.url}/api/versions`, { headers: { accept } });
    assert.equal(response.status, 200, accept);
  }
});

test('a legacy login works at every version, and one session has two tokens', async (t) => {
  await using server = await simulated(t);
  for (const version of ['29.0', '32.0', '39.0']) {
    const response = await fetch(`${server.url}/api/sessions`, {
      method: 'POST',
      headers: { accept: `application/*+xml;version=${version}`, authorization: basic('alice@ACME') },
    });
    assert.equal(response.status, 200);
    assert.equal(
      response.headers.get('content-type'),
      `application/vnd.vmware.vcloud.session+xml;version=${version}`,
    );
    assert.match(response.headers.get('x-vcloud-authorization') ?? '', /^[0-9a-f]{32}$/);
    const bearer = response.headers.get('x-vmware-vcloud-access-token') ?? '';
    assert.equal(bearer.split('.').length, 3);
    assert.match(response.headers.get('set-cookie') ?? '', /^vcloud-token=/);
    for (const headers of [
      { authorization: `bearer ${bearer}` },
      { 'x-vmware-vcloud-access-token': bearer },
      { 'x-vcloud-authorization': bearer },
    ]) {
      const session = await fetch(`${server.url}/api/session`, { headers: { accept: xml, ...headers } });
      assert.equal(session.status, 200);
      const echoed = session.headers.get('x-vcloud-authorization');
      assert.equal(echoed, response.headers.get('x-vcloud-authorization'));
    }
  }
});

test('the session document says who it is and has each link once', async (t) => {
  await using server = await simulated(t);
  const tenant = (await (await server.login('bob@acme')).get('/api/session')).root;
  assert.deepEqual(
    ['user', 'org', 'roles'].map((name) => attributeOf(tenant, name)),
    ['bob', 'acme', 'vApp Author'],
  );
  const keys = all(tenant, 'Link').map((l) => `${attributeOf(l, 'rel')} ${attributeOf(l, 'type')}`);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(!keys.some((key) => key.includes('vmwExtension')));
  const system = (await (await server.login('administrator@system')).get('/api/session')).root;
  assert.equal(attributeOf(system, 'org'), 'System');
  linkTo(system, 'down', 'application/vnd.vmware.admin.vmwExtension+xml');
});

test('wrong credentials and dead tokens are 401', async (t) => {
  await using server = await simulated(t);
  const refusedLogins = ['', 'Basic x', basic('alice@acme', 'wrong'), basic('alice@nowhere'), basic('alice')];
  for (const authorization of refusedLogins) {
    const headers = { accept: xml, authorization };
    const response = await fetch(`${server.url}/api/sessions`, { method: 'POST', headers });
    assert.equal(response.status, 401, authorization);
    assert.match(await response.text(), /minorErrorCode="UNAUTHORIZED"/);
  }
  const alice = await server.login('alice@acme');
  assert.equal((await alice.send('DELETE', '/api/session')).status, 204);
  const dead = await alice.get('/api/session');
  assert.deepEqual(errorOf(dead).code, 'UNAUTHORIZED');
  assert.equal(dead.headers.get('x-vcloud-authorization'), null);
});

test('sessions end when they are idle for too long and when they are too old', async (t) => {
  const clock = new ManualClock();
  await using server = await simulated(t, { clock });
  const alice = await server.login('alice@acme');
  server.sim.setSessionLimits({ idleMinutes: 30, absoluteMinutes: 60 });
  for (const minutes of [29, 29]) {
    clock.advance(minutes * 60_000);
    assert.equal((await alice.get('/api/session')).status, 200);
  }
  clock.advance(3 * 60_000);
  assert.equal((await alice.get('/api/session')).status, 401, 'too old');
  const again = await server.login('alice@acme');
  clock.advance(31 * 60_000);
  assert.equal((await again.get('/api/session')).status, 401, 'idle');
});

test('the newer login has a door for tenants and one for the provider', async (t) => {
  await using server = await simulated(t);
  const login = async (path: string, user: string) =>
    fetch(`${server.url}/cloudapi/1.0.0/sessions${path}`, {
      method: 'POST',
      headers: { accept: 'application/*;version=37.0', authorization: basic(user) },
    });
  assert.equal((await login('/provider', 'alice@acme')).status, 401);
  const refused = await login('', 'administrator@system');
  assert.equal(refused.status, 401);
  const { minorErrorCode } = (await refused.json()) as { minorErrorCode: string };
  assert.equal(minorErrorCode, 'UNAUTHORIZED');
  const accepted = await login('/provider', 'administrator@system');
  assert.equal(accepted.status, 200);
  assert.equal(accepted.headers.get('x-vmware-vcloud-token-type'), 'Bearer');
  const token = accepted.headers.get('x-vmware-vcloud-access-token') ?? '';
  const headers = { accept: 'application/json;version=37.2', authorization: `Bearer ${token}` };
  const current = await fetch(`${server.url}/cloudapi/1.0.0/sessions/current`, { headers });
  assert.equal(current.headers.get('content-type'), 'application/json;version=37.2');
  const session = (await current.json()) as { user: { name: string }; roles: string[] };
  assert.deepEqual([session.user.name, session.roles], ['administrator', ['System Administrator']]);
  const gone = await fetch(`${server.url}/cloudapi/1.0.0/sessions/provider`, { method: 'DELETE', headers });
  assert.equal(gone.status, 204);
});

test('every answer has a request id, the client’s own in front', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const answer = await alice.send('GET', '/api/org/', undefined, {
    'X-VMWARE-VCLOUD-CLIENT-REQUEST-ID': 'mine-1',
  });
  assert.match(answer.headers.get('x-vmware-vcloud-request-id') ?? '', /^mine-1-[0-9a-f-]{36}$/);
  assert.match(answer.headers.get('x-vmware-vcloud-request-execution-time') ?? '', /^\d+$/);
});

test('Accept decides: versions that are unknown are 406, odd forms are read, errors follow JSON', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const get = async (accept: string, path = '/api/org/') => alice.send('GET', path, undefined, { accept });
  for (const accept of ['application/*+xml;version=1.0', '*/*', 'application/*+xml;version=40.0']) {
    const refused = await get(accept);
    assert.equal(errorOf(refused).code, 'NOT_ACCEPTABLE');
    assert.match(errorOf(refused).message, /Supported API versions are: \[39\.0, .* 33\.0 \[D\]/);
  }
  const odd = [
    '*_/_*;version=37.2',
    'application/*+xml;version=31.0, vnd.vmware.vcloud.org+xml;version=37.0',
  ];
  for (const accept of odd) assert.equal((await get(accept)).status, 200, accept);
  const json = await get('application/*+json;version=37.0', `/api/vApp/vapp-${crypto.randomUUID()}`);
  assert.equal(json.status, 403);
  const error = JSON.parse(json.text) as { minorErrorCode: string; message: string };
  assert.equal(error.minorErrorCode, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN');
  assert.match(error.message, /^\[ .* \] No access to entity/);
});

test('unknown paths are 404, known ones with another method 405, slashes do not matter', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  assert.equal(errorOf(await alice.get('/api/nothing')).status, 404);
  assert.equal(errorOf(await alice.get('/api/vApp/vapp-1')).status, 404, 'not a UUID');
  assert.equal(errorOf(await alice.send('PUT', '/api/session', '')).status, 405);
  assert.equal((await alice.get('/api//org')).status, 200);
  assert.equal((await alice.get('//api/org/')).status, 200);
});

test('hrefs carry the host that the client used, or the public address', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const orgs = await requestWithHost(server.url, '/api/org', alice.token, 'vcd.example:8443');
  assert.match(orgs, /href="http:\/\/vcd\.example:8443\/api\/org\/[0-9a-f-]{36}"/);
  await using published = await simulated(t, { publicUrl: 'https://vcd.example' });
  const bob = await published.login('bob@acme');
  assert.match((await bob.get('/api/org')).text, /href="https:\/\/vcd\.example\/api\/org\/[0-9a-f-]{36}"/);
});

/** `fetch` does not let the Host header be chosen. */
async function requestWithHost(url: string, path: string, token: string, host: string): Promise<string> {
  const headers = { host, accept: xml, 'x-vcloud-authorization': token };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  get(`${url}${path}`, { headers }, (response) => {
    text(response).then(resolve, reject);
  }).on('error', reject);
  return promise;
}

test('organizations: tenants see their own, administrators all; links lead everywhere', async (t) => {
  await using server = await simulated(t);
  const names = async (user: string) =>
    all((await (await server.login(user)).get('/api/org')).root, 'Org').map((o) => attributeOf(o, 'name'));
  assert.deepEqual(await names('alice@acme'), ['acme']);
  assert.deepEqual(await names('administrator@System'), ['System', 'acme', 'globex', 'provider']);
  const alice = await server.login('alice@acme');
  const session = (await alice.get('/api/session')).root;
  const org = (await alice.get(linkTo(session, 'down', 'application/vnd.vmware.vcloud.org+xml'))).root;
  assert.equal(textOf(org, 'FullName'), 'Acme Corporation');
  // Every link of the documents on the way that this simulator serves is a document.
  for (const rel of ['vdc', 'catalog', 'orgNetwork', 'tasksList', 'metadata']) {
    const href = linkTo(org, 'down', `application/vnd.vmware.vcloud.${rel}+xml`);
    assert.equal((await alice.get(href)).status, 200, rel);
  }
  const vdc = (await alice.get(linkTo(org, 'down', 'application/vnd.vmware.vcloud.vdc+xml'))).root;
  assert.equal(attributeOf(first(vdc, 'VdcStorageProfile'), 'name'), '*');
  const profile = await alice.get(attributeOf(first(vdc, 'VdcStorageProfile'), 'href') ?? '');
  assert.equal(textOf(profile.root, 'Default'), 'true');
});
