import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { inPhase, nodesShown, vmNamed, vmNames } from '../support/node-requests.ts';
import { assertWireClean, eventually, quickGuests } from '../support/simulated-cloud.ts';
import { notReady, operationsSent, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertRefused, awaited, propertiesIn } from './printed.ts';

const kubectl = findKubectl();

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7. */
describe('nodes added and removed by the original client', { skip: notReady() }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  let subject = '';
  const guests = quickGuests({ workloadApi: true });
  before(async () => {
    cloud = await startConformance({ guests, deadlines: { draining: 2 } });
    alice = await cloud.shellOf('alice', 'acme');
    const creation = await requestCluster(cloud.alice, 'c1', { node_count: 1 });
    subject = `c1(${creation.clusterId})`;
    assert.equal((await creation.ended()).status, 'success');
    await inPhase(cloud, 'c1', 'ready');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const create = (...words: string[]) =>
    alice.vcd(['cse', 'node', 'create', 'c1', '-n', 'acme-net', ...words]);
  const remove = (...words: string[]) => alice.vcd(['cse', 'node', 'delete', 'c1', ...words]);
  const shown = () => nodesShown(cloud.alice, 'c1');
  const firstWorker = async () => (await shown()).workers[0] ?? '';
  /** Fails unless the task told the contract's texts, in order; those between the first and the last may be left out. */
  const assertTold = (taskId: string, contract: readonly string[]) => {
    const told = operationsSent(cloud, taskId);
    assert.deepEqual(
      told,
      contract.filter((text) => told.includes(text)),
    );
    assert.deepEqual([told[0], told.at(-1)], [contract[0], contract.at(-1)]);
  };
  /** Fails unless `action` leaves every VM of the cluster as it was. */
  const changesNothing = async (action: () => Promise<void>) => {
    const vms = vmNames(cloud, 'c1');
    await action();
    assert.deepEqual(vmNames(cloud, 'c1'), vms);
  };

  it('without options one worker, which has joined; the first text has the name of the cluster [check 55]', async (t) => {
    const task = awaited(await create());
    assert.deepEqual(
      [task.operation, task.result, task.text],
      ['create_nodes', 'success', `Added 1 node(s) to cluster ${subject}`],
    );
    const sent = cloud.exchanges.find(({ method, path }) => method === 'POST' && path === '/api/cse/c1/node');
    assert.deepEqual(JSON.parse(sent?.requestBody ?? '{}'), {
      name: 'c1',
      vdc: 'acme-vdc',
      network: 'acme-net',
      node_count: 1,
      cpu: null,
      memory: null,
      storage_profile: null,
      ssh_key: null,
      template: null,
      node_type: 'node',
      disable_rollback: true,
    });
    assertTold(task.taskId, [
      `Adding 1 node(s) to cluster ${subject}`,
      `Creating 1 node(s) for ${subject}`,
      `Adding 1 node(s) to ${subject}`,
      `Added 1 node(s) to cluster ${subject}`,
    ]);
    const { masters, workers } = await shown();
    assert.equal(workers.length, 2);
    await assertReady(t, [...masters, ...workers]);
  });

  it('two NFS nodes, which do not join [check 56]', async (t) => {
    const task = awaited(await create('--type', 'nfsd', '-N', '2'));
    assert.deepEqual([task.result, task.text], ['success', `Created 2 node(s) for ${subject}`]);
    assertTold(task.taskId, [
      `Adding 2 node(s) to cluster ${subject}`,
      `Creating 2 node(s) for ${subject}`,
      `Created 2 node(s) for ${subject}`,
    ]);
    const { masters, workers, nfs } = await shown();
    assert.match(nfs.join(' '), /^nfsd-\w{4} nfsd-\w{4}$/);
    const info = propertiesIn((await alice.vcd(['cse', 'node', 'info', 'c1', nfs[0] ?? ''])).stdout);
    assert.deepEqual([info.get('node_type'), info.get('exports')], ['nfsd', '/home']);
    await assertReady(t, [...masters, ...workers]);
  });

  it('a count of 0 is refused [check 57]', () =>
    changesNothing(async () => assertRefused(await create('-N', '0'), 'Invalid node count: 0.')));

  it('nodes for a cluster that there is not are refused', async () => {
    assertRefused(await alice.vcd('cse node create nope -n acme-net'), "Cluster 'nope' not found.");
    assertRefused(await alice.vcd('cse node delete nope node-abcd -y'), "Cluster 'nope' not found.");
  });

  it('a master is not deleted [check 58]', () =>
    changesNothing(async () => {
      const [master = ''] = (await shown()).masters;
      const words = [await firstWorker(), master, '-y'];
      assertRefused(await remove(...words), `Can't delete a master node: '${master}'.`);
    }));

  it('a deletion that names no nodes is refused [check 59]', () =>
    changesNothing(async () => assertRefused(await remove('-y'), 'Invalid list of nodes: [].')));

  it('a node that there is not fails the task, and the others that were named stay [check 62]', () =>
    changesNothing(async () => {
      const task = awaited(await remove(await firstWorker(), 'node-zzzz', '-y'));
      assert.deepEqual(
        [task.operation, task.result, task.message],
        ['delete_nodes', 'error', "Can't find VM 'node-zzzz'"],
      );
    }));

  it('who answers no to the question deletes nothing', () =>
    changesNothing(async () => {
      const ended = await alice.vcd(['cse', 'node', 'delete', 'c1', await firstWorker()], 'n\n');
      assert.equal(ended.stdout, 'Are you sure you want to delete the node(s) [y/N]: ');
      assert.deepEqual([ended.stderr, ended.code], ['Aborted!\n', 1]);
    }));

  it('a VM that is not made fails the task, and nothing half made stays [check 63]', () =>
    changesNothing(async () => {
      cloud.sim.setFaults([
        fault({ operation: 'vdcRecomposeVapp', effect: 'task-error', count: 1, message: 'no room' }),
      ]);
      const ended = await create('-N', '2');
      cloud.sim.setFaults([]);
      const task = awaited(ended);
      assert.deepEqual([task.operation, task.result], ['create_nodes', 'error']);
      assert.match(
        task.message ?? '',
        /^failure on creating nodes \[node-\w{4}, node-\w{4}\]\nError:.*no room/,
      );
      await inPhase(cloud, 'c1', 'ready');
    }));

  it('a worker goes, its VM and its node in Kubernetes [check 60]', async (t) => {
    const { masters, workers } = await shown();
    const [first = '', ...others] = workers;
    const task = awaited(await remove(first, '-y'));
    assert.deepEqual(
      [task.operation, task.result, task.text],
      ['delete_nodes', 'success', `Deleted 1 node(s) to cluster ${subject}`],
    );
    assertTold(task.taskId, [
      `Deleting 1 node(s) from cluster ${subject}`,
      `Deleting 1 node(s) from ${subject}`,
      `Undeploying 1 node(s) for ${subject}`,
      `Deleting 1 VM(s) for ${subject}`,
      `Deleted 1 node(s) to cluster ${subject}`,
    ]);
    assert.ok(!vmNames(cloud, 'c1').includes(first));
    assert.doesNotMatch((await alice.vcd('cse node list c1')).stdout, new RegExp(first));
    await assertReady(t, [...masters, ...others]);
  });

  it('a node goes while the API of its cluster is down [check 61]', async () => {
    const { masters, workers } = await shown();
    const [master = '', first = ''] = [...masters, ...workers];
    assert.equal(awaited(await alice.vcd(`vapp power-off c1 ${master} -y`)).result, 'success');
    await eventually(async () => !vmNamed(cloud, master).running || undefined, 'the master is off');
    const task = awaited(await remove(first, '-y'));
    assert.deepEqual([task.result, task.text], ['success', `Deleted 1 node(s) to cluster ${subject}`]);
    assert.ok(!vmNames(cloud, 'c1').includes(first));
  });

  it('all this time every document on the wire fitted the published schemas', (t) =>
    assertWireClean(t, cloud.wire));

  /** Fails unless these and no others are nodes of Kubernetes, and ready. */
  async function assertReady(t: TestContext, wanted: readonly string[]): Promise<void> {
    if (kubectl === undefined) {
      t.diagnostic('kubectl is not installed: nodes were not listed');
      return;
    }
    const file = join(cloud.directory, 'kubeconfig');
    await writeFile(file, (await alice.vcd('cse cluster config c1')).stdout, { mode: 0o600 });
    const printed = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
    const nodes = printed
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/).slice(0, 2).join(' '));
    assert.deepEqual(nodes.toSorted(), wanted.map((name) => `${name} Ready`).toSorted());
  }
});
