import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { nodesShown, vmNamed, vmNames } from '../support/node-requests.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { withGold } from '../support/simulated-model.ts';
import { watchedGuests } from '../support/watched-guests.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFyour7keyZ0nformance alice@example';

/** What a cluster is made of is what its request says, and its task says no more than that. */
describe('a cluster that is asked for', { skip: noBroker, concurrency: 4 }, () => {
  let cloud: SimulatedCloud;
  const guests = watchedGuests({
    clusterOf: (vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '',
    byPrefix: { fails: { failing: /^mstr-/ } },
  });
  before(async () => {
    cloud = await startCloud({ guests, model: withGold });
    await cloud.startServer();
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  /** Waits for the task; the texts that it had, without the cluster's name and id. */
  async function made(name: string, changes: Record<string, unknown>): Promise<readonly string[]> {
    const request = await requestCluster(cloud.alice, name, changes);
    const texts: string[] = [];
    const task = await request.ended(({ operation }) => void texts.push(operation));
    assert.equal(task.status, 'success', task.error);
    return texts.map((text) => text.replace(`${name}(${request.clusterId})`, '…'));
  }
  const bootsOf = (name: string) => guests.boots.filter(({ cluster }) => cluster === name);
  const kindsOf = (name: string) => vmNames(cloud, name).map((vm) => vm.replace(/-\w{4}$/, ''));

  it('without workers is one VM, and its task says nothing of nodes [check 35]', async () => {
    const texts = await made('alone', { node_count: 0 });
    assert.deepEqual(kindsOf('alone'), ['mstr']);
    assert.equal(texts.at(-1), 'Created cluster …');
    assert.doesNotMatch(texts.join('\n'), /node\(s\)/);
    await deleted(cloud.alice, 'alone');
  });

  it('with an NFS node has one that exports /home, and its task says so [check 36]', async () => {
    const texts = await made('shared', { node_count: 1, enable_nfs: true });
    assert.deepEqual(kindsOf('shared'), ['mstr', 'nfsd', 'node']);
    assert.ok(texts.includes('Creating NFS node for …'), texts.join('\n'));
    const [server = ''] = (await nodesShown(cloud.alice, 'shared')).nfs;
    const { body } = await cloud.alice.call('GET', `/api/cse/shared/${server}/info`);
    // The contract's node object.
    assert.deepEqual((body as { exports: string[] }).exports, ['/home']);
    await deleted(cloud.alice, 'shared');
  });

  it('has its CPUs and memory on all VMs before they have power [check 37]', async () => {
    await made('sized', { node_count: 1, enable_nfs: true, cpu: 4, memory: 4096 });
    const boots = bootsOf('sized');
    assert.equal(boots.length, 3);
    for (const { cpus, memoryMb } of boots) assert.deepEqual([cpus, memoryMb], [4, 4096]);
    await deleted(cloud.alice, 'sized');
  });

  it('has all VMs on the storage profile that was named [check 38]', async () => {
    await made('golden', { node_count: 1, storage_profile: 'gold' });
    const profiles = vmNames(cloud, 'golden').map((name) => {
      const { storageProfileId } = vmNamed(cloud, name);
      return cloud.sim.inventory.storageProfiles.get(storageProfileId)?.name;
    });
    assert.deepEqual(profiles, ['gold', 'gold']);
    await deleted(cloud.alice, 'golden');
  });

  it('has the SSH key once on all VMs, none without one, and no customization script [check 39]', async () => {
    await Promise.all([
      made('keyed', { node_count: 1, ssh_key: `${key}\n` }),
      made('unkeyed', { node_count: 1 }),
    ]);
    assert.equal(bootsOf('keyed').length, 2);
    for (const { userData, script } of bootsOf('keyed')) {
      assert.equal(userData.split(key).length, 2);
      assert.equal(script, undefined);
    }
    assert.equal(bootsOf('unkeyed').length, 2);
    for (const { userData, script } of bootsOf('unkeyed')) {
      assert.doesNotMatch(userData, /authorized_keys/);
      assert.equal(script, undefined);
    }
    await Promise.all([deleted(cloud.alice, 'keyed'), deleted(cloud.alice, 'unkeyed')]);
  });

  it('and fails, tells its tenant what went wrong and nothing of our insides [check 48]', async () => {
    const request = await requestCluster(cloud.alice, 'fails', { node_count: 0 });
    assert.equal((await request.ended()).status, 'error');
    const path = new URL(request.taskHref).pathname;
    const { text } = await cloud.alice.call('GET', path, undefined, 'application/*+xml;version=31.0');
    const error = /<Error\b[^>]*>/.exec(text)?.[0] ?? '';
    assert.match(error, /majorErrorCode="500"/);
    assert.match(error, /minorErrorCode="INTERNAL_SERVER_ERROR"/);
    assert.doesNotMatch(error, /stackTrace="[^"]/);
    assert.doesNotMatch(text, /\.ts:\d+/);
    await gone(cloud, 'fails');
  });

  it('is asked of Cloud Director in documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
