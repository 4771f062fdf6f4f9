import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cliWorld } from '../support/cli-world.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { deleted, gone, listed } from '../support/cluster-requests.ts';
import { inPhase, nodesShown, requestNodes, requestRemoval, vmNames } from '../support/node-requests.ts';
import { leaveOriginalCluster, type OriginalCluster } from '../support/original-cluster.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

/** Nobody serves the vCenter here, so that nothing comes of what goes through it. */
const deadlines = { initializing_control_plane: 1, draining: 1, deregistering: 1 };
const nodes = ['mstr-ab12', 'node-cd34', 'node-ef56', 'nfsd-gh78'];

/** What a tenant of yesterday's CSE 1.2.7 finds: the shapes that its server left, and no record of ours. */
describe('a cluster that the original server made', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let original: OriginalCluster;
  before(async () => {
    cloud = await startCloud({ deadlines });
    original = await leaveOriginalCluster(cloud, { name: 'old', template: 'ubuntu-24.04', nodes });
    await cloud.startServer();
  });
  after(() => cloud[Symbol.asyncDispose]());

  it('is listed and shown as it is [check 86]', async () => {
    const { body } = await cloud.alice.call('GET', '/api/cse/old/info');
    // The contract's cluster object.
    const info = body as Record<string, unknown>;
    assert.deepEqual(
      [
        info['cluster_id'],
        info['cse_version'],
        info['template'],
        info['leader_endpoint'],
        info['number_of_vms'],
      ],
      [original.clusterId, '1.2.7', 'ubuntu-24.04', original.masterIp, '4'],
    );
    assert.deepEqual(info['master_nodes'], [{ name: 'mstr-ab12', ipAddress: original.masterIp }]);
    const { masters, workers, nfs } = await nodesShown(cloud.alice, 'old');
    assert.deepEqual([...masters, ...workers, ...nfs], nodes);
    const node = await cloud.alice.call('GET', '/api/cse/old/node-cd34/info');
    assert.match(node.text, /"status": "Powered on".*"node_type": "node"/);
    assert.deepEqual(await listed(cloud.alice), ['old']);
    assert.deepEqual(await cloud.records(), []);
  });

  it('loses a node that is named, and the others run on [check 86]', async () => {
    const boots = () => [...cloud.sim.inventory.vms.values()].map((vm) => [vm.name, vm.boots]);
    const before = boots().filter(([name]) => name !== 'node-ef56');
    const task = await (await requestRemoval(cloud.alice, 'old', ['node-ef56'])).ended();
    assert.deepEqual(
      [task.status, task.operation],
      ['success', `Deleted 1 node(s) to cluster old(${original.clusterId})`],
      task.error,
    );
    assert.deepEqual(vmNames(cloud, 'old'), ['mstr-ab12', 'nfsd-gh78', 'node-cd34']);
    assert.deepEqual(boots(), before);
    await inPhase(cloud, 'old', 'ready');
  });

  it('gets no nodes and has no kubeconfig where its keys cannot be read, and that is said', async () => {
    const task = await (await requestNodes(cloud.alice, 'old')).ended();
    assert.equal(task.status, 'error');
    assert.match(
      task.error,
      /^failure on creating nodes \[node-\w{4}\]\nError:the keys of the cluster, which another server made, are not known: ./,
    );
    await inPhase(cloud, 'old', 'ready');
    assert.deepEqual(vmNames(cloud, 'old'), ['mstr-ab12', 'nfsd-gh78', 'node-cd34']);
    const config = await cloud.alice.call('GET', '/api/cse/old/config');
    assert.match(config.text, /Couldn't get cluster configuration/);
  });

  it('is deleted without a trace [check 86]', async () => {
    await deleted(cloud.alice, 'old');
    await gone(cloud, 'old');
    await assertEmpty(cloud);
  });

  it('is taken over by an operator, too, who is told what came of it', async () => {
    const { clusterId } = await leaveOriginalCluster(cloud, {
      name: 'theirs',
      template: 'ubuntu-24.04',
      nodes: ['mstr-aa11', 'node-bb22'],
    });
    const adopt = (...words: string[]) => cliWorld().run('adopt', '-c', cloud.configPath, ...words);
    const list = await adopt();
    assert.match(list.stdout, new RegExp(`^acme +theirs +1\\.2\\.7 +${clusterId}$`, 'm'), list.stderr);
    const tried = await adopt('--all', '--dry-run');
    assert.match(tried.stdout, /acme: cluster 'theirs' is taken over as it stands, with 2 nodes \(dry run/);
    assert.deepEqual(await cloud.records(), []);

    const done = await adopt('theirs', '-n', 'acme');
    assert.deepEqual([done.code, done.stderr], [0, '']);
    assert.match(
      done.stdout,
      /with 2 nodes\n {2}Its keys and its kubeconfig are read from its control plane/,
    );
    const record = await inPhase(cloud, 'theirs', 'readingKeys', 'ready');
    assert.equal(record.metadata.uid, clusterId);
    assert.match((await adopt('theirs')).stdout, /cluster 'theirs' has its record already/);
    assert.match((await adopt('--all')).stdout, /Every cluster that vCD shows has its record\./);
    const audit = await cliWorld().run('audit', 'list', '-c', cloud.configPath);
    assert.match(audit.stdout, /adopt +Cluster\/acme\/th\S+ +0→1 +accepted 200/, audit.stderr);

    const wrong = await adopt('nobody');
    assert.deepEqual([wrong.code, wrong.stderr], [1, "Error: cluster 'nobody' not found: vCD shows none\n"]);
    assert.equal((await adopt('theirs', '--all')).code, 2);
    await deleted(cloud.alice, 'theirs');
    await gone(cloud, 'theirs');
  });

  it('is deleted as well when it was never touched before, and by an administrator of the system', async () => {
    await leaveOriginalCluster(cloud, { name: 'older', template: 'gone-since', nodes: ['mstr-zz99'] });
    const administrator = await cloud.login('administrator', 'System');
    await deleted(administrator, 'older');
    await gone(cloud, 'older');
    await assertEmpty(cloud);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
