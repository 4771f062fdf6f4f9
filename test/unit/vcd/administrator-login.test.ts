import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VcdUnavailable } from '#vcd/errors.ts';
import { connectToScript, xmlAnswer, type VcdScript } from '../../support/scripted-vcd.ts';

const never = new AbortController().signal;
const secret = 'a password of the tests';

/** Says to everybody who is logged in that this is a session of the organization. */
function sessionsOf(org: string): VcdScript {
  return ({ method, path }) => {
    if (`${method} ${path}` !== 'GET /api/session') return undefined;
    return xmlAnswer(
      `<Session xmlns="http://www.vmware.com/vcloud/v1.5" user="olga" org="${org}" userId="urn:vcloud:user:1" roles="System Administrator">
        <Link rel="down" type="application/vnd.vmware.vcloud.org+xml" name="${org}" href="http://vcd/api/org/5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a002"/>
      </Session>`,
    );
  };
}

test('a system administrator is known by a session of the provider, which is ended again', async () => {
  await using scripted = await connectToScript(sessionsOf('System'));
  assert.equal(await scripted.vcd.isAdministrator('olga', secret, never), true);
  assert.deepEqual(scripted.server.trail(), [
    'GET /api/versions',
    'POST /api/sessions',
    'GET /api/session',
    'DELETE /api/session',
  ]);
  const login = scripted.server.seen[1];
  assert.equal(
    login?.headers['authorization'],
    `Basic ${Buffer.from(`olga@System:${secret}`).toString('base64')}`,
  );
  assert.doesNotMatch(JSON.stringify(scripted.lines), new RegExp(secret));
});

test('the organization may be written behind the name, as in vCD’s own login', async () => {
  await using scripted = await connectToScript(sessionsOf('System'));
  assert.equal(await scripted.vcd.isAdministrator('olga@system', secret, never), true);
  const login = scripted.server.seen[1];
  assert.equal(
    login?.headers['authorization'],
    `Basic ${Buffer.from(`olga@System:${secret}`).toString('base64')}`,
  );
});

test('somebody of a tenant is no system administrator', async () => {
  await using scripted = await connectToScript(sessionsOf('acme'));
  assert.equal(await scripted.vcd.isAdministrator('olga', secret, never), false);
});

for (const status of [401, 403]) {
  test(`a login that vCD refuses with ${status} is nobody’s, and is not held against the next`, async () => {
    let refused = false;
    await using scripted = await connectToScript((call, session) => {
      if (call.path !== '/api/sessions' || refused) return sessionsOf('System')(call, session);
      refused = true;
      return { status };
    });
    assert.equal(await scripted.vcd.isAdministrator('olga', 'a guess', never), false);
    assert.equal(await scripted.vcd.isAdministrator('olga', secret, never), true);
  });
}

test('a vCD that cannot say so is no refusal', async () => {
  await using scripted = await connectToScript(({ path }) =>
    path === '/api/sessions' ? { status: 500 } : undefined,
  );
  await assert.rejects(scripted.vcd.isAdministrator('olga', secret, never), VcdUnavailable);
});
