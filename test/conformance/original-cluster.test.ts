import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gone } from '../support/cluster-requests.ts';
import { vmNames } from '../support/node-requests.ts';
import { leaveOriginalCluster, type OriginalCluster } from '../support/original-cluster.ts';
import { quickGuests } from '../support/simulated-cloud.ts';
import { notReady, startConformance, withSubnets, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertPrinted, awaited } from './printed.ts';

/** Yesterday's cluster, today's server, and the client that made it. */
describe('a cluster that the original server left, by the original client', { skip: notReady() }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  let original: OriginalCluster;
  const guests = quickGuests();
  before(async () => {
    cloud = await startConformance({
      guests,
      model: withSubnets({ 'acme-net': '127.31.45' }),
      // Nobody serves the vCenter through which a node is drained.
      deadlines: { draining: 1, deregistering: 1 },
    });
    const nodes = ['mstr-ab12', 'node-cd34', 'node-ef56', 'nfsd-gh78'];
    original = await leaveOriginalCluster(cloud, { name: 'old', template: 'ubuntu-24.04', nodes });
    alice = await cloud.shellOf('alice', 'acme');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('cluster list and node list show it [check 86]', async () => {
    assertPrinted(await alice.vcd('cse cluster list'), [
      'IP master       VMs  name    status      template      vdc',
      '------------  -----  ------  ----------  ------------  --------',
      '127.31.45.10      4  old     POWERED_ON  ubuntu-24.04  acme-vdc',
    ]);
    assertPrinted(await alice.vcd('cse node list old'), [
      'ipAddress     name',
      '------------  ---------',
      '127.31.45.10  mstr-xxxx',
      '127.31.45.11  node-xxxx',
      '127.31.45.12  node-xxxx',
    ]);
  });

  it('node delete takes a node of it [check 86]', async () => {
    const task = awaited(await alice.vcd('cse node delete old node-cd34 -y'));
    assert.deepEqual(
      [task.result, task.text],
      ['success', `Deleted 1 node(s) to cluster old(${original.clusterId})`],
    );
    assert.deepEqual(vmNames(cloud, 'old'), ['mstr-ab12', 'nfsd-gh78', 'node-ef56']);
  });

  it('cluster delete leaves nothing of it [check 86]', async () => {
    const task = awaited(await alice.vcd('cse cluster delete old -y'));
    assert.deepEqual([task.result, task.text], ['success', `Deleted cluster old(${original.clusterId})`]);
    await gone(cloud, 'old');
    assert.equal((await cloud.leftovers()).total, 0);
  });
});
