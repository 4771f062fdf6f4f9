import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gone, requestCluster } from '../support/cluster-requests.ts';
import { nodesShown } from '../support/node-requests.ts';
import { quickGuests } from '../support/simulated-cloud.ts';
import {
  loginWords,
  notReady,
  startConformance,
  withSubnets,
  type ConformanceCloud,
} from './conformance-cloud.ts';
import { openShell, type Shell } from './original-client.ts';
import { assertPrinted, awaited } from './printed.ts';

/** Check 87 of the contract of CSE 1.2.7: what the client of CSE 0.3.0, three years older, can do. */
describe('the client of CSE 0.3.0', { skip: notReady('0.3.0') }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  const guests = quickGuests();
  before(async () => {
    cloud = await startConformance({ guests, model: withSubnets({ 'acme-net': '127.31.43' }) });
    alice = await cloud.shellOf('alice', 'acme', '0.3.0');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('logs in with the highest version of the API', async () => {
    const person = await openShell({ version: '0.3.0', directory: cloud.directory });
    assertPrinted(await person.vcd(loginWords(cloud.sim.url, 'alice', 'acme')), [
      "alice logged in, org: 'acme', vdc: 'acme-vdc'",
    ]);
  });

  it('shows no cluster, and the templates', async () => {
    assertPrinted(await alice.vcd('cse cluster list'), ['']);
    assert.match(
      (await alice.vcd('cse template list')).stdout,
      /^cse +ubuntu-24\.04-k8s-1\.36 +Ubuntu 24\.04 +True/m,
    );
  });

  it('creates a cluster with the keys that it knows; a failure is kept, since it cannot ask for a rollback', async () => {
    const task = awaited(await alice.vcd('cse cluster create old -n acme-net'));
    assert.deepEqual([task.operation, task.result], ['create_cluster', 'success']);
    const sent = cloud.exchanges.find(({ method, path }) => method === 'POST' && path === '/api/cse');
    assert.deepEqual(Object.keys(JSON.parse(sent?.requestBody ?? '{}')).toSorted(), [
      'cpu',
      'memory',
      'name',
      'network',
      'node_count',
      'ssh_key',
      'storage_profile',
      'template',
      'vdc',
    ]);
    const [record] = await cloud.records();
    assert.equal(record?.spec.rollback, false);
  });

  it('lists it without a status', async () => {
    assertPrinted(await alice.vcd('cse cluster list'), [
      'IP master       VMs  name    template      vdc',
      '------------  -----  ------  ------------  --------',
      '127.31.43.10      3  old     ubuntu-24.04  acme-vdc',
    ]);
  });

  it('shows its properties and its nodes', async () => {
    const { stdout } = await alice.vcd('cse cluster info old');
    assert.match(stdout, /^master_nodes +\[\{'name': 'mstr-\w{4}', 'ipAddress': '127\.31\.43\.10'\}\]$/m);
    assertPrinted(await alice.vcd('cse node list old'), [
      'ipAddress     name',
      '------------  ---------',
      '127.31.43.10  mstr-xxxx',
      '127.31.43.11  node-xxxx',
      '127.31.43.12  node-xxxx',
    ]);
  });

  it('prints the kubeconfig', async () => {
    const { stdout } = await alice.vcd('cse cluster config old');
    assert.match(stdout, /^apiVersion: v1\nkind: Config\n/);
  });

  it('creates nodes, two where it does not say how many', async () => {
    const task = awaited(await alice.vcd('cse node create old -n acme-net'));
    assert.deepEqual([task.operation, task.result], ['create_nodes', 'success']);
    assert.match(task.text ?? '', /^Added 2 node\(s\) to cluster old\([0-9a-f-]{36}\)$/);
    const sent = cloud.exchanges.find(
      ({ method, path }) => method === 'POST' && path === '/api/cse/old/node',
    );
    const { node_count, node_type, disable_rollback } = JSON.parse(sent?.requestBody ?? '{}');
    assert.deepEqual([node_count, node_type, disable_rollback], [2, undefined, undefined]);
    assert.equal((await nodesShown(cloud.alice, 'old')).workers.length, 4);
  });

  it('deletes nodes', async () => {
    const [first = '', ...others] = (await nodesShown(cloud.alice, 'old')).workers;
    const task = awaited(await alice.vcd(['cse', 'node', 'delete', 'old', first, '-y']));
    assert.deepEqual([task.operation, task.result], ['delete_nodes', 'success']);
    assert.deepEqual((await nodesShown(cloud.alice, 'old')).workers, others);
  });

  it('deletes it, and a cluster of a newer client as well', async () => {
    assert.equal(
      (await (await requestCluster(cloud.alice, 'newer', { node_count: 0 })).ended()).status,
      'success',
    );
    const deletions = await Promise.all(
      ['old', 'newer'].map((name) => alice.vcd(`cse cluster delete ${name} -y`)),
    );
    for (const ended of deletions) assert.equal(awaited(ended).result, 'success');
    await gone(cloud, 'old');
    await gone(cloud, 'newer');
  });

  it('reads the sentence of a refusal, inside of what it does not know', async () => {
    const ended = await alice.vcd('cse cluster info nope');
    assert.match(ended.stderr, /Cluster 'nope' not found\./);
    assert.equal(ended.code, 2);
  });

  it('reads a refusal plainly, where the operator has switched errors to the flat form', async () => {
    await using flat = await startConformance({ guests, flatErrors: true });
    const person = await flat.shellOf('alice', 'acme', '0.3.0');
    const ended = await person.vcd('cse cluster info nope');
    const said = ended.stderr.trim().split('\n').at(-1);
    assert.deepEqual([said, ended.code], ["Error: Cluster 'nope' not found.", 2]);
  });
});
