import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GuestDriver } from 'vcdsim';
import { requestCluster } from '../support/cluster-requests.ts';
import { inPhase, requestNodes, requestRemoval, vmNames, vmNamed } from '../support/node-requests.ts';
import { noBroker, quickGuests, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

const deadlines = { joining_workers: 3 };
/** Agents look for jobs as often as the server looks for answers. */
const jobPollMs = 20;

describe('guests of new nodes that fail', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  /** Names of the VMs that work: those that the cluster began with. */
  const sound = new Set<string>();
  let spoil: Spoiled = 'failing';
  let guests: GuestDriver;
  before(async () => {
    guests = guestsSpoiledBy((name) => (sound.size > 0 && !sound.has(name) ? spoil : undefined));
    cloud = await startCloud({ deadlines, guests });
    await cloud.startServer();
    assert.equal(
      (await (await requestCluster(cloud.alice, 'c1', { node_count: 1 })).ended()).status,
      'success',
    );
    for (const name of vmNames(cloud, 'c1')) sound.add(name);
    await inPhase(cloud, 'c1', 'ready');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('are taken back, and the cluster is untouched', async () => {
    const boots = new Map([...sound].map((name) => [name, vmNamed(cloud, name).boots]));
    const task = await (await requestNodes(cloud.alice, 'c1', { node_count: 2 })).ended();
    assert.deepEqual([task.status, task.operation], ['error', 'create nodes in cluster']);
    assert.match(task.error, /^Couldn't join cluster:\nnode-\w{4}: exit status 1: .*simulated failure/);
    await inPhase(cloud, 'c1', 'ready');
    assert.deepEqual(vmNames(cloud, 'c1'), [...sound].toSorted());
    for (const [name, count] of boots) assert.equal(vmNamed(cloud, name).boots, count);
    assert.ok(await cloud.alice.call('GET', '/api/cse/c1/config').then(({ status }) => status === 200));
  });

  it('are given up at the deadline when they never say anything', async () => {
    spoil = 'silent';
    const task = await (await requestNodes(cloud.alice, 'c1')).ended();
    spoil = 'failing';
    assert.match(
      task.error,
      /^Couldn't join cluster:\nnode-\w{4} \(the guest never answered\) not done within/,
    );
    await inPhase(cloud, 'c1', 'ready');
    assert.deepEqual(vmNames(cloud, 'c1'), [...sound].toSorted());
  });

  it('are kept where that was asked for, and deleted by name later', async () => {
    const task = await (await requestNodes(cloud.alice, 'c1', { disable_rollback: false })).ended();
    assert.equal(task.status, 'error');
    const record = await inPhase(cloud, 'c1', 'ready');
    const kept = vmNames(cloud, 'c1').find((name) => !sound.has(name)) ?? '';
    assert.equal(record.status.nodes.find(({ name }) => name === kept)?.state, 'failed');
    const condition = record.status.conditions.find(({ type }) => type === 'Stalled');
    assert.deepEqual([condition?.status, condition?.reason], ['True', 'NodeFailed']);
    assert.equal((await (await requestRemoval(cloud.alice, 'c1', [kept])).ended()).status, 'success');
    await inPhase(cloud, 'c1', 'ready');
    assert.deepEqual(vmNames(cloud, 'c1'), [...sound].toSorted());
  });

  it('do not keep others from coming: each request ends for itself', async () => {
    const [first, second] = await Promise.all([
      requestNodes(cloud.alice, 'c1'),
      requestNodes(cloud.alice, 'c1', { node_type: 'nfsd' }),
    ]);
    const tasks = await Promise.all([first.ended(), second.ended()]);
    assert.deepEqual(
      tasks.map(({ status }) => status),
      ['error', 'error'],
    );
    assert.match(tasks[1]?.error ?? '', /^Error while creating NFS node: nfsd-\w{4}: exit status 1/);
    await inPhase(cloud, 'c1', 'ready');
    assert.deepEqual(vmNames(cloud, 'c1'), [...sound].toSorted());
  });
});

type Spoiled = 'failing' | 'silent';

/** Guests that work unless `spoiled` says otherwise of the machine's name. */
function guestsSpoiledBy(spoiled: (name: string) => Spoiled | undefined): GuestDriver {
  const drivers = {
    sound: quickGuests({ jobPollMs }),
    failing: quickGuests({ failing: /./ }),
    silent: quickGuests({ silent: /./ }),
  };
  return {
    powerOn: (machine) => drivers[spoiled(machine.name) ?? 'sound'].powerOn(machine),
    workloadApiCalls: () => ({}),
    async [Symbol.asyncDispose]() {
      for (const driver of Object.values(drivers)) await driver[Symbol.asyncDispose]();
    },
  };
}
