import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { GuestDriver } from 'vcdsim';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { fault } from '../support/faults.ts';
import {
  eventually,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { openTenantShell, type Ended, type TenantShell } from '../support/tenant-shell.ts';

const kubectl = findKubectl();

describe('the life of a cluster, by our own client', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  let alice: TenantShell;
  before(async () => {
    guests = quickGuests({ workloadApi: true });
    cloud = await startCloud({ guests });
    await cloud.startServer();
    alice = await openTenantShell(cloud.directory);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('refuses a wrong password, and says what to check', async () => {
    const ended = await alice.run(`login ${cloud.sim.url} acme alice -p wrong`);
    assert.match(
      ended.stderr,
      /^Error: .* does not let alice of organization 'acme' in\.\nCheck organization, /,
    );
    assert.deepEqual([ended.code, ended.stdout], [1, '']);
    assert.match(
      (await alice.run('cluster list')).stderr,
      /^Error: Can't restore session, please login again\./,
    );
  });

  it('logs in with a password from a pipe; the profile is its owner’s only', async () => {
    assertPrinted(await alice.run(`login ${cloud.sim.url} acme alice`, { input: 'secret\n' }), [
      "alice logged in, org: 'acme', vdc: 'acme-vdc'",
    ]);
    const profile = join(alice.home, '.vcd-cse', 'profile.json');
    assert.equal((await stat(profile)).mode & 0o777, 0o600);
    assert.doesNotMatch(await readFile(profile, 'utf8'), /secret/);
    const { stdout } = await alice.run('whoami -o json');
    assert.deepEqual(JSON.parse(stdout), {
      api_version: '39.0',
      host: cloud.sim.url,
      org: 'acme',
      user: 'alice',
      vdc: 'acme-vdc',
    });
  });

  it('lists templates [check 13]', async () => {
    assertPrinted(await alice.run('template list'), [
      'catalog    catalog_item           description                               is_default    name',
      '---------  ---------------------  ----------------------------------------  ------------  ------------',
      'cse        ubuntu-24.04-k8s-1.36  Ubuntu 24.04                              True          ubuntu-24.04',
      '                                  Kubernetes 1.36',
      'cse        photon-5-k8s-1.36      Photon 5                                  False         photon-5',
      '                                  Kubernetes 1.36',
      'cse        no-such-item           offered, but its catalog item is missing  False         not-built',
    ]);
  });

  it('makes a cluster, tells each of its texts once, and ends when the task does', async () => {
    const { stdout, stderr, code } = await alice.run('cluster create c1 -n acme-net');
    assert.deepEqual([stderr, code], ['', 0]);
    const lines = stdout.split('\n').slice(0, -1);
    const last = lines.pop() ?? '';
    assert.match(last, /^task: [0-9a-f-]{36}, Created cluster c1\([0-9a-f-]{36}\), result: success$/);
    for (const line of lines) assert.match(line, /^create_cluster: [A-Z].* c1\([0-9a-f-]{36}\)$/);
    assert.equal(new Set(lines).size, lines.length, stdout);
  });

  it('lists and shows it', async () => {
    const list = await alice.run('cluster list');
    assert.match(
      list.stdout,
      /^IP master +VMs {2}name {4}status {6}template {6}vdc\n-.*\n127\.[\d.]+ +3 {2}c1 {6}POWERED_ON {2}ubuntu-24\.04 {2}acme-vdc\n$/,
    );
    const info = await alice.run('cluster info c1');
    assert.match(info.stdout, /^property +value\n/);
    assert.match(info.stdout, /^master_nodes +\{'name': 'mstr-\w{4}', 'ipAddress': '127\.[\d.]+'\}$/m);
    const nodes: unknown = JSON.parse((await alice.run('--json node list c1')).stdout);
    assert.ok(Array.isArray(nodes) && nodes.length === 3);
  });

  it('merges its kubeconfig, and kubectl works with it', async (t) => {
    const file = join(alice.home, '.kube', 'config');
    assertPrinted(await alice.run('cluster config c1 --merge'), [
      `${file}: the current context is now c1@acme.`,
    ]);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const again = await alice.run('cluster config c1 --merge');
    assert.match(again.stdout, /What the file was before is in .*\.vcd-cse-backup\.\n$/);
    if (kubectl === undefined) return t.diagnostic('kubectl is not installed: nodes were not listed');
    const nodes = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
    assert.equal(nodes.match(/^(mstr|node)-\w{4}\s+Ready\b/gm)?.length, 3, nodes);
  });

  it('ends with 1 when a task fails', async () => {
    const { stdout, code } = await alice.run('cluster create c2 -n acme-net -t zz');
    assert.match(stdout, /^task: [0-9a-f-]{36}, result: error, message: Template zz not found$/m);
    assert.equal(code, 1);
  });

  it('ends with 1 when a request is refused, with the error as a document where one was asked for', async () => {
    const ended = await alice.run('cluster info nope');
    assert.deepEqual([ended.code, ended.stdout, ended.stderr], [1, '', "Error: Cluster 'nope' not found.\n"]);
    const json = await alice.run('cluster info nope -o json');
    assert.deepEqual([json.code, json.stderr], [1, '']);
    assert.deepEqual(JSON.parse(json.stdout), { error: "Cluster 'nope' not found." });
  });

  it('completes the names of clusters', async () => {
    assertPrinted(await alice.run(['__complete', '--', 'cluster', 'delete', '']), ['c1']);
  });

  it('asks before it deletes [check 54]', async () => {
    const ended = await alice.run('cluster delete c1', { input: 'n\n' });
    assert.equal(ended.stdout, 'Are you sure you want to delete the cluster? [y/N]: ');
    assert.deepEqual([ended.code, ended.stderr], [1, 'Aborted!\n']);
  });

  it('says how to go on when it is interrupted, and goes on', async () => {
    const slow = { operation: 'vdcComposeVapp', effect: 'delay', delayMs: 3_000 } as const;
    cloud.sim.setFaults([fault(slow)]);
    const interrupted = await alice.run('cluster create c3 -n acme-net -N 0', {
      onOutput: (pid) => void process.kill(pid, 'SIGINT'),
    });
    cloud.sim.setFaults([]);
    assert.equal(interrupted.code, 130, interrupted.stderr);
    const href = /The work goes on\. Follow it: vcd-cse task wait (\S+)\n$/.exec(interrupted.stderr)?.[1];
    assert.ok(href, interrupted.stderr);
    const followed = await alice.run(['task', 'wait', href, '-o', 'json']);
    assert.equal(followed.code, 0, followed.stderr);
    assert.equal(JSON.parse(followed.stdout).task.status, 'success');
  });

  it('shows the task and returns at once with --no-wait [check 49]', async () => {
    const { stdout, code } = await alice.run('cluster delete c3 -y --no-wait');
    assert.equal(code, 0);
    assert.match(stdout, /^operationName +delete_cluster$/m);
    await eventually(async () => {
      const { stdout } = await alice.run('cluster list -o json');
      return JSON.parse(stdout).length === 1 || undefined;
    }, 'the deletion that nobody waited for ends');
  });

  it('deletes it', async () => {
    const { stdout, code } = await alice.run('cluster delete c1 -y');
    assert.match(stdout, /task: [0-9a-f-]{36}, Deleted cluster c1\([0-9a-f-]{36}\), result: success\n$/);
    assert.equal(code, 0);
    assertPrinted(await alice.run('cluster list'), ['']);
    assert.equal((await cloud.leftovers()).total, 0);
  });

  it('shows a system administrator more of the service', async () => {
    const administrator = await openTenantShell(cloud.directory);
    await administrator.run(`login ${cloud.sim.url} System administrator -p secret`);
    const { stdout } = await administrator.run('system info -o yaml');
    assert.match(stdout, /^status: Running$/m);
    assert.doesNotMatch((await alice.run('system info')).stdout, /status/);
  });

  it('says that the session has expired, and logs out all the same', async () => {
    cloud.sim.endSessions();
    const ended = await alice.run('cluster list');
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^Error: .*\nLog in again: vcd-cse login http:\S+ acme alice\n$/);
    assertPrinted(await alice.run('logout'), ['alice logged out.']);
    assert.match((await alice.run('whoami')).stderr, /^Error: Can't restore session/);
  });
});

function assertPrinted({ stdout, stderr, code }: Ended, lines: readonly string[]): void {
  assert.deepEqual([stdout, stderr, code], [[...lines, ''].join('\n'), '', 0]);
}
