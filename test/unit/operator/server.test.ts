import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { OperatorClient, ServerUnreachable } from '#operator/client.ts';
import type { WatchEvent } from '#operator/status-reader.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import { startOperatorServer } from '#operator/server.ts';
import { keyOf } from '#records/metadata.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { newTemplate } from '../../support/sample-template.ts';
import { openOperatorWorld, operatorToken, quietService, soon } from '../../support/operator-world.ts';
import { recordedLog } from '../../support/recorded-log.ts';

/** Waits until the index has seen what was written. */
async function listed(client: OperatorClient, count: number) {
  for (;;) {
    const page = await client.summaries('Cluster', {}, soon());
    if (page.total === count) return page;
  }
}

test('lines, nodes, records, history and the service itself are told', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(newCluster('c1'));
  await store.clusters.create(newCluster('c2', { metadata: { namespace: 'umbrella' } }));
  await store.templates.create(newTemplate('t1'));
  await listed(client, 2);
  assert.equal((await client.summaries('Cluster', { namespace: 'acme' }, soon())).items[0]?.name, 'c1');
  assert.equal((await client.summaries('Template', {}, soon())).items[0]?.name, 't1');
  assert.equal((await client.nodes({ namespace: 'acme' }, soon())).total, made.status.nodes.length);
  assert.equal((await client.nodes({ name: 'mstr-aaaa' }, soon())).total, 2);
  assert.deepEqual((await client.records('Cluster', { name: 'c1' }, soon())).items, [made]);
  assert.deepEqual(await client.service(soon()), quietService);
  assert.deepEqual((await client.events({}, soon())).items, []);
});

test('a watch tells what is there, then every change, and ends when it is left', async () => {
  await using world = await openOperatorWorld();
  const { client, store } = world;
  const made = await store.clusters.create(newCluster('c1'));
  await listed(client, 1);
  const leave = new AbortController();
  const seen: string[] = [];
  const text = (event: WatchEvent) =>
    event === 'synced' ? event : `${event.summary.name} ${event.state} ${event.summary.phase}`;
  for await (const event of client.watch(
    'Cluster',
    { namespace: 'acme' },
    AbortSignal.any([leave.signal, soon()]),
  )) {
    seen.push(text(event));
    if (event === 'synced') {
      await store.clusters.create(newCluster('c2', { metadata: { namespace: 'umbrella' } }));
      await store.clusters.updateStatus({ ...made, status: { ...made.status, phase: 'ready' } });
    } else if (event.summary.phase === 'ready' && event.state === 'present') {
      await store.clusters.remove(keyOf(made));
      for (const finalizer of made.metadata.finalizers) await store.clusters.release(keyOf(made), finalizer);
    } else if (event.state === 'gone') leave.abort();
  }
  assert.deepEqual(
    [seen[0], seen[1], seen[2], seen.at(-1)],
    ['c1 present ', 'synced', 'c1 present ready', 'c1 gone ready'],
  );
});

test('the socket is the owner’s alone; on the port one has to say who one is', async () => {
  await using world = await openOperatorWorld();
  assert.equal(statSync(world.socket).mode & 0o777, 0o600);
  const known = new OperatorClient({ url: world.url, token: operatorToken }, 'olga');
  assert.deepEqual(await known.service(soon()), quietService);
  const stranger = new OperatorClient({ url: world.url, token: 'guess' }, 'olga');
  await assert.rejects(
    stranger.service(soon()),
    (error) => error instanceof OperatorRefusal && error.kind === 'unauthorized',
  );
});

