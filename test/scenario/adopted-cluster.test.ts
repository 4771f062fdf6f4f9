import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sandboxGuests, type GuestDriver } from 'vcdsim';
import { parse, stringify } from 'yaml';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { inPhase, nodesShown, recordOf, requestNodes, requestRemoval } from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  systemTime,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const skip = noBroker || (!bubblewrapUsable() && 'bubblewrap is not usable here');
const kubectl = findKubectl();

/**
 * A cluster with an inside, made by a server that is gone with all that it knew: to the next one it is what the original
 * server's are, marks on a vApp and VMs with names, and the way in is guest operations.
 */
describe('a cluster whose server is gone', { skip, timeout: 400_000 }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  let clusterId = '';
  before(async () => {
    guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    const listen = { host: '127.0.0.1', port: 0 };
    const model = { vCenters: [{ name: 'vc1', listen }] };
    cloud = await startCloud({
      guests,
      model: (built) => ({ ...built, ...model }),
      limits: { resync_seconds: 1 },
      repair: { ask_nodes_every_seconds: 1 },
    });
    await throughGuestOperations(cloud.configPath);
    await cloud.startServer();
    const creation = await requestCluster(cloud.alice, 'old', { node_count: 1, enable_nfs: true });
    clusterId = creation.clusterId;
    const task = await cloud.alice.waitForTask(creation.taskHref);
    assert.equal(task.status, 'success', task.error);
    await inPhase(cloud, 'old', 'ready');
    await cloud.stopServer();
    for (const file of ['cse.db', 'cse.db-wal', 'cse.db-shm', 'cse.key'])
      await rm(join(cloud.directory, file), { force: true });
    await cloud.startServer();
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('has a kubeconfig, read from its control plane, with which kubectl works [check 86]', async (t) => {
    assert.deepEqual(await cloud.records(), []);
    const { masters, workers } = await nodesShown(cloud.alice, 'old');
    await assertReady(t, [...masters, ...workers]);
    const record = await inPhase(cloud, 'old', 'ready');
    assert.deepEqual([record.metadata.uid, record.status.keysUnread], [clusterId, undefined]);
  });

  it('gets a worker and an NFS node [check 86]', async (t) => {
    for (const node_type of ['node', 'nfsd']) {
      const { taskHref } = await requestNodes(cloud.alice, 'old', { node_type });
      const task = await cloud.alice.waitForTask(taskHref);
      assert.equal(task.status, 'success', task.error);
    }
    const { masters, workers, nfs } = await nodesShown(cloud.alice, 'old');
    assert.deepEqual([workers.length, nfs.length], [2, 2]);
    await assertReady(t, [...masters, ...workers]);
  });

  it('tells which of its nodes are ready, now that somebody asks it', async () => {
    await eventually(async () => {
      const { nodes } = (await recordOf(cloud, 'old')).status;
      const known = nodes.filter(({ role }) => role !== 'nfs');
      return known.every(({ inCluster }) => inCluster?.state === 'ready') || undefined;
    }, 'it has told of the old nodes and the new one');
  });

  it('loses a node that it had from the beginning, in Kubernetes as well [check 86]', async (t) => {
    const { nodes } = (await recordOf(cloud, 'old')).status;
    const first = nodes.find(({ role, pool }) => role === 'worker' && pool === 'workers')?.name ?? '';
    const { taskHref } = await requestRemoval(cloud.alice, 'old', [first]);
    const task = await cloud.alice.waitForTask(taskHref);
    assert.equal(task.status, 'success', task.error);
    const { masters, workers } = await nodesShown(cloud.alice, 'old');
    assert.ok(!workers.includes(first));
    await assertReady(t, [...masters, ...workers]);
  });

  it('is deleted without a trace [check 86]', async (t) => {
    await deleted(cloud.alice, 'old');
    await gone(cloud, 'old');
    await assertEmpty(cloud);
    assertWireClean(t, cloud.wire);
  });

  /** Fails unless these and no others are nodes of Kubernetes, and ready. */
  async function assertReady(t: TestContext, wanted: readonly string[]): Promise<void> {
    const answer = await cloud.alice.call(
      'GET',
      '/api/cse/old/config',
      undefined,
      'text/x-yaml;version=31.0',
    );
    assert.equal(answer.status, 200, answer.text);
    if (kubectl === undefined) return t.diagnostic('kubectl is not installed: nodes were not listed');
    const file = join(cloud.directory, 'kubeconfig');
    await writeFile(file, String(answer.body), { mode: 0o600 });
    const printed = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
    const nodes = printed
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/).slice(0, 2).join(' '));
    assert.deepEqual(nodes.toSorted(), wanted.map((name) => `${name} Ready`).toSorted());
  }
});

/** The template is one without cloud-init, whose VMs all have the password of root that the configuration names. */
async function throughGuestOperations(configPath: string): Promise<void> {
  const config = parse(await readFile(configPath, 'utf8'));
  Object.assign(config.broker.templates[0], {
    guest_backend: 'guest-operations',
    shared_admin_password: true,
  });
  await writeFile(configPath, stringify(config), { mode: 0o600 });
}
