import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuditEntry } from '#records/audit-entry.ts';
import { openOperatorWorld, operatorToken, type OperatorWorld } from '../../support/operator-world.ts';

function login({ url }: OperatorWorld, body: object): Promise<Response> {
  return fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('every login is in the audit, and nothing of what was typed', async () => {
  const isAdministrator = async (_: string, password: string) => password === 'right';
  await using world = await openOperatorWorld({ isAdministrator });
  assert.equal((await login(world, { token: operatorToken })).status, 200);
  assert.equal((await login(world, { username: 'root', password: 'right' })).status, 200);
  assert.equal((await login(world, { username: 'typed-password', password: 'wrong' })).status, 401);
  const { rows } = await world.store.audit.page(0, 100);
  const told = rows
    .map(({ entry }) => AuditEntry.parse(JSON.parse(entry)))
    .filter(({ state }) => state === 'done')
    .map(({ verb, source, actor, result }) => [verb, source, actor, result?.outcome]);
  assert.deepEqual(told, [
    ['login', 'token', 'token', 'accepted'],
    ['login', 'vcd', 'root', 'accepted'],
    ['login', 'vcd', null, 'refused'],
  ]);
  assert.doesNotMatch(JSON.stringify(rows), /typed-password|right|wrong/);
});

test('a login is let in where the audit cannot be written, and the log says so', async () => {
  await using world = await openOperatorWorld();
  await world.store[Symbol.asyncDispose]();
  assert.equal((await login(world, { token: operatorToken })).status, 200);
  assert.ok(world.lines.some(({ msg }) => msg === 'could not write the end of an action into the audit'));
});
