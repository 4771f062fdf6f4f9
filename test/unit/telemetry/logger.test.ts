import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { createLogger } from '#telemetry/logger.ts';
import { recordedLog } from '../../support/recorded-log.ts';

it('writes what is listed, at every depth, and nothing else', () => {
  const { log, lines } = recordedLog();
  const careless = {
    ...{ token: 'secret-1', kubeconfig: 'secret-2', requestId: 'r-1' },
    outcome: { kind: 'waiting', password: 'secret-3', reason: { userData: 'secret-4' } },
    keys: ['Cluster/acme/c1', { headers: { authorization: 'secret-5' } }],
  };
  log.info(careless, 'Logged in');
  const text = JSON.stringify(lines);
  assert.doesNotMatch(text, /secret-/);
  assert.match(text, /"requestId":"r-1".*"kind":"waiting"/);
  assert.match(text, /"token":"\[not listed\]"/);
  assert.match(text, /"time":"\d{4}-\d\d-\d\dT/);
});

it('writes of errors what is known, their causes too, and of what libraries hang on them nothing', () => {
  const { log, lines } = recordedLog();
  const cause = Object.assign(new Error('connect to https://root:secret-1@vcd/ failed'), {
    options: { headers: { authorization: 'Basic secret-2' } },
    code: 'ECONNREFUSED',
  });
  const error = new Error('vCD said: Authorization: Bearer secret-3secret, password=secret-4', { cause });
  log.error({ err: error }, 'Failed');
  const key = '-----BEGIN RSA PRIVATE KEY-----\nsecret-5\n-----END RSA PRIVATE KEY-----';
  log.error({ err: new TypeError(key), problem: '{"adminPassword":"secret-6"}' }, 'Failed');
  const text = JSON.stringify(lines);
  assert.doesNotMatch(text, /secret-/);
  assert.match(text, /"message":"connect to https:\/\/\[redacted\]@vcd\/ failed"/);
  assert.match(text, /"code":"ECONNREFUSED"/);
  assert.match(text, /"type":"TypeError"/);
});

it('writes with the lines of some work what the work is', async () => {
  const { log, lines } = recordedLog();
  const library = log.child({ operation: 'getVApp' });
  await log.child({ requestId: 'r-1' }).within(async () => {
    await Promise.resolve();
    await library
      .child({ reconcileId: 'abc' })
      .within(async () => library.info({ code: '200' }, 'called vCD'));
  });
  library.info({ code: '404' }, 'called vCD');
  const told = lines.map(({ requestId, reconcileId, operation, code }) => [
    requestId,
    reconcileId,
    operation,
    code,
  ]);
  assert.deepEqual(told, [
    ['r-1', 'abc', 'getVApp', '200'],
    [undefined, undefined, 'getVApp', '404'],
  ]);
});

it('writes nothing below its level', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  log.info({}, 'quiet');
  log.warn({}, 'loud');
  assert.equal(lines.length, 1);
});

it('is given constant messages everywhere: data are keys', () => {
  const call =
    /\blog(?:ger)?(?:\.(?:debug|info|warn|error|fatal)|\[\w+\])\(\s*(?:\{(?:[^{}]|\{[^{}]*\})*\},\s*)?([^\s)]+)/g;
  const sources = globSync('src/**/*.ts', { cwd: new URL('../../../', import.meta.url).pathname });
  const calls = sources.flatMap((path) => {
    const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
    return [...text.matchAll(call)].map((match) => ({ path, message: match[1] ?? '' }));
  });
  assert.ok(calls.length > 30, 'finds the calls at all');
  assert.deepEqual(
    calls.filter(({ message }) => !message.startsWith("'")),
    [],
  );
});
