import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { loadConfig } from '#config/load-config.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { keyOf } from '#records/metadata.ts';
import { startServer } from '../../src/main.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { filesInArchive } from '../support/archive.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { leakyGuests } from '../support/leaky-guests.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import {
  eventually,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

/** Secrets by where they were planted or found. */
const canaries = new Map<string, string>();

function plant(place: string): string {
  const canary = `canary${randomBytes(12).toString('hex')}`;
  canaries.set(place, canary);
  return canary;
}

/** Says, without repeating the secret, which canaries are in a text. */
function singing(text: string): string[] {
  return [...canaries].filter(([, canary]) => text.includes(canary)).map(([place]) => place);
}

/** A secret is planted in everything that comes in, and everything that goes out is searched for it. */
describe('canaries', { skip: noBroker, timeout: 120_000 }, () => {
  const guests = leakyGuests(
    quickGuests(),
    (vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name === 'c2',
    plant,
  );
  let cloud: SimulatedCloud;
  let server: ServerProcess;
  let operatorUrl: string;
  let operatorToken: string;
  const answers: string[] = [];

  before(async () => {
    cloud = await startCloud({
      guests,
      onExchange: ({ responseHeaders }) => {
        const token = responseHeaders['x-vcloud-authorization'];
        if (typeof token === 'string') canaries.set(`session token ${token.slice(0, 4)}…`, token);
      },
    });
    canaries.set('token of the tenant', cloud.alice.token);
    operatorToken = plant('token file');
    await writeFile(join(cloud.directory, 'token'), operatorToken);
    await changeConfig(cloud.configPath, (config) => {
      config['operator'] = { listen: `127.0.0.1:${operatorPort}`, token_file: 'token' };
      config['telemetry'] = {
        ...(config['telemetry'] as object),
        listen: `127.0.0.1:${telemetryPort}`,
        log_file: 'cse.log',
      };
      config['vcs'] = (config['vcs'] as object[]).map((entry) => ({ ...entry, password: plant('vCenter') }));
      const broker = config['broker'] as { templates: object[] };
      broker.templates = broker.templates.map((template, index) => ({
        ...template,
        admin_password: plant(`password of a template ${index + 1}`),
      }));
    });
    process.env['CSE_CANARY'] = plant('environment');
    server = await startServerProcess(cloud);
    delete process.env['CSE_CANARY'];
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('are in everything that comes in', async () => {
    const { alice, sim } = cloud;
    const headers = {
      accept: 'application/*+json;version=31.0',
      'x-vcloud-authorization': alice.token,
      'x-canary': plant('header'),
      cookie: `session=${plant('cookie')}`,
    };
    const send = async (method: string, path: string, body?: string) => {
      const answer = await fetch(`${sim.url}${path}`, {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      answers.push(await answer.text());
      return answer.status;
    };
    assert.equal(await send('GET', `/api/cse?password=${plant('query')}`), 200);
    assert.equal(await send('GET', `/api/cse/nothing/at/all?token=${plant('query of no route')}`), 404);
    assert.equal(await send('DELETE', `/api/cse/no-such?token=${plant('query of a change')}`), 500);
    const typed = createBody('typed', { network: { password: plant('body of another type') } });
    assert.equal(await send('POST', '/api/cse', JSON.stringify(typed)), 400);
    assert.equal(await send('POST', '/api/cse', `{"password": "${plant('body that is cut off')}`), 400);
    await fetch(`${sim.url}/api/cse`, {
      headers: { ...headers, 'x-vcloud-authorization': plant('token that nobody has') },
    }).then(async (answer) => answers.push(await answer.text()));

    const extra = { password: plant('unknown key of a body'), kubeadm: { token: plant('unknown object') } };
    const creation = await requestCluster(alice, 'c1', { node_count: 1, ...extra });
    assert.equal((await creation.ended()).status, 'success');
    for (const [name, secret] of await storedSecrets(cloud)) canaries.set(name, secret);

    const leaky = await requestCluster(alice, 'c2', { node_count: 0, disable_rollback: false });
    const failed = await leaky.ended();
    assert.equal(failed.status, 'error');
    assert.match(failed.error, /error execution phase preflight/);
    answers.push(failed.error);
    sim.setFaults(
      [
        { operation: 'vdcComposeVapp', effect: 'task-error' as const, place: 'task' },
        { operation: 'POST /api/vdc/{id}/action/composeVApp', effect: 'answer' as const, place: 'refusal' },
      ].map(({ place, ...rule }, index) =>
        fault({
          ...rule,
          object: `c${index + 3}`,
          message: `vSphere login with password: ${plant(`${place} of vCD`)} failed`,
          ...(place === 'refusal' && { status: 400, code: 'BAD_REQUEST' }),
        }),
      ),
    );
    for (const name of ['c3', 'c4']) {
      const refused = await (await requestCluster(alice, name, { disable_rollback: false })).ended();
      assert.match(refused.error, /vSphere login with password: \[redacted\] failed/);
      answers.push(refused.error);
    }
    sim.setFaults([]);

    operatorUrl = `http://127.0.0.1:${operatorPort}`;
    const login = (body: object) =>
      fetch(`${operatorUrl}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then(async (answer) => {
        answers.push(await answer.clone().text());
        return answer;
      });
    await login({ username: 'administrator', password: plant('password of a login') });
    await login({ token: plant('wrong token') });
    await login({ tocken: plant('misspelt token') });
    const session = await login({ token: operatorToken });
    const cookie = session.headers.get('set-cookie') ?? '';
    const id = /^cse_session=([\w-]{20,})/.exec(cookie)?.[1];
    assert.ok(id, cookie);
    canaries.set('session of the page', id);
    answers.push(await (await fetch(`${operatorUrl}/v1/service`, { headers: { cookie } })).text());
    const wrong = { authorization: `Bearer ${plant('bearer')}` };
    answers.push(await (await fetch(`${operatorUrl}/v1/service`, { headers: wrong })).text());
    const query = plant('query of the operators');
    answers.push(await (await ask(`/v1/summaries/clusters?token=${query}`)).text());
    assert.ok(canaries.size > 25, `${canaries.size} canaries`);
  });

  const ask = (path: string, method = 'GET') =>
    fetch(`${operatorUrl}${path}`, { method, headers: { authorization: `Bearer ${operatorToken}` } });

  it('are heard where they sing', async () => {
    const config = await readFile(cloud.configPath, 'utf8');
    assert.deepEqual(singing(config).slice(0, 2), ['vCenter', 'password of a template 1']);
  });

  it('are in no answer', () => {
    assert.ok(answers.length > 10);
    assert.deepEqual(singing(answers.join('\n')), []);
  });

  it('are in nothing that operators are shown', async () => {
    assert.equal((await ask('/v1/records/clusters/acme/c1/reconcile', 'POST')).status, 200);
    for (const path of [
      ...['/v1/summaries/clusters', '/v1/records/clusters', '/v1/records/templates', '/v1/nodes'],
      ...['/v1/events', '/v1/service', '/', '/v1/records/clusters/acme/c2/explanation'],
    ]) {
      const answer = await ask(path);
      assert.equal(answer.status, 200, path);
      assert.deepEqual(singing(await answer.text()), [], path);
    }
    for (const words of [
      ['describe', 'cluster', 'c2'],
      ['explain', 'cluster', 'c2'],
      ['get', 'events', '-A'],
    ]) {
      const { stdout } = await cse(...words, '-c', cloud.configPath);
      assert.match(stdout, /c2/);
      assert.deepEqual(singing(stdout), [], words.join(' '));
    }
    const metrics = await fetch(`http://127.0.0.1:${telemetryPort}/metrics`);
    assert.deepEqual(singing(await metrics.text()), []);
  });

  it('are not in the audit, nor in a bundle for support', async () => {
    const { stdout } = await cse('audit', 'export', '-c', cloud.configPath);
    assert.match(stdout, /"verb":"createCluster"/);
    assert.match(stdout, /"source":"token","state":"done",.*"verb":"reconcile"/);
    assert.deepEqual(singing(stdout), []);
    assert.match((await cse('audit', 'verify', '-c', cloud.configPath)).stdout, /is whole/);

    const path = join(cloud.directory, 'bundle.tar.gz');
    await cse('support-bundle', '-c', cloud.configPath, '-o', path);
    const files = await filesInArchive(path);
    assert.deepEqual(
      [...files.keys()].filter((name) => name.endsWith('.missing')),
      [],
    );
    assert.equal(files.size, 10);
    for (const [name, text] of files) assert.deepEqual(singing(text), [], name);
  });

  it('are not in the log at its most talkative, nor in the list of processes', async () => {
    const log = await server.printed();
    assert.match(log, /"level":20/);
    assert.match(log, /"reconcileId":"\w{8}".*"operation":"\w+".*"called vCD"/);
    assert.deepEqual(singing(log), []);
    assert.deepEqual(singing(await readFile(join(cloud.directory, 'cse.log'), 'utf8')), []);
    assert.deepEqual(singing(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')), []);
  });

  it('are not in what a server says that neither its broker nor its Cloud Director lets in', async () => {
    await using home = await startCloud({ guests });
    await changeConfig(home.configPath, (config) => {
      Object.assign(config['amqp'] as object, { password: plant('password of the broker') });
      Object.assign(config['vcd'] as object, { password: plant('password of vCD') });
    });
    const { config } = await loadConfig(home.configPath);
    const { log, lines } = recordedLog();
    await using server = await startServer(config, { log, configFile: home.configPath });
    await eventually(
      async () => lines.some(({ msg }) => msg === 'cannot consume requests yet') || undefined,
      'the broker refuses',
    );
    assert.equal((await fetch(`${server.telemetryUrl}/readyz`)).status, 503);
    assert.deepEqual(singing(JSON.stringify(lines)), []);
  });
});

const [operatorPort, telemetryPort] = [await freePort(), await freePort()];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function changeConfig(path: string, change: (config: Record<string, unknown>) => void): Promise<void> {
  const config = parse(await readFile(path, 'utf8')) as Record<string, unknown>; // a mapping: we wrote it
  change(config);
  await writeFile(path, stringify(config), { mode: 0o600 });
}

function cse(...words: string[]) {
  return promisify(execFile)(process.execPath, ['src/cli/cse.js', ...words], { maxBuffer: 1 << 26 });
}

/** Every line of every sealed secret that no public text has too, and the key that seals them. */
async function storedSecrets(cloud: SimulatedCloud): Promise<(readonly [string, string])[]> {
  const { config } = await loadConfig(cloud.configPath);
  const path = config.store.secretKeyFile;
  const secretKey = await loadSecretKey({ kind: 'file', path, create: false });
  const { log } = recordedLog();
  await using reader = await openSqliteReader({ path: config.store.path, log, secretKey });
  const found: (readonly [string, string])[] = [['key of the secrets', secretKey.toString('base64')]];
  for (const cluster of (await reader.clusters.list()).items) {
    const { uid } = cluster.metadata;
    for (const name of await reader.secrets.names(keyOf(cluster), uid)) {
      const value = (await reader.secrets.get(keyOf(cluster), uid, name)) ?? '';
      const lines = value.split(/\s+|\\n|"/).filter((line) => line.length >= 24 && !/^https?:|^-/.test(line));
      for (const [index, line] of lines.entries()) found.push([`secret ${name}, part ${index}`, line]);
    }
  }
  return found;
}
