import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { parse } from 'yaml';
import { defaultModel, emptyModel, startVcdsim } from '../src/index.ts';
import { parseModel } from '../src/model/model-file.ts';

const program = join(import.meta.dirname, '../src/main.ts');

interface Ready {
  readonly ready: boolean;
  readonly url: string;
  readonly caCertificate?: string;
}

/** The program, running; SIGTERM ends it. */
async function running(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), exited]);
  return {
    ready: JSON.parse(String(first[0])) as Ready,
    stop: async (): Promise<unknown> => {
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

/** The program, run to its end. */
async function ended(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { out, errors, code };
}

test('the program says where it is, serves a model of its own with TLS, and stops cleanly', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vcdsim-'));
  try {
    const model = join(directory, 'model.yaml');
    await writeFile(
      model,
      'administrators: [{ name: root, password: pw }]\norgs: [{ name: solo, users: [{ name: u, password: pw }] }]\n',
    );
    const faults = join(directory, 'faults.yaml');
    await writeFile(
      faults,
      '- { operation: GET /api/org, effect: answer, status: 418, code: TEAPOT, count: 1 }\n',
    );
    const latency = join(directory, 'latency.yaml');
    await writeFile(latency, 'default: 5\noperations: { vdcComposeVapp: { ms: 1, perVmMs: 2 } }\n');
    const fault = ['--fault', 'operation=GET /api/org,effect=answer,status=404,code=ONE_LINE'];
    const files = ['--model', model, '--faults', faults, ...fault, '--latency-file', latency];
    const { ready, stop } = await running('--tls', '--seed', '1', ...files);
    assert.match(ready.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const login = await secureGet(ready, 'POST', '/api/sessions', {
      authorization: `Basic ${Buffer.from('u@solo:pw').toString('base64')}`,
    });
    assert.equal(login.status, 200);
    const token = String(login.headers['x-vcloud-authorization']);
    const orgs = await secureGet(ready, 'GET', '/api/org', { 'x-vcloud-authorization': token });
    assert.equal(orgs.status, 418);
    assert.match(orgs.body, /TEAPOT/);
    const again = await secureGet(ready, 'GET', '/api/org', { 'x-vcloud-authorization': token });
    assert.match(again.body, /ONE_LINE/);
    assert.equal(await stop(), 0);
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** `fetch` takes no certificate. */
async function secureGet(ready: Ready, method: string, path: string, headers: Record<string, string>) {
  const options = {
    method,
    ca: ready.caCertificate,
    headers: { accept: 'application/*+xml;version=37.0', ...headers },
  };
  const call = request(`${ready.url}${path}`, options);
  call.end();
  // The only argument of this event is the answer.
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

test('the help names every option, and wrong ones are told', async () => {
  const help = await ended('--help');
  for (const option of [
    '--listen',
    '--amqp',
    '--model',
    '--guests',
    '--latency-ms',
    '--seed',
    '--tls',
    '--faults',
  ]) {
    assert.ok(help.out.includes(option), option);
  }
  const wrong = await ended('--listen', 'nowhere');
  assert.equal(wrong.code, 1);
  assert.match(wrong.errors, /HOST:PORT/);
  const noRule = await ended('--fault', 'operation=x,effect=magic');
  assert.equal(noRule.code, 1);
  assert.match(noRule.errors, /effect/);
  const file = join(import.meta.dirname, 'command-line.test.ts');
  const noFile = await ended('--faults', file);
  assert.equal(noFile.code, 1);
  assert.ok(noFile.errors.startsWith(`vcdsim: ${file}: `), noFile.errors);
  const missing = await ended('--model', '/does/not/exist.yaml');
  assert.equal(missing.code, 1);
  assert.match(missing.errors, /^vcdsim: ENOENT/);
});

test('the built-in model is printed as a file that can be used', async () => {
  const { out, code } = await ended('--print-model');
  assert.equal(code, 0);
  assert.deepEqual(parseModel(parse(out)), parseModel(defaultModel));
  const empty = parseModel(parse((await ended('--empty', '--print-model')).out));
  assert.deepEqual(empty.services, []);
  assert.deepEqual(empty, parseModel(emptyModel));
  assert.match((await ended('--empty', '--model', 'x.yaml')).errors, /cannot be used with/);
});

test('a model that is none is refused with the place of its fault', () => {
  const wrong = { ...defaultModel, orgs: [{ name: 'x', vdcs: [{ name: 'v', networks: [{ name: 'n' }] }] }] };
  assert.throws(() => parseModel(wrong, 'model.yaml'), /model\.yaml: .*gateway/s);
});

test('two simulators run in one process and know nothing of each other', async () => {
  await using one = await startVcdsim({ seed: 1 });
  await using two = await startVcdsim({ seed: 1 });
  assert.notEqual(one.url, two.url);
  const headers = {
    accept: 'application/*+xml;version=37.0',
    authorization: `Basic ${Buffer.from('alice@acme:secret').toString('base64')}`,
  };
  await fetch(`${one.url}/api/sessions`, { method: 'POST', headers });
  const sessions = async (url: string) => {
    const stats = (await (await fetch(`${url}/sim/stats`)).json()) as { sessions: number };
    return stats.sessions;
  };
  assert.deepEqual([await sessions(one.url), await sessions(two.url)], [1, 0]);
});
