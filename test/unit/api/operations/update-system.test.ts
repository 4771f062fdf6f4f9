import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApiWorld, type ApiWorld } from '../../../support/api-world.ts';
import { reasonOf } from '../../../support/refusal.ts';
import type { Person } from '../../../support/stood-in-cloud.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };
const disabled = 'CSE service is disabled. Contact the System Administrator.';

async function put(world: ApiWorld, body: unknown, person: Person = 'root'): Promise<[number, string]> {
  const answer = await world.send(person, 'PUT /api/cse/system', { body });
  const { message } = answer.json as { message: unknown };
  return [answer.status, typeof message === 'string' ? message : reasonOf(answer)];
}

async function status(world: ApiWorld): Promise<unknown> {
  const { json } = await world.send('root', 'GET /api/cse/system');
  return (json as { status: unknown }).status;
}

test('a disabled service refuses everything but its switch, in every state of the request', async () => {
  await using world = await startApiWorld();
  assert.equal(await status(world), 'Running');
  assert.deepEqual(await put(world, { enabled: false }), [200, 'Updated']);
  assert.equal(await status(world), 'Disabled');
  for (const line of [
    'GET /api/cse',
    'POST /api/cse',
    'DELETE /api/cse/c1',
    'GET /api/cse/c1/info',
    'GET /api/cse/template',
    'GET /api/cse/swagger.json',
    'GET /api/cse/no/such/thing',
    'GET /api/cse/systems',
  ]) {
    const answer = await world.send('ann', line, { body: create });
    assert.deepEqual([answer.status, reasonOf(answer)], [500, disabled], line);
  }
  assert.equal(await world.cluster('c1'), undefined);
  assert.equal((await world.send('ann', 'GET /api/cse/system')).status, 200);
  assert.equal((await world.send('ann', 'POST /api/cse/system')).status, 405);

  assert.deepEqual(await put(world, { enabled: false }), [200, 'Updated']);
  assert.deepEqual(await put(world, { enabled: true }), [200, 'Updated']);
  assert.deepEqual(await put(world, { enabled: true }), [200, 'Updated']);
  assert.equal((await world.send('ann', 'GET /api/cse/template')).status, 200);
});

test('a stop needs a disabled service, names what runs, and has no way back', async () => {
  await using world = await startApiWorld();
  const refused = 'Cannot stop CSE while is enabled. Disable the service first.';
  assert.deepEqual(await put(world, { stopped: true }), [500, refused]);
  await put(world, { enabled: false });
  const told = 'CSE graceful shutdown started. CSE will finish processing 2 requests.';
  assert.deepEqual(await put(world, { stopped: true }), [200, told]);
  assert.equal(await status(world), 'Shutting down');
  assert.deepEqual(await put(world, { stopped: true }), [200, told]);
  assert.deepEqual(await put(world, { enabled: true }), [500, 'Cannot enable while being stopped.']);
  assert.deepEqual(await put(world, { enabled: false }), [200, 'Updated']);
  assert.equal(await status(world), 'Shutting down');
  assert.equal(reasonOf(await world.send('ann', 'GET /api/cse/template')), disabled);
});

test('a stop with nothing running says no more than that it began', async () => {
  await using world = await startApiWorld();
  world.openRequests = 0;
  await put(world, { enabled: false });
  assert.deepEqual(await put(world, { stopped: false }), [200, 'CSE graceful shutdown started.']);
});

test('`enabled` counts where both are said, and what is neither is no status', async () => {
  await using world = await startApiWorld();
  assert.deepEqual(await put(world, { stopped: true, enabled: false }), [200, 'Updated']);
  for (const body of [
    undefined,
    null,
    {},
    [],
    'stopped',
    { enabled: 'no' },
    { enabled: null, stopped: true },
  ]) {
    assert.deepEqual(await put(world, body), [500, 'Unknown status'], JSON.stringify(body));
  }
  assert.equal(await status(world), 'Disabled');
});

test('nobody but a system administrator switches [check 68]', async () => {
  await using world = await startApiWorld();
  for (const person of ['ann', 'chief', 'eve'] as const) {
    for (const body of [{ enabled: false }, { stopped: true }, 'nonsense']) {
      assert.deepEqual(await put(world, body, person), [403, 'Unauthorized']);
    }
  }
  assert.equal(await status(world), 'Running');
});

test('a database that cannot be written leaves the state as it was and says so', async () => {
  const world = await startApiWorld();
  await world[Symbol.asyncDispose]();
  const answer = await world.send('root', 'PUT /api/cse/system', { body: { enabled: false } });
  assert.equal(answer.status, 503);
});