test('a session that a login began may look and not change', async () => {
  await using world = await openOperatorWorld();
  await world.store.clusters.create(newCluster('c1'));
  const login = await fetch(`${world.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: operatorToken }),
  });
  assert.equal(login.status, 200);
  const [cookie = ''] = login.headers.getSetCookie();
  assert.match(cookie, /HttpOnly; SameSite=Strict/);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  const status = async (method: string, path: string) =>
    (await fetch(world.url + path, { method, headers })).status;
  assert.equal(await status('GET', '/v1/service'), 200);
  assert.equal(await status('POST', '/v1/records/clusters/acme/c1/pause'), 403);
  assert.equal(await status('DELETE', '/v1/session'), 200);
  assert.equal(await status('GET', '/v1/service'), 401);
});

test('what makes no sense is refused in words, and nothing of the inside is shown', async () => {
  await using world = await openOperatorWorld();
  const authorization = `Bearer ${operatorToken}`;
  const answer = async (method: string, path: string, body?: string) => {
    const json = body !== undefined && {
      body,
      headers: { authorization, 'content-type': 'application/json' },
    };
    const response = await fetch(world.url + path, { method, headers: { authorization }, ...json });
    return `${response.status} ${await response.text()}`;
  };
  assert.match(await answer('GET', '/v1/summaries/hosts'), /^400 .*clusters and templates/);
  assert.match(await answer('GET', '/v1/summaries/clusters?odd=1'), /^400 .*odd/);
  assert.match(await answer('GET', '/v1/nothing'), /^404 /);
  assert.match(await answer('POST', '/v1/records/clusters/acme/c1/explode'), /^400 .*reconcile/);
  assert.match(await answer('POST', '/v1/records/clusters/acme/a%2Fb/pause'), /^400 .*name of a record/);
  assert.match(await answer('PUT', '/v1/records', '{'), /^400 /);
  assert.match(await answer('PUT', '/v1/records', '{}'), /^400 /);
});

test('a socket that a killed server left is taken over, and one that answers is not', async () => {
  await using world = await openOperatorWorld();
  const { clusters, templates, events } = world.store;
  const { log } = recordedLog();
  const dependencies = { clusters, templates, events, index: world.index, wake: () => undefined } as never; // never asked
  const start = (socket: string) => startOperatorServer({ doors: { socket }, dependencies, log });
  await assert.rejects(start(world.socket), /another server answers/);
  const left = `${world.socket}.left`;
  writeFileSync(left, '');
  await using second = await start(left);
  assert.equal(second.url, undefined);
});

test('a server that is not there, or is another, is told apart', async () => {
  await using world = await openOperatorWorld();
  const isUnreachable = (error: unknown) => error instanceof ServerUnreachable;
  const nowhere = new OperatorClient({ socket: join(world.socket, '..', 'none.sock') }, 'olga');
  await assert.rejects(nowhere.service(soon()), isUnreachable);
  const stranger = createServer((_request, response) => response.end('hi'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const address = stranger.address();
  assert.ok(address && typeof address === 'object');
  const other = new OperatorClient({ url: `http://127.0.0.1:${address.port}`, token: 'x' }, 'olga');
  await assert.rejects(other.service(soon()), isUnreachable);
  stranger.close();
  stranger.closeAllConnections();
});

test('a watch may leave out what is there, and tells changes only', async () => {
  await using world = await openOperatorWorld();
  const made = await world.store.clusters.create(newCluster('c1'));
  await listed(world.client, 1);
  const leave = new AbortController();
  const seen: string[] = [];
  for await (const event of world.client.watch(
    'Cluster',
    { changesOnly: true },
    AbortSignal.any([leave.signal, soon()]),
  )) {
    if (event === 'synced') {
      seen.push(event);
      await world.store.clusters.updateStatus({ ...made, status: { ...made.status, phase: 'ready' } });
    } else {
      seen.push(event.summary.phase);
      leave.abort();
    }
  }
  assert.deepEqual(seen, ['synced', 'ready']);
});

test('records are counted by what they can be filtered by', async () => {
  await using world = await openOperatorWorld();
  const { store, client } = world;
  await store.clusters.create(newCluster('c1', { status: { phase: 'ready' } }));
  await store.clusters.create(newCluster('c2', { metadata: { namespace: 'umbrella' } }));
  await listed(client, 2);
  const headers = { authorization: `Bearer ${operatorToken}` };
  const answer = await fetch(`${world.url}/v1/tally/clusters`, { headers });
  assert.deepEqual(await answer.json(), {
    total: 2,
    ready: { True: 0, False: 0, Unknown: 2 },
    phases: { ready: 1, '': 1 },
    namespaces: { acme: 1, umbrella: 1 },
  });
});

test('the page is for everybody on the port, and what it shows for those who are known', async () => {
  await using world = await openOperatorWorld();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(world.url + path, { headers });
  assert.match(await (await get('/')).text(), /<title>/);
  for (const path of ['/v1/summaries/clusters', '/v1/tally/clusters', '/v1/machines/clusters', '/v1/service'])
    assert.equal((await get(path)).status, 401, path);
  assert.deepEqual(await (await get('/v1/session')).json(), { operator: null });
  const headers = { authorization: `Bearer ${operatorToken}` };
  assert.deepEqual(await (await get('/v1/session', headers)).json(), {
    operator: { name: 'token', via: 'token' },
  });
  const chart = (await (await get('/v1/machines/templates', headers)).json()) as { initial: string };
  assert.equal(chart.initial, 'requested');
});

test('a cookie that came by TLS is sent by TLS only', async () => {
  await using world = await openOperatorWorld();
  const login = await fetch(`${world.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    body: JSON.stringify({ token: operatorToken }),
  });
  assert.match(login.headers.getSetCookie()[0] ?? '', /; Secure$/);
});

test('a login may take its time', async () => {
  await using world = await openOperatorWorld({
    isAdministrator: async (_username, _password, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return !signal.aborted;
    },
  });
  const login = await fetch(`${world.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'administrator', password: 'right' }),
  });
  assert.equal(login.status, 200);
});
