import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { nodesShown } from '../support/node-requests.ts';
import { gone } from '../support/cluster-requests.ts';
import { assertWireClean, quickGuests } from '../support/simulated-cloud.ts';
import { notReady, startConformance, withSubnets, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertPrinted, assertRefused, awaited, propertiesIn } from './printed.ts';
import { version } from '../../src/main.ts';

const zero = '00000000-0000-0000-0000-000000000000';

/**
 * What somebody does who used CSE 1.2.7 yesterday, one command after the other, and all that is printed: the tests
 * depend on each other in this order.
 */
describe('a day with the original client', { skip: notReady() }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  let administrator: Shell;
  let workers: readonly string[] = [];
  const guests = quickGuests();
  before(async () => {
    cloud = await startConformance({ guests, model: withSubnets({ 'acme-net': '127.31.44' }) });
    [alice, administrator] = await Promise.all([
      cloud.shellOf('alice', 'acme'),
      cloud.shellOf('administrator', 'System'),
    ]);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  /**
   * Runs a command that waits for a task; fails unless it says so and the last line is this one. What is done when the
   * client looks for the first time was never seen running.
   */
  async function done(words: string, operation: string, end: string): Promise<void> {
    const ended = await alice.vcd(words);
    const task = awaited(ended);
    assert.deepEqual(
      [task.operation, task.result, task.text?.replace(/\(.{36}\)$/, '')],
      [operation, 'success', end],
    );
    assert.match(ended.stdout, /^\r\w+: .*?, status: (?:running |success\n?\r)/);
    assert.ok(ended.stdout.endsWith(`\rtask: ${task.taskId}, ${task.text}, result: success\n`), ended.stdout);
  }
  const told = (message: string) => [
    'property    value',
    `----------  ${'-'.repeat(message.length)}`,
    `message     ${message}`,
  ];

  it('cluster create, watched to its end', () =>
    done('cse cluster create c1 -n acme-net', 'create_cluster', 'Created cluster c1'));

  it('cluster list', async () => {
    assertPrinted(await alice.vcd('cse cluster list'), [
      'IP master       VMs  name    status      template      vdc',
      '------------  -----  ------  ----------  ------------  --------',
      '127.31.44.10      3  c1      POWERED_ON  ubuntu-24.04  acme-vdc',
    ]);
  });

  it('cluster info', async () => {
    assertPrinted(await alice.vcd('cse cluster info c1'), [
      'property         value',
      `---------------  ${'-'.repeat(74)}`,
      `cluster_id       ${zero}`,
      `cse_version      ${version}`,
      'leader_endpoint  127.31.44.10',
      "master_nodes     {'name': 'mstr-xxxx', 'ipAddress': '127.31.44.10'}",
      'name             c1',
      'nfs_nodes',
      "nodes            {'name': 'node-xxxx', 'ipAddress': '127.31.44.11'}",
      "                 {'name': 'node-xxxx', 'ipAddress': '127.31.44.12'}",
      'number_of_vms    3',
      'status           POWERED_ON',
      'template         ubuntu-24.04',
      `vapp_href        https://127.0.0.1:00000/api/vApp/vapp-${zero}`,
      `vapp_id          ${zero}`,
      `vdc_href         https://127.0.0.1:00000/api/vdc/${zero}`,
      'vdc_name         acme-vdc',
    ]);
  });

  it('cluster config', async () => {
    const { code, stdout, stderr } = await alice.vcd('cse cluster config c1');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^apiVersion: v1\nkind: Config\n(?:.*\n)+\n$/);
    assert.match(stdout, /^ +server: https:\/\/127\.31\.44\.10:6443$/m);
  });

  it('node create -N 2', async () => {
    await done('cse node create c1 -n acme-net -N 2', 'create_nodes', 'Added 2 node(s) to cluster c1');
    ({ workers } = await nodesShown(cloud.alice, 'c1'));
  });

  it('node list', async () => {
    assertPrinted(await alice.vcd('cse node list c1'), [
      'ipAddress     name',
      '------------  ---------',
      '127.31.44.10  mstr-xxxx',
      '127.31.44.11  node-xxxx',
      '127.31.44.12  node-xxxx',
      '127.31.44.13  node-xxxx',
      '127.31.44.14  node-xxxx',
    ]);
  });

  it('node info', async () => {
    const ended = await alice.vcd(['cse', 'node', 'info', 'c1', workers[0] ?? '']);
    const ipAddress = propertiesIn(ended.stdout).get('ipAddress') ?? '';
    assert.match(ipAddress, /^127\.31\.44\.1[1-4]$/);
    assertPrinted(ended, [
      'property      value',
      '------------  ------------',
      `ipAddress     ${ipAddress}`,
      'memoryMB      2048',
      'name          node-xxxx',
      'node_type     node',
      'numberOfCpus  2',
      'status        Powered on',
    ]);
  });

  it('node delete -y', async () => {
    const words = `cse node delete c1 ${workers.slice(0, 2).join(' ')} -y`;
    await done(words, 'delete_nodes', 'Deleted 2 node(s) to cluster c1');
    assert.deepEqual((await nodesShown(cloud.alice, 'c1')).workers, workers.slice(2));
  });

  it('template list', async () => {
    assertPrinted(await alice.vcd('cse template list'), [
      'catalog    catalog_item           description                               is_default    name',
      '---------  ---------------------  ----------------------------------------  ------------  ------------',
      'cse        ubuntu-24.04-k8s-1.36  Ubuntu 24.04                              True          ubuntu-24.04',
      '                                  Kubernetes 1.36',
      'cse        photon-5-k8s-1.36      Photon 5                                  False         photon-5',
      '                                  Kubernetes 1.36',
      'cse        no-such-item           offered, but its catalog item is missing  False         not-built',
    ]);
  });

  it('system info', async () => {
    const shown = propertiesIn((await administrator.vcd('cse system info')).stdout);
    const { python = '', all_threads = '' } = Object.fromEntries(shown);
    assert.deepEqual(Object.fromEntries(shown), {
      all_threads,
      config_file: cloud.configPath,
      consumer_threads: '3',
      description: 'Container Service Extension for VMware vCloud Director',
      product: 'CSE',
      python,
      requests_in_progress: '0',
      status: 'Running',
      version,
    });
    assert.match(all_threads, /^\d+$/);
    assert.match(python, /^Node\.js v\d+/);
  });

  it('system disable, enable', async () => {
    assertPrinted(await administrator.vcd('cse system disable'), told('Updated'));
    assertRefused(
      await alice.vcd('cse cluster list'),
      'CSE service is disabled. Contact the System Administrator.',
    );
    assertPrinted(await administrator.vcd('cse system enable'), told('Updated'));
  });

  it('system stop -y, which an enabled service refuses', async () => {
    assertRefused(
      await administrator.vcd('cse system stop -y'),
      'Cannot stop CSE while is enabled. Disable the service first.',
    );
  });

  it('cluster delete -y', async () => {
    await done('cse cluster delete c1 -y', 'delete_cluster', 'Deleted cluster c1');
    assertPrinted(await alice.vcd('cse cluster list'), ['']);
    await gone(cloud, 'c1');
    assert.equal((await cloud.leftovers()).total, 0);
  });

  it('system disable, stop -y, and the server ends', async () => {
    assertPrinted(await administrator.vcd('cse system disable'), told('Updated'));
    const ended = await administrator.vcd('cse system stop -y');
    assertPrinted(ended, told('CSE graceful shutdown started.'));
    await cloud.server.drained;
  });

  it('all this time every document on the wire fitted the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
