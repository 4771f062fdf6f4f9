import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployRight } from '#api/callers/deployer.ts';
import { startApiWorld } from '../../../support/api-world.ts';
import { reasonOf } from '../../../support/refusal.ts';

const create = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2, template: 'ubuntu' };
const changing = ['POST /api/cse', 'DELETE /api/cse/c1'];
const refusal = 'Access Forbidden. Missing required rights.';

test('without enforcement nobody’s role is looked up', async () => {
  await using world = await startApiWorld();
  for (const line of changing) await world.send('ann', line, { body: create });
  assert.ok(await world.cluster('c1'));
  assert.deepEqual(world.roleLookups, []);
});

test('with enforcement a role without the right changes nothing, whatever the body holds', async () => {
  await using world = await startApiWorld({ enforceAuthorization: true });
  world.rights.set(
    'Cluster Author',
    new Set(['General: View', 'CSE NATIVE DEPLOY RIGHT', `${deployRight} `]),
  );
  for (const line of [...changing, 'DELETE /api/cse/not%20a%20name']) {
    for (const body of [create, 'nonsense', undefined]) {
      const answer = await world.send('ann', line, { body });
      assert.deepEqual([answer.status, reasonOf(answer)], [500, refusal], line);
    }
  }
  assert.equal(await world.cluster('c1'), undefined);
  assert.deepEqual(world.tasks, []);
});

test('reads need no right and look up no role', async () => {
  await using world = await startApiWorld({ enforceAuthorization: true });
  for (const line of [
    'GET /api/cse',
    'GET /api/cse/template',
    'GET /api/cse/system',
    'GET /api/cse/swagger',
  ]) {
    assert.equal((await world.send('ann', line)).status, 200, line);
  }
  for (const line of ['GET /api/cse/c1/info', 'GET /api/cse/c1/config']) {
    assert.match(reasonOf(await world.send('ann', line)), /not found/, line);
  }
  assert.deepEqual(world.roleLookups, []);
});

test('with the right it works', async () => {
  await using world = await startApiWorld({ enforceAuthorization: true });
  world.rights.set('Cluster Author', new Set([deployRight]));
  assert.equal((await world.send('ann', 'POST /api/cse', { body: create })).status, 202);
  assert.equal((await world.send('ann', 'DELETE /api/cse/c1')).status, 202);
  assert.deepEqual(world.roleLookups, ['Cluster Author', 'Cluster Author']);
});

test('a token that is no good is told before any right', async () => {
  await using world = await startApiWorld({ enforceAuthorization: true });
  const headers = { 'x-vcloud-authorization': 'expired' };
  assert.equal((await world.send('ann', 'POST /api/cse', { body: create, headers })).status, 401);
  assert.deepEqual(world.roleLookups, []);
});
