import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GuestDriver } from 'vcdsim';
import { gone, requestCluster, requestDeletion } from '../support/cluster-requests.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { fault } from '../support/faults.ts';
import {
  inPhase,
  nodesBody,
  nodesShown,
  recordOf,
  requestNodes,
  requestRemoval,
  vmNames,
} from '../support/node-requests.ts';
import {
  assertWireClean,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const deadlines = { joining_workers: 3 };
/** Agents look for jobs as often as the server looks for answers. */
const jobPollMs = 20;

describe('nodes for a cluster that is busy', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  before(async () => {
    guests = quickGuests({ jobPollMs, bootMs: 300 });
    cloud = await startCloud({ deadlines, guests });
    await cloud.startServer();
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('wait for its creation, and each request has a task of its own', async () => {
    const creation = await requestCluster(cloud.alice, 'busy', { node_count: 1 });
    const [workers, nfs] = await Promise.all([
      requestNodes(cloud.alice, 'busy', { node_count: 2 }),
      requestNodes(cloud.alice, 'busy', { node_type: 'nfsd' }),
    ]);
    assert.equal(new Set([creation.taskHref, workers.taskHref, nfs.taskHref]).size, 3);
    const ended = await Promise.all([creation.ended(), workers.ended(), nfs.ended()]);
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['success', 'success', 'success'],
    );
    assert.match(vmNames(cloud, 'busy').join(' '), /^mstr-\w{4} nfsd-\w{4}( node-\w{4}){3}$/);
  });

  it('come, and others go, at the same time', async () => {
    const { workers } = await nodesShown(cloud.alice, 'busy');
    const adding = await requestNodes(cloud.alice, 'busy', { node_count: 1 });
    await inPhase(cloud, 'busy', 'joiningNewNodes');
    const removing = await requestRemoval(cloud.alice, 'busy', [workers[0] ?? '']);
    const ended = await Promise.all([adding.ended(), removing.ended()]);
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['success', 'success'],
    );
    const left = (await nodesShown(cloud.alice, 'busy')).workers;
    assert.equal(left.length, workers.length);
    assert.ok(!left.includes(workers[0] ?? ''));
  });

  it('are deleted while they are being made', async () => {
    const before = vmNames(cloud, 'busy');
    const adding = await requestNodes(cloud.alice, 'busy', { node_count: 1 });
    await inPhase(cloud, 'busy', 'joiningNewNodes');
    const added = vmNames(cloud, 'busy').filter((name) => !before.includes(name));
    const removing = await requestRemoval(cloud.alice, 'busy', added);
    assert.equal((await removing.ended()).status, 'success');
    const task = await adding.ended();
    assert.deepEqual([task.status, task.error], ['error', 'The nodes were deleted before they had joined.']);
    assert.deepEqual(vmNames(cloud, 'busy'), before);
  });

  for (const phase of ['composingNewNodes', 'joiningNewNodes']) {
    it(`are finished by a server that was stopped in ${phase} and started again`, async () => {
      const before = vmNames(cloud, 'busy');
      cloud.sim.setFaults([fault({ operation: 'vdcRecomposeVapp', effect: 'delay', delayMs: 300 })]);
      const adding = await requestNodes(cloud.alice, 'busy', { node_count: 1 });
      await inPhase(cloud, 'busy', phase);
      await cloud.stopServer();
      await cloud.startServer();
      const task = await adding.ended();
      cloud.sim.setFaults([]);
      assert.equal(task.status, 'success', task.error);
      assert.equal(vmNames(cloud, 'busy').length, before.length + 1);
    });
  }

  it('are removed by a server that was stopped in between', async () => {
    const { workers } = await nodesShown(cloud.alice, 'busy');
    const removing = await requestRemoval(cloud.alice, 'busy', workers.slice(0, 2));
    await inPhase(cloud, 'busy', 'drainingNodes');
    await cloud.stopServer();
    await cloud.startServer();
    const task = await removing.ended();
    assert.equal(task.status, 'success', task.error);
    assert.deepEqual((await nodesShown(cloud.alice, 'busy')).workers, workers.slice(2));
    const { status } = await recordOf(cloud, 'busy');
    assert.ok(status.nodes.every((node) => !workers.slice(0, 2).includes(node.name)));
  });

  it('go with their cluster when that is deleted meanwhile', async () => {
    const adding = await requestNodes(cloud.alice, 'busy', { node_count: 1 });
    await inPhase(cloud, 'busy', 'composingNewNodes', 'configuringNewNodes', 'joiningNewNodes');
    const deletion = await requestDeletion(cloud.alice, 'busy');
    const late = await cloud.alice.call('POST', '/api/cse/busy/node', nodesBody('busy'));
    assert.match(late.text, /Cluster busy is being deleted\.|Cluster 'busy' not found\./);
    const task = await adding.ended();
    assert.deepEqual(
      [task.status, task.error],
      ['error', 'Cluster busy was deleted before the nodes had joined.'],
    );
    assert.equal((await deletion.ended()).status, 'success');
    await gone(cloud, 'busy');
    await assertEmpty(cloud);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
