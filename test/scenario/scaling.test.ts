import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GuestDriver } from 'vcdsim';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { assertEmpty, wiped } from '../support/cluster-facts.ts';
import { fault } from '../support/faults.ts';
import {
  inPhase,
  nodesBody,
  nodesShown,
  requestNodes,
  requestRemoval,
  vmNames,
  vmNamed,
} from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { withGold } from '../support/simulated-model.ts';

const deadlines = { joining_workers: 3 };
/** Agents look for jobs as often as the server looks for answers. */
const jobPollMs = 20;

describe('a cluster that grows and shrinks', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  let subject = '';
  before(async () => {
    guests = quickGuests({ jobPollMs });
    cloud = await startCloud({ deadlines, guests, model: withGold });
    await cloud.startServer();
    const creation = await requestCluster(cloud.alice, 'c1', { node_count: 1 });
    subject = `c1(${creation.clusterId})`;
    assert.equal((await creation.ended()).status, 'success');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('gets two workers more, with the texts of the contract [check 55]', async () => {
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
    await wiped(cloud, 'c1');
    await inPhase(cloud, 'c1', 'ready');
  });

  it('gets a node of its own size, profile, template and key', async () => {
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBogus bob@example.com\n';
    const wish = { cpu: 4, memory: 4096, storage_profile: 'gold', template: 'photon-5', ssh_key: key };
    const task = await (await requestNodes(cloud.alice, 'c1', wish)).ended();
    assert.equal(task.status, 'success', task.error);
    const added = (await nodesShown(cloud.alice, 'c1')).workers.find((name) => !workers.includes(name)) ?? '';
    const vm = vmNamed(cloud, added);
    assert.deepEqual([vm.hardware.cpus, vm.hardware.memoryMb], [4, 4096]);
    const profile = cloud.sim.inventory.storageProfiles.get(vm.storageProfileId);
    assert.equal(profile?.name, 'gold');
    const info = await cloud.alice.call('GET', `/api/cse/c1/${added}/info`);
    const ipAddress = vm.hardware.nics[0]?.ipAddress;
    assert.deepEqual(info.body, {
      name: added,
      numberOfCpus: '4',
      memoryMB: '4096',
      status: 'Powered on',
      ipAddress,
      node_type: 'node',
    });
  });

  it('gets NFS servers, which are no nodes of Kubernetes and show what they export [check 56]', async () => {
    const task = await (await requestNodes(cloud.alice, 'c1', { node_type: 'nfsd', node_count: 2 })).ended();
    assert.deepEqual(
      [task.status, task.operation],
      ['success', `Created 2 node(s) for ${subject}`],
      task.error,
    );
    const { nfs } = await nodesShown(cloud.alice, 'c1');
    assert.match(nfs.join(' '), /^nfsd-\w{4} nfsd-\w{4}$/);
    const { body } = await cloud.alice.call('GET', `/api/cse/c1/${nfs[0]}/info`);
    // The contract's node object.
    const info = body as { node_type: string; exports: string[] };
    assert.deepEqual([info.node_type, info.exports], ['nfsd', ['/home']]);
  });

  it('loses the node that is named, its VM and its address [check 60]', async () => {
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const [first = ''] = workers;
    const task = await (await requestRemoval(cloud.alice, 'c1', [first])).ended();
    assert.deepEqual(
      [task.status, task.operation],
      ['success', `Deleted 1 node(s) to cluster ${subject}`],
      task.error,
    );
    const contract = [
      `Deleting 1 node(s) from cluster ${subject}`,
      `Deleting 1 node(s) from ${subject}`,
      `Undeploying 1 node(s) for ${subject}`,
      `Deleting 1 VM(s) for ${subject}`,
      `Deleted 1 node(s) to cluster ${subject}`,
    ];
    assert.deepEqual(
      task.texts,
      contract.filter((text) => task.texts.includes(text)),
    );
    assert.deepEqual((await nodesShown(cloud.alice, 'c1')).workers, workers.slice(1));
    assert.ok(!vmNames(cloud, 'c1').includes(first));
    const left = await cloud.leftovers();
    assert.equal(left.ipAddresses, left.vms);
  });

  it('removes a node whose VM has gone already', async () => {
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const [first = ''] = workers;
    const vm = vmNamed(cloud, first);
    for (const action of ['action/undeploy', '']) await removeInVcd(vm.id, action);
    const task = await (await requestRemoval(cloud.alice, 'c1', [first], { force: true })).ended();
    assert.equal(task.status, 'success', task.error);
    assert.deepEqual((await nodesShown(cloud.alice, 'c1')).workers, workers.slice(1));
    await inPhase(cloud, 'c1', 'ready');
  });

  it('keeps its nodes when one that is named is none [check 62]', async () => {
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const task = await (await requestRemoval(cloud.alice, 'c1', [workers[0] ?? '', 'node-zzzz'])).ended();
    assert.deepEqual(
      [task.status, task.operation, task.error],
      ['error', 'delete nodes from cluster', "Can't find VM 'node-zzzz'"],
    );
    assert.deepEqual((await nodesShown(cloud.alice, 'c1')).workers, workers);
    assert.ok(vmNames(cloud, 'c1').includes(workers[0] ?? ''));
  });

  it('refuses at once what cannot be meant [checks 24, 57, 58, 59]', async () => {
    const { masters } = await nodesShown(cloud.alice, 'c1');
    const remove = (nodes: unknown) => cloud.alice.call('DELETE', '/api/cse/c1/node', { name: 'c1', nodes });
    const add = (cluster: string, changes: object) =>
      cloud.alice.call('POST', `/api/cse/${cluster}/node`, { ...nodesBody(cluster), ...changes });
    const before = cloud.sim.inventory.vms.size;
    assert.match((await remove(masters)).text, new RegExp(`Can't delete a master node: '${masters[0]}'\\.`));
    assert.match((await remove([])).text, /Invalid list of nodes: \[\]\./);
    assert.match((await add('c1', { node_count: 0 })).text, /Invalid node count: 0\./);
    assert.match((await add('nope', {})).text, /Cluster 'nope' not found\./);
    assert.match((await add('c1', { name: 'c2' })).text, /names cluster 'c1'/);
    assert.match((await add('c1', { network: 'tiny-net' })).text, /network 'acme-net'/);
    const carol = await cloud.login('carol', 'globex');
    const foreign = await carol.call('POST', '/api/cse/c1/node', nodesBody('c1'));
    assert.match(foreign.text, /Cluster 'c1' not found\./);
    assert.match(
      (await carol.call('GET', `/api/cse/c1/${masters[0]}/info`)).text,
      /Cluster 'c1' not found\./,
    );
    assert.match(
      (await cloud.alice.call('GET', '/api/cse/c1/node-zzzz/info')).text,
      /Node 'node-zzzz' not found in cluster 'c1'/,
    );
    assert.equal(cloud.sim.inventory.vms.size, before);
  });

  it('says why nodes cannot be made, and stays as it was', async () => {
    const before = vmNames(cloud, 'c1');
    const refusals: readonly [object, RegExp][] = [
      [{ template: 'zz' }, /^Template zz not found$/],
      [{ template: 'not-built' }, /^Template not-built not found/],
      [
        { storage_profile: 'zz' },
        /^failure on creating nodes \[node-\w{4}\]\nError:Storage profile 'zz' not found/,
      ],
    ];
    for (const [changes, error] of refusals) {
      const task = await (await requestNodes(cloud.alice, 'c1', { ...changes })).ended();
      assert.deepEqual([task.status, task.operation], ['error', 'create nodes in cluster']);
      assert.match(task.error, error);
    }
    await inPhase(cloud, 'c1', 'ready');
    assert.deepEqual(vmNames(cloud, 'c1'), before);
  });

  it('takes back what vCD could not make [check 63]', async () => {
    const before = vmNames(cloud, 'c1');
    const rule = {
      operation: 'vdcRecomposeVapp',
      effect: 'task-error',
      count: 1,
      message: 'no room',
    } as const;
    cloud.sim.setFaults([fault(rule)]);
    const task = await (await requestNodes(cloud.alice, 'c1', { node_count: 2 })).ended();
    cloud.sim.setFaults([]);
    assert.equal(task.status, 'error');
    assert.match(task.error, /^failure on creating nodes \[node-\w{4}, node-\w{4}\]\nError:.*no room/);
    const record = await inPhase(cloud, 'c1', 'ready');
    assert.deepEqual(vmNames(cloud, 'c1'), before);
    assert.equal(record.status.nodes.length, before.length);
  });

  it('is deleted without a trace', async () => {
    await deleted(cloud.alice, 'c1');
    await gone(cloud, 'c1');
    await assertEmpty(cloud);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));

  /** A tenant's own hand in vCD. */
  async function removeInVcd(vmId: string, action: string): Promise<void> {
    const path = `${cloud.sim.url}/api/vApp/vm-${vmId}/${action}`.replace(/\/$/, '');
    const headers = {
      accept: 'application/*+xml;version=31.0',
      'x-vcloud-authorization': cloud.alice.token,
      'content-type': 'application/vnd.vmware.vcloud.undeployVAppParams+xml',
    };
    const body = '<UndeployVAppParams xmlns="http://www.vmware.com/vcloud/v1.5"/>';
    const answer = await fetch(path, {
      headers,
      ...(action ? { method: 'POST', body } : { method: 'DELETE' }),
    });
    assert.equal(answer.status, 202, await answer.text());
    await eventually(
      async () => {
        const vm = cloud.sim.inventory.vms.get(vmId);
        return vm === undefined || (action !== '' && !vm.deployed) || undefined;
      },
      `${action || 'delete'} is done`,
    );
  }
});
