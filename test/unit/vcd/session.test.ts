import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, test } from 'node:test';
import { VcdForbidden, VcdOverloaded, VcdRejected, VcdUnauthorized, VcdUnavailable } from '#vcd/errors.ts';
import { taskDocument } from '../../support/vcd-documents.ts';
import { FakeTime } from '../../support/fake-time.ts';
import {
  connectToScript,
  errorAnswer,
  password,
  versions,
  xmlAnswer,
  type VcdScript,
} from '../../support/scripted-vcd.ts';

const never = new AbortController().signal;
const taskId = '00000001-0000-4000-8000-000000000000';
const getTask = `GET /api/task/${taskId}`;
const task = xmlAnswer(taskDocument({ id: taskId, status: 'running' }));

/** Answers the task to whoever comes with one of these tokens, 401 to others. */
function tasksFor(...tokens: readonly string[]): VcdScript {
  return ({ method, path, headers }) => {
    if (`${method} ${path}` !== getTask) return undefined;
    const accepted = tokens.some((token) => headers['authorization'] === `Bearer ${token}`);
    return accepted ? task : { status: 401 };
  };
}

test('nothing is asked before the first call, and nothing is left to log out of', async () => {
  const scripted = await connectToScript(() => undefined);
  await scripted[Symbol.asyncDispose]();
  assert.deepEqual(scripted.server.trail(), []);
});

test('the first call negotiates, logs in and goes out with the token; the end logs out', async () => {
  const logins: string[] = [];
  const metrics = { onLogin: ({ outcome }: { outcome: string }) => void logins.push(outcome) };
  const scripted = await connectToScript(tasksFor('token-1'), { metrics });
  await scripted.vcd.getTask(taskId, never);
  await scripted.vcd.getTask(taskId, never);
  await scripted[Symbol.asyncDispose]();
  assert.deepEqual(scripted.server.trail(), [
    'GET /api/versions',
    'POST /api/sessions',
    getTask,
    getTask,
    'DELETE /api/session',
  ]);
  const [, login, call, , logout] = scripted.server.seen;
  const basic = Buffer.from(`cse@System:${password}`).toString('base64');
  assert.equal(login?.headers['authorization'], `Basic ${basic}`);
  assert.equal(call?.headers['accept'], 'application/*+xml;version=37.0');
  assert.equal(logout?.headers['authorization'], 'Bearer token-1');
  assert.deepEqual(logins, ['ok']);
});

test('many callers at once cause one negotiation and one login', async () => {
  await using scripted = await connectToScript(tasksFor('token-1'));
  await Promise.all(Array.from({ length: 12 }, () => scripted.vcd.getTask(taskId, never)));
  assert.equal(scripted.count('GET /api/versions'), 1);
  assert.equal(scripted.count('POST /api/sessions'), 1);
  assert.equal(scripted.count(getTask), 12);
});

test('a server that knows no access tokens is spoken to with its own', async () => {
  await using scripted = await connectToScript(({ path, headers }) => {
    if (path === '/api/sessions') return { status: 200, headers: { 'x-vcloud-authorization': 'hex' } };
    if (path.startsWith('/api/task/')) {
      return headers['x-vcloud-authorization'] === 'hex' ? task : { status: 401 };
    }
    return undefined;
  });
  assert.equal((await scripted.vcd.getTask(taskId, never)).state, 'running');
});

describe('a session that vCD does not accept any more', () => {
  test('is replaced once and the call is repeated once', async () => {
    await using scripted = await connectToScript(tasksFor('token-2'));
    assert.equal((await scripted.vcd.getTask(taskId, never)).id, taskId);
    assert.deepEqual(scripted.server.trail().slice(1), [
      'POST /api/sessions',
      getTask,
      'POST /api/sessions',
      getTask,
    ]);
  });

  test('is replaced once for all who meet it', async () => {
    await using scripted = await connectToScript(tasksFor('token-2'));
    await Promise.all(Array.from({ length: 8 }, () => scripted.vcd.getTask(taskId, never)));
    assert.equal(scripted.count('POST /api/sessions'), 2);
  });

  test('and whose successor is not accepted either, is the caller’s to see', async () => {
    await using scripted = await connectToScript(tasksFor());
    await assert.rejects(scripted.vcd.getTask(taskId, never), VcdUnauthorized);
    assert.equal(scripted.count(getTask), 2);
    assert.equal(scripted.count('POST /api/sessions'), 2);
  });

  test('lets a change be repeated too: it was refused before it was looked at', async () => {
    const path = `/api/vApp/vapp-${taskId}/power/action/powerOn`;
    await using scripted = await connectToScript((request) => {
      if (request.path !== path) return undefined;
      return request.headers['authorization'] === 'Bearer token-2' ? task : { status: 401 };
    });
    await scripted.vcd.powerOnVApp(taskId, { orgId: taskId }, never);
    assert.equal(scripted.count(`POST ${path}`), 2);
  });
});

