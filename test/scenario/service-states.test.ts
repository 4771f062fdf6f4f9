import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { createBody, type Tenant } from '../../scripts/simulated/tenant.ts';
import { deleted, requestCluster } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const disabled = 'CSE service is disabled. Contact the System Administrator.';
const nodeAlone = { node_count: 0 };

/** `cse run` as its operator and its administrators know it: started, switched, signalled, stopped, started again. */
describe('the states of the service', { skip: noBroker, timeout: 180_000 }, () => {
  // A creation takes long enough for something to happen meanwhile.
  const guests = quickGuests({ bootMs: 2_500 });
  let cloud: SimulatedCloud;
  let administrator: Tenant;
  let server: ServerProcess;
  const tokens: string[] = [];

  before(async () => {
    cloud = await startCloud({ guests });
    administrator = await cloud.login('administrator', 'System');
    tokens.push(cloud.alice.token, administrator.token);
    server = await startServerProcess(cloud);
  });
  afterEach(async () => {
    cloud.sim.setFaults([]);
    assert.doesNotMatch(await server.printed(), /"level":"?(error|fatal|50|60)/);
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const put = async (body: object) => {
    const answer = await administrator.call('PUT', '/api/cse/system', body);
    return [answer.status, (answer.body as { message: unknown }).message];
  };
  const status = async () => {
    const { body } = await administrator.call('GET', '/api/cse/system');
    return (body as { status: unknown }).status;
  };
  const listing = () => cloud.alice.call('GET', '/api/cse');

  it('disabled: what is new is refused in words, what runs goes on, and a restart changes nothing [checks 65, 68]', async () => {
    const creation = await requestCluster(cloud.alice, 'c1', nodeAlone);
    const refused = await cloud.alice.call('PUT', '/api/cse/system', { enabled: false });
    assert.equal(refused.status, 403);
    assert.equal((await listing()).status, 200);

    assert.deepEqual(await put({ enabled: false }), [200, 'Updated']);
    for (const answer of [await listing(), await cloud.alice.call('POST', '/api/cse', createBody('c2'))]) {
      assert.equal(answer.status, 500);
      assert.match(answer.text, new RegExp(`"reason": "${disabled}"`));
    }
    assert.equal((await creation.ended()).status, 'success');

    assert.equal(await server.terminate(), 0);
    server = await startServerProcess(cloud);
    assert.equal(await status(), 'Disabled');
    assert.equal((await listing()).status, 500);
    assert.deepEqual(await put({ enabled: true }), [200, 'Updated']);
    assert.equal((await listing()).status, 200);
    await deleted(cloud.alice, 'c1');
  });

  it('SIGTERM: the request in hand is answered, the exit code is 0, and a creation goes on after the restart', async () => {
    const creation = await requestCluster(cloud.alice, 'c1', nodeAlone);
    const slow = fault({ operation: 'GET /api/session', effect: 'delay', delayMs: 1_000, count: 1 });
    cloud.sim.setFaults([slow]);
    // Whose token was seen a moment ago is known without asking vCD.
    const another = await cloud.login('alice', 'acme');
    const inHand = another.call('GET', '/api/cse/c1/info');
    await eventually(async () => (await struck(cloud)) || undefined, 'the request is in hand');
    const exited = server.terminate();
    const [answer, code] = await Promise.all([inHand, exited]);
    assert.deepEqual([answer.status, code], [200, 0], answer.text);
    assert.equal((await cloud.alice.task(creation.taskHref)).status, 'running');

    server = await startServerProcess(cloud);
    const task = await creation.ended();
    assert.deepEqual([task.status, task.error], ['success', '']);
    await deleted(cloud.alice, 'c1');
  });

  it('a second server on the same database does not start, says why, and leaves the first alone', async () => {
    const second = await outcomeOf(['run', '-c', cloud.configPath, '-s']);
    assert.equal(second.code, 1);
    assert.match(
      second.stderr,
      /^Error: another server is using the database .*cse\.db .*; stop that server, or/m,
    );
    assert.doesNotMatch(second.stdout, /waiting for requests/);
    assert.equal((await listing()).status, 200);
  });

  it('stopped: what runs is finished even over a crash, then the process ends with 0, and starts afresh [checks 66, 67]', async () => {
    assert.deepEqual((await put({ stopped: true }))[0], 500);
    const creation = await requestCluster(cloud.alice, 'c1', nodeAlone);
    await put({ enabled: false });
    const told = 'CSE graceful shutdown started. CSE will finish processing 1 requests.';
    assert.deepEqual(await put({ stopped: true }), [200, told]);
    assert.equal(await status(), 'Shutting down');
    const [code, { reason }] = (await put({ enabled: true })) as [number, { reason: string }];
    assert.deepEqual([code, reason], [500, 'Cannot enable while being stopped.']);
    assert.equal((await listing()).status, 500);

    await server.kill9();
    server = await startServerProcess(cloud);
    assert.equal(await status(), 'Shutting down');
    assert.equal(await server.exited, 0);
    assert.equal((await creation.ended()).status, 'success');
    assert.equal((await cloud.leftovers()).runningTasks, 0);

    server = await startServerProcess(cloud);
    assert.equal(await status(), 'Running');
    await deleted(cloud.alice, 'c1');
  });

  it('the operator can take requests again, whatever was switched off', async () => {
    await put({ enabled: false });
    await server.terminate();
    server = await startServerProcess(cloud, ['--enable']);
    assert.equal(await status(), 'Running');
  });

  it('no token of a caller is in the log, in the database or in the events', async () => {
    const creation = await requestCluster(cloud.alice, 'c1', nodeAlone);
    assert.equal((await creation.ended()).status, 'success');
    const log = await server.printed();
    assert.match(log, /"level":"?(debug|20)/);
    assert.match(log, /"operation":"getCallerSession"/);
    const files = await Promise.all(['cse.db', 'cse.db-wal'].map((name) => contents(cloud, name)));
    await using reader = await openSqliteReader({
      path: join(cloud.directory, 'cse.db'),
      log: recordedLog().log,
    });
    const events = JSON.stringify(await reader.events.list());
    assert.match(events, /alice asked for create_cluster/);
    assert.match(files.join(''), /create_cluster/);
    for (const token of tokens) {
      assert.ok(token.length >= 32);
      for (const text of [log, events, ...files]) assert.ok(!text.includes(token));
    }
    await deleted(cloud.alice, 'c1');
  });

  it('a stop with nothing to finish ends the process as soon as it is answered', async () => {
    await put({ enabled: false });
    assert.deepEqual(await put({ stopped: true }), [200, 'CSE graceful shutdown started.']);
    assert.equal(await server.exited, 0);
  });

  it('said nothing to vCD that does not fit the schemas', (t) => assertWireClean(t, cloud.wire));
});

/** Whether the one fault rule has had its effect. */
async function struck(cloud: SimulatedCloud): Promise<boolean> {
  const answer = await fetch(`${cloud.sim.url}/sim/faults`);
  // vcdsim's own answer: its shape is documented there.
  const { rules } = (await answer.json()) as { rules: { struck: number }[] };
  return rules.some((rule) => rule.struck > 0);
}

async function contents({ directory }: SimulatedCloud, name: string): Promise<string> {
  return readFile(join(directory, name), 'latin1').catch((error: NodeJS.ErrnoException) => {
    // Closed properly, the database has no log of its own any more.
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

function outcomeOf(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/cli/cse.js', ...words], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
