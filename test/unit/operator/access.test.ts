import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access, sessionCookie } from '#operator/access.ts';
import { OperatorRefusal, type RefusalKind } from '#operator/refusal.ts';

const token = 'sixteen letters and more';
const nobody = { claimedName: undefined, authorization: undefined, cookie: undefined };
const { signal } = new AbortController();

function refusedAs(kind: RefusalKind) {
  return (error: unknown) => error instanceof OperatorRefusal && error.kind === kind;
}

function accessAt(
  now: { ms: number },
  options: Partial<ConstructorParameters<typeof Access>[0]> = {},
): Access {
  return new Access({ token, clock: () => new Date(now.ms), ...options });
}

test('who has opened the socket may do everything, under the name they give', () => {
  const access = accessAt({ ms: 0 });
  const visitor = access.admit({ ...nobody, via: 'socket', claimedName: 'olga' });
  assert.deepEqual(visitor, { operator: { name: 'olga', via: 'socket' }, mayChange: true });
  assert.equal(access.admit({ ...nobody, via: 'socket' }).operator.name, 'local');
});

test('on the port only the token opens, and none where none is configured', () => {
  const access = accessAt({ ms: 0 });
  const withToken = { ...nobody, via: 'http' as const, authorization: `Bearer ${token}` };
  assert.equal(access.admit(withToken).mayChange, true);
  for (const authorization of [undefined, '', 'Bearer wrong', `Basic ${token}`, 'Bearer '])
    assert.throws(() => access.admit({ ...withToken, authorization }), refusedAs('unauthorized'));
  const closed = accessAt({ ms: 0 }, { token: undefined });
  assert.throws(() => closed.admit(withToken), refusedAs('unauthorized'));
});

test('a login begins a session that may only look, lasts while it is used, and ends with a logout', async () => {
  const now = { ms: 0 };
  const isAdministrator = async (username: string, password: string) =>
    `${username}:${password}` === 'root:right';
  const access = accessAt(now, { isAdministrator, sessionMs: 1000 });
  const { id } = await access.login({ username: 'root', password: 'right' }, '127.0.0.1', signal);
  const cookie = `other=1; ${sessionCookie}=${id}`;
  const visit = () => access.admit({ ...nobody, via: 'http', cookie });
  assert.deepEqual(visit(), { operator: { name: 'root', via: 'vcd' }, mayChange: false });
  now.ms = 900;
  visit();
  now.ms = 1800;
  visit();
  now.ms = 2900;
  assert.throws(visit, refusedAs('unauthorized'));

  const again = await access.login({ token }, '127.0.0.1', signal);
  const secondCookie = `${sessionCookie}=${again.id}`;
  assert.equal(access.admit({ ...nobody, via: 'http', cookie: secondCookie }).operator.name, 'token');
  access.logout(secondCookie);
  assert.throws(
    () => access.admit({ ...nobody, via: 'http', cookie: secondCookie }),
    refusedAs('unauthorized'),
  );
});

test('who guesses has to wait, and nobody else has to', async () => {
  const now = { ms: 0 };
  const access = accessAt(now);
  const guess = (address: string) => access.login({ token: 'guess' }, address, signal);
  for (let round = 0; round < 5; round += 1)
    await assert.rejects(guess('10.0.0.1'), refusedAs('unauthorized'));
  await assert.rejects(guess('10.0.0.1'), refusedAs('tooMany'));
  await assert.rejects(access.login({ token }, '10.0.0.1', signal), refusedAs('tooMany'));
  await access.login({ token }, '10.0.0.2', signal);
  now.ms = 61_000;
  await access.login({ token }, '10.0.0.1', signal);
});

test('many guesses at once are no more than guesses one after the other', async () => {
  const access = accessAt({ ms: 0 }, { isAdministrator: async () => false });
  const guess = () => access.login({ username: 'root', password: 'guess' }, '10.0.0.1', signal);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, guess));
  const waits = outcomes.filter(
    (outcome) => outcome.status === 'rejected' && refusedAs('tooMany')(outcome.reason),
  );
  assert.equal(waits.length, 15);
});

test('a Cloud Director that does not answer is no wrong password', async () => {
  const access = accessAt(
    { ms: 0 },
    { isAdministrator: () => Promise.reject(new Error('connection refused')) },
  );
  await assert.rejects(
    access.login({ username: 'root', password: 'right' }, '10.0.0.1', signal),
    refusedAs('unavailable'),
  );
});

test('a stranger is told apart without a refusal', () => {
  const access = accessAt({ ms: 0 });
  assert.equal(access.recognize({ ...nobody, via: 'http' }), undefined);
});