describe('a login that is refused', () => {
  const refused: VcdScript = ({ path }) =>
    path === '/api/sessions' ? errorAnswer(401, 'UNAUTHORIZED', 'no such user') : undefined;

  test('is not tried again for half a minute, or vCD locks the account', async () => {
    const time = new FakeTime();
    const logins: string[] = [];
    const metrics = { onLogin: ({ outcome }: { outcome: string }) => void logins.push(outcome) };
    await using scripted = await connectToScript(refused, { time, metrics });
    const call = () => assert.rejects(scripted.vcd.getTask(taskId, never), VcdUnauthorized);
    await call();
    await call();
    time.jump(29_000);
    await call();
    assert.equal(scripted.count('POST /api/sessions'), 1);
    time.jump(2_000);
    await call();
    assert.equal(scripted.count('POST /api/sessions'), 2);
    assert.equal(logins[0], 'refused');
  });

  test('is not repeated at once as a call with an old session would be', async () => {
    await using scripted = await connectToScript(refused);
    await assert.rejects(scripted.vcd.whoAmI(never), /no such user/);
    assert.equal(scripted.count('POST /api/sessions'), 1);
  });

  test('because the user may not use the API is a refusal as well', async () => {
    await using scripted = await connectToScript(({ path }) =>
      path === '/api/sessions' ? errorAnswer(403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'no') : undefined,
    );
    await assert.rejects(scripted.vcd.whoAmI(never), VcdForbidden);
    await assert.rejects(scripted.vcd.whoAmI(never), VcdForbidden);
    assert.equal(scripted.count('POST /api/sessions'), 1);
  });
});

describe('a login that fails for another reason', () => {
  test('is tried again by the next call, and fails all who waited for it', async () => {
    let ill = true;
    const script = tasksFor('token-1');
    await using scripted = await connectToScript((request, session) =>
      ill && request.path === '/api/sessions' ? { status: 503 } : script(request, session),
    );
    const calls = Array.from({ length: 3 }, () => scripted.vcd.getTask(taskId, never));
    for (const call of calls) await assert.rejects(call, VcdOverloaded);
    assert.equal(scripted.count('POST /api/sessions'), 1);
    ill = false;
    assert.equal((await scripted.vcd.getTask(taskId, never)).state, 'running');
  });

  test('says so when the answer has no token', async () => {
    await using scripted = await connectToScript(({ path }) =>
      path === '/api/sessions' ? xmlAnswer('<Session/>') : undefined,
    );
    await assert.rejects(
      scripted.vcd.whoAmI(never),
      (fault) =>
        fault instanceof VcdUnavailable && /login cannot be read: it has no token/.test(fault.message),
    );
  });

  test('says so when the list of versions is something else', async () => {
    await using scripted = await connectToScript(({ path }) =>
      path === '/api/versions' ? { status: 200, body: '<html>Maintenance</html>' } : undefined,
    );
    await assert.rejects(
      scripted.vcd.whoAmI(never),
      (fault) => fault instanceof VcdUnavailable && /getVersions cannot be read/.test(fault.message),
    );
  });
});

describe('where the old login is not served', () => {
  for (const status of [404, 405, 406, 410]) {
    for (const [org, path] of [
      ['system', '/cloudapi/1.0.0/sessions/provider'],
      ['acme', '/cloudapi/1.0.0/sessions'],
    ] as const) {
      test(`(${status}) an account of ${org} uses ${path}`, async () => {
        const script: VcdScript = (request, session) => {
          if (request.path === '/api/sessions') return { status };
          if (request.path !== path) return tasksFor('jwt')(request, session);
          return { status: 200, headers: { 'x-vmware-vcloud-access-token': 'jwt' }, body: '{}' };
        };
        await using scripted = await connectToScript(script, { org, apiVersion: '38.0' });
        assert.equal((await scripted.vcd.getTask(taskId, never)).state, 'running');
        const login = scripted.server.seen.find((request) => request.path === path);
        assert.equal(login?.headers['accept'], 'application/json;version=38.0');
      });
    }
  }
});

