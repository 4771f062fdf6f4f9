import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { instantGuests, sandboxGuests, type GuestDriver } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import {
  inPhase,
  nodesShown,
  requestNodes,
  requestRemoval,
  vmNamed,
  vmNames,
  warnings,
} from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  systemTime,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const kubectl = findKubectl();

describe('nodes as Kubernetes sees them come and go', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  before(async () => {
    ({ cloud, guests } = await cloudWithCluster());
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('a worker that was added is a node; an NFS server is none [checks 55, 56]', async (t) => {
    for (const node_type of ['node', 'nfsd']) {
      const task = await (await requestNodes(cloud.alice, 'c1', { node_type })).ended();
      assert.equal(task.status, 'success', task.error);
    }
    const { masters, workers } = await nodesShown(cloud.alice, 'c1');
    await assertNodes(t, cloud, [...masters, ...workers]);
  });

  it('a worker that is removed is drained and then no node any more [check 60]', async (t) => {
    const { masters, workers } = await nodesShown(cloud.alice, 'c1');
    const [first = '', ...others] = workers;
    const task = await (await requestRemoval(cloud.alice, 'c1', [first])).ended();
    assert.equal(task.status, 'success', task.error);
    assert.ok(task.texts.some((text) => text.startsWith('Deleting 1 node(s) from c1(')));
    await assertNodes(t, cloud, [...masters, ...others]);
    assert.deepEqual(await warnings(cloud, 'c1', first), []);
  });

  it('is deleted without a trace, and the service never called its API', async () => {
    await deleted(cloud.alice, 'c1');
    await gone(cloud, 'c1');
    await assertEmpty(cloud);
    const callers = Object.values(guests.workloadApiCalls()).flatMap((calls) => Object.keys(calls));
    // kubectl is the tenant's.
    for (const caller of callers) assert.match(caller, /^(cse:join:|system:|kubernetes-|alice$)/);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});

describe('nodes whose cluster is no help', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  before(async () => {
    ({ cloud, guests } = await cloudWithCluster({ undrainable: /^node-/ }));
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('a worker that cannot be drained in time goes all the same, and that is noted', async (t) => {
    const { masters, workers } = await nodesShown(cloud.alice, 'c1');
    const [first = '', ...others] = workers;
    const task = await (await requestRemoval(cloud.alice, 'c1', [first])).ended();
    assert.equal(task.status, 'success', task.error);
    await assertNodes(t, cloud, [...masters, ...others]);
    assert.ok(!vmNames(cloud, 'c1').includes(first));
    assert.match((await warnings(cloud, 'c1', first)).join(), /NodeNotDrained/);
  });

  it('a node goes while the control plane is off, too [check 61]', async () => {
    const { masters, workers } = await nodesShown(cloud.alice, 'c1');
    const [first = ''] = workers;
    const master = vmNamed(cloud, masters[0] ?? '');
    await powerOff(cloud, master.id);
    const task = await (await requestRemoval(cloud.alice, 'c1', [first])).ended();
    assert.equal(task.status, 'success', task.error);
    assert.ok(!vmNames(cloud, 'c1').includes(first));
    assert.match((await warnings(cloud, 'c1', first)).join(), /NodeNotDrained.*NodeObjectLeft/);
    await inPhase(cloud, 'c1', 'degraded');
  });
});

describe('nodes whose guests run the very scripts', { skip: noBroker || !bubblewrapUsable() }, () => {
  it('come as workers and NFS servers, and go', { timeout: 300_000 }, async (t) => {
    await using guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    await using cloud = await startCloud({ guests });
    await cloud.startServer();
    const { alice } = cloud;
    const creation = await requestCluster(alice, 'c1', { node_count: 1, enable_nfs: true });
    const created = await alice.waitForTask(creation.taskHref);
    assert.equal(created.status, 'success', created.error);
    for (const node_type of ['node', 'nfsd']) {
      const { taskHref } = await requestNodes(alice, 'c1', { node_type });
      const task = await alice.waitForTask(taskHref);
      assert.equal(task.status, 'success', task.error);
    }
    const { masters, workers, nfs } = await nodesShown(alice, 'c1');
    assert.deepEqual([workers.length, nfs.length], [2, 2]);
    await assertNodes(t, cloud, [...masters, ...workers]);
    const [first = '', ...others] = workers;
    const { taskHref } = await requestRemoval(alice, 'c1', [first, ...nfs]);
    const removal = await alice.waitForTask(taskHref);
    assert.equal(removal.status, 'success', removal.error);
    await assertNodes(t, cloud, [...masters, ...others]);
    assert.deepEqual(await warnings(cloud, 'c1', first), []);
    await deleted(alice, 'c1');
    await gone(cloud, 'c1');
    await assertEmpty(cloud);
  });
});

/** A cluster of two workers whose API runs on its control plane. */
async function cloudWithCluster(
  options: Partial<Parameters<typeof instantGuests>[0]> = {},
): Promise<{ readonly cloud: SimulatedCloud; readonly guests: GuestDriver }> {
  const guests = instantGuests({ clock: systemTime, bootMs: 20, jobPollMs: 20, ...options });
  const cloud = await startCloud({ guests, deadlines: { draining: 2 } });
  await cloud.startServer();
  const creation = await requestCluster(cloud.alice, 'c1', { node_count: 2 });
  assert.equal((await creation.ended()).status, 'success');
  await inPhase(cloud, 'c1', 'ready');
  return { cloud, guests };
}

async function assertNodes(t: TestContext, cloud: SimulatedCloud, wanted: readonly string[]): Promise<void> {
  if (kubectl === undefined) {
    t.diagnostic('kubectl is not installed: nodes were not listed');
    return;
  }
  const answer = await cloud.alice.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0');
  const file = join(cloud.directory, 'kubeconfig');
  await writeFile(file, String(answer.body), { mode: 0o600 });
  const output = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
  const names = output
    .trim()
    .split('\n')
    .map((line) => line.split(/\s/)[0]);
  assert.deepEqual(new Set(names), new Set(wanted));
}

async function powerOff(cloud: SimulatedCloud, vmId: string): Promise<void> {
  const answer = await fetch(`${cloud.sim.url}/api/vApp/vm-${vmId}/power/action/powerOff`, {
    method: 'POST',
    headers: { accept: 'application/*+xml;version=31.0', 'x-vcloud-authorization': cloud.alice.token },
  });
  assert.equal(answer.status, 202, await answer.text());
  await eventually(async () => !cloud.sim.inventory.vms.get(vmId)?.running || undefined, 'the VM is off');
}
