import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { inPhase, nodesShown, requestNodes, requestRemoval, vmNames } from '../support/node-requests.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

/** Instant guests have no agent for jobs: what is asked of a control plane is never answered. */
const deadlines = { draining: 1, deregistering: 1 };

describe('a cluster that grows and shrinks', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let subject = '';
  before(async () => {
    cloud = await startCloud({ deadlines });
    await cloud.startServer();
    const creation = await requestCluster(cloud.alice, 'c1', { node_count: 1 });
    subject = `c1(${creation.clusterId})`;
    assert.equal((await creation.ended()).status, 'success');
  });
  after(() => cloud[Symbol.asyncDispose]());

  it('gets two workers more, with the texts of the contract', async () => {
    const change = await requestNodes(cloud.alice, 'c1', { node_count: 2 });
    const task = await change.ended();
    assert.deepEqual(
      [task.status, task.operation],
      ['success', `Added 2 node(s) to cluster ${subject}`],
      task.error,
    );
    const contract = [
      `Adding 2 node(s) to cluster ${subject}`,
      `Creating 2 node(s) for ${subject}`,
      `Adding 2 node(s) to ${subject}`,
      `Added 2 node(s) to cluster ${subject}`,
    ];
    assert.deepEqual(
      task.texts,
      contract.filter((text) => task.texts.includes(text)),
    );
    assert.equal((await nodesShown(cloud.alice, 'c1')).workers.length, 3);
    await inPhase(cloud, 'c1', 'ready');
  });

  it('loses the node that is named, and its VM', async () => {
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const [first = ''] = workers;
    const task = await (await requestRemoval(cloud.alice, 'c1', [first])).ended();
    assert.deepEqual(
      [task.status, task.operation],
      ['success', `Deleted 1 node(s) to cluster ${subject}`],
      task.error,
    );
    assert.deepEqual((await nodesShown(cloud.alice, 'c1')).workers, workers.slice(1));
    assert.ok(!vmNames(cloud, 'c1').includes(first));
  });

  it('is deleted without a trace', async () => {
    await deleted(cloud.alice, 'c1');
    await gone(cloud, 'c1');
    await assertEmpty(cloud);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