describe('versions', () => {
  test('a configured version that is not offered is a clear refusal', async () => {
    await using scripted = await connectToScript(() => undefined, { apiVersion: '29.0' });
    await assert.rejects(
      scripted.vcd.getTask(taskId, never),
      (fault) => fault instanceof VcdRejected && /29\.0; it offers 31\.0, 37\.0, 38\.0/.test(fault.message),
    );
    assert.equal(scripted.count('POST /api/sessions'), 0);
  });

  test('an upgrade that ends ours is found out after the call that meets it', async () => {
    let upgraded = false;
    await using scripted = await connectToScript(({ path, headers }) => {
      if (path === '/api/versions') return xmlAnswer(versions(upgraded ? '36.0' : '37.0'));
      if (!path.startsWith('/api/task/')) return undefined;
      const current = headers['accept']?.endsWith(upgraded ? '36.0' : '37.0');
      return current ? task : errorAnswer(406, 'NOT_ACCEPTABLE', 'Invalid API version requested');
    });
    await scripted.vcd.getTask(taskId, never);
    upgraded = true;
    await assert.rejects(scripted.vcd.getTask(taskId, never), VcdRejected);
    assert.equal((await scripted.vcd.getTask(taskId, never)).state, 'running');
  });
});

test('who gives up during a login does not end it for the others', async () => {
  const opened = Promise.withResolvers<void>();
  await using scripted = await connectToScript((request, session) => {
    if (request.path !== '/api/versions') return tasksFor('token-1')(request, session);
    return opened.promise.then(() => xmlAnswer(versions('37.0')));
  });
  const impatient = new AbortController();
  const first = scripted.vcd.getTask(taskId, impatient.signal);
  const second = scripted.vcd.getTask(taskId, never);
  impatient.abort(new Error('enough'));
  await assert.rejects(first, /enough/);
  opened.resolve();
  assert.equal((await second).state, 'running');
});

test('after the end nothing goes out any more', async () => {
  const scripted = await connectToScript(tasksFor('token-1'));
  await scripted.vcd.getTask(taskId, never);
  await scripted.vcd[Symbol.asyncDispose]();
  const before = scripted.server.trail().length;
  await assert.rejects(scripted.vcd.getTask(taskId, never), /was closed/);
  assert.equal(scripted.server.trail().length, before);
  await scripted.server[Symbol.asyncDispose]();
});

test('a logout that fails is no fault', async () => {
  const script = tasksFor('token-1');
  const scripted = await connectToScript((request, session) =>
    request.method === 'DELETE' ? 'hangUp' : script(request, session),
  );
  await scripted.vcd.getTask(taskId, never);
  await scripted[Symbol.asyncDispose]();
  assert.equal(scripted.count('DELETE /api/session'), 1);
});

test('neither password nor token is in any error or log line', async () => {
  const scripted = await connectToScript(({ path }) => {
    if (path.startsWith('/api/task/')) return 'hangUp';
    if (path.startsWith('/api/org/')) return { status: 500, body: 'x' };
    return undefined;
  });
  const faults: unknown[] = [];
  const keep = (fault: unknown) => void faults.push(fault);
  await scripted.vcd.getTask(taskId, never).catch(keep);
  await scripted.vcd
    .asCaller({ token: 'token-of-alice', scheme: 'bearer', apiVersion: '31.0' })
    .findVdcId(taskId, 'vdc', never)
    .catch(keep);
  await scripted[Symbol.asyncDispose]();
  assert.equal(faults.length, 2);
  const shown = inspect(faults, { depth: 20, showHidden: true }) + JSON.stringify(scripted.lines);
  const basic = Buffer.from(`cse@System:${password}`).toString('base64');
  for (const secret of [password, basic, 'token-1', 'token-of-alice']) {
    assert.ok(!shown.includes(secret), `${secret} is shown`);
  }
});
