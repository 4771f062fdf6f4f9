import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { listed, requestCluster } from '../support/cluster-requests.ts';
import { assertGolden } from '../support/golden.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { operatorOf, problemTold } from '../support/told-causes.ts';

const noSandbox = !bubblewrapUsable() && 'bubblewrap cannot make a sandbox here';
const diskBytes = 8_000_000;

/** One server, a process whose disk is small and whose limits can be set; it is the same one to the end. */
describe('a server that is short of something', { skip: noBroker || noSandbox }, () => {
  let cloud: SimulatedCloud;
  let sandbox: ServerProcess;
  /** Of the server itself, inside of its sandbox. */
  let pid: number;
  /** Its disk, as seen from outside. */
  let disk: string;
  let cse: ReturnType<typeof operatorOf>;
  const ask = (name: string) => cloud.alice.call('POST', '/api/cse', createBody(name, { node_count: 0 }));

  before(async () => {
    cloud = await startCloud();
    cse = operatorOf(cloud);
    const mount = join(cloud.directory, 'disk');
    await mkdir(mount);
    const config: unknown = parse(await readFile(cloud.configPath, 'utf8'));
    assert.ok(typeof config === 'object');
    const store = { path: join(mount, 'cse.db'), secret_key_file: join(mount, 'cse.key') };
    const operator = { socket: join(cloud.directory, 'cse.sock') };
    await writeFile(cloud.configPath, stringify({ ...config, store, operator }));
    const small = ['--size', String(diskBytes), '--tmpfs', mount];
    sandbox = await startServerProcess(
      cloud,
      [],
      ['bwrap', '--die-with-parent', '--dev-bind', '/', '/', ...small],
    );
    pid = Number(await readFile(`/proc/${sandbox.pid}/task/${sandbox.pid}/children`, 'utf8'));
    disk = `/proc/${pid}/root${mount}`;
  });
  after(async () => {
    process.kill(pid, 'SIGTERM');
    assert.equal(await sandbox.exited, 0, 'it has lived to the end');
    await cloud[Symbol.asyncDispose]();
  });

  it('of room on its disk refuses what it cannot keep, keeps what it has, and goes on when there is room', async () => {
    const kept = await requestCluster(cloud.alice, 'kept', { node_count: 0 });
    assert.equal((await kept.ended()).status, 'success');
    const ballast = join(disk, 'ballast');
    await assert.rejects(writeFile(ballast, Buffer.alloc(diskBytes)), { code: 'ENOSPC' });
    // What SQLite has already of the disk takes some requests more.
    const accepted: string[] = [];
    const refused = await eventually(async () => {
      const answer = await ask(`full${accepted.length}`);
      if (answer.status !== 202) return answer;
      accepted.push(`full${accepted.length}`);
      return undefined;
    }, 'a request is refused');
    const reason = 'The service cannot keep requests at the moment. Try again later.';
    assert.equal(refused.status, 503);
    assert.deepEqual(refused.body, { message: { reason, description: reason, stacktrace: [] } });
    const told = () => problemTold(cse, 'kept', /Nothing can be written: the disk/);
    await assertGolden('causes-disk-full.txt', await eventually(told, 'the full disk is shown'));
    assert.ok((await listed(cloud.alice)).includes('kept'));

    await rm(ballast);
    const later = await requestCluster(cloud.alice, 'later', { node_count: 0 });
    assert.equal((await later.ended()).status, 'success');
    assert.doesNotMatch((await cse('top')).stdout, /Nothing can be written/);
    await eventually(async () => {
      const names = await listed(cloud.alice);
      return accepted.every((name) => names.includes(name)) || undefined;
    }, 'what was accepted is made');
  });

  it('of file handles refuses or does each request, and finishes all that it accepted when there are some again', async () => {
    // All numbers below are taken for good: not one file or connection more can be opened.
    execFileSync('prlimit', ['--pid', String(pid), '--nofile=10:']);
    const names = Array.from({ length: 12 }, (_, index) => `many${index}`);
    const answers = await Promise.all(names.map(ask));
    for (const { status, text } of answers) {
      assert.ok(status === 202 || status === 503, text);
      assert.doesNotMatch(text, /EMFILE/);
    }
    const felt = async () => (await sandbox.printed()).includes('EMFILE') || undefined;
    await eventually(felt, 'the limit is felt');
    execFileSync('prlimit', ['--pid', String(pid), '--nofile=4096:']);

    for (const { status, body } of answers) {
      if (status !== 202) continue;
      assert.ok(typeof body === 'object' && body !== null && 'task_href' in body);
      const task = await cloud.alice.waitForTask(String(body.task_href), { pollMs: 20 });
      assert.equal(task.status, 'success', task.error);
    }
    const later = await requestCluster(cloud.alice, 'afterwards', { node_count: 0 });
    assert.equal((await later.ended()).status, 'success');
  });

  it('said nothing that does not fit the schemas', (t) => assertWireClean(t, cloud.wire));
});
