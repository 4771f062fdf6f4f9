import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApiWorld } from '../../support/api-world.ts';
import { assertGolden } from '../../support/golden.ts';
import { ids } from '../../support/stood-in-cloud.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };

test('what is not there is told in the shape that every client reads', async (t) => {
  await using world = await startApiWorld();
  const table = {
    'unknown-route': { line: 'GET /api/cse/c1/', status: 404 },
    'wrong-method': { line: 'GET /api/cse/foo', status: 405 },
  };
  for (const [name, { line, status }] of Object.entries(table)) {
    await t.test(line, async () => {
      const answer = await world.send('ann', line);
      assert.equal(answer.status, status);
      await assertGolden(`api/${name}.json`, answer.text + '\n');
    });
  }
});

test('a token that vCD rejects is 401 with XML on every route that asks for the caller', async () => {
  await using world = await startApiWorld();
  for (const line of [
    'GET /api/cse',
    'POST /api/cse',
    'DELETE /api/cse/c1',
    'POST /api/cse/c1/node',
    'DELETE /api/cse/c1/node',
    'GET /api/cse/c1/node-ab12/info',
    'GET /api/cse/c1/config',
    'GET /api/cse/system',
    'PUT /api/cse/system',
    `GET /api/cse/ovdc/${ids.vdc}/info`,
    `PUT /api/cse/ovdc/${ids.vdc}/info`,
  ]) {
    const answer = await world.send('ann', line, {
      body: create,
      headers: { 'x-vcloud-authorization': 'expired' },
    });
    assert.deepEqual(
      [answer.status, answer.contentType],
      [401, 'application/vnd.vmware.vcloud.error+xml'],
      line,
    );
  }
});

test('no token and no kubeconfig reaches the log', async () => {
  await using world = await startApiWorld();
  await world.send('ann', 'GET /api/cse');
  await world.send('ann', 'GET /api/cse', { headers: { 'x-vcloud-authorization': 'expired-secret' } });
  const text = JSON.stringify(world.logLines);
  assert.match(text, /request answered/);
  assert.doesNotMatch(text, /token-of-ann|expired-secret/);
});

test('a request whose time is up before it is kept makes nothing', async () => {
  await using world = await startApiWorld();
  const caller = new AbortController();
  world.beforePlacing = async () => caller.abort();
  const { status } = await world.send('ann', 'POST /api/cse', { body: create, signal: caller.signal });
  assert.equal(status, 503);
  assert.equal(await world.cluster('c1'), undefined);
  assert.deepEqual(world.tasks, []);
});

test('a surprise is answered, and told to the log only', async () => {
  await using world = await startApiWorld();
  world.beforePlacing = () => Promise.reject(new Error('socket of db-17.internal closed'));
  const { status, text } = await world.send('ann', 'POST /api/cse', { body: create, id: 'message-77' });
  assert.equal(status, 500);
  assert.match(text, /under request message-77/);
  assert.doesNotMatch(text, /internal/);
  assert.match(JSON.stringify(world.logLines), /db-17\.internal/);
});

test('a database that cannot be used is a 503', async () => {
  const world = await startApiWorld();
  await world[Symbol.asyncDispose]();
  const { status, text } = await world.send('ann', 'GET /api/cse/template');
  assert.equal(status, 503);
  assert.match(text, /Try again later/);
});

test('short of memory the service takes on no more work, and does everything else', async () => {
  await using world = await startApiWorld();
  assert.equal((await world.send('ann', 'POST /api/cse', { body: create })).status, 202);
  world.shortage = '1900 of the 2000 MB of its heap are in use';
  const more = { ...create, name: 'c2' };
  const refused = await world.send('ann', 'POST /api/cse', { id: 'message-of-c2', body: more });
  const reason = 'The service has no room for more work at the moment. Try again later.';
  assert.equal(refused.status, 503);
  assert.deepEqual(JSON.parse(refused.text), { message: { reason, description: reason, stacktrace: [] } });
  const nodes = await world.send('ann', 'POST /api/cse/c1/node', { body: { ...create, node_count: 1 } });
  assert.equal(nodes.status, 503);
  // The log says of what there is too little.
  assert.match(JSON.stringify(world.logLines), /1900 of the 2000 MB/);

  assert.equal((await world.send('ann', 'GET /api/cse')).status, 200);
  // What may have been accepted before is answered as then.
  const again = await world.send('ann', 'POST /api/cse', { body: more, redelivered: true });
  assert.equal(again.status, 202);
  assert.equal((await world.send('ann', 'DELETE /api/cse/c1')).status, 202);
  world.shortage = undefined;
  assert.equal((await world.send('ann', 'POST /api/cse', { body: { ...create, name: 'c3' } })).status, 202);
});
