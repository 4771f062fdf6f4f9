import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { requestCluster } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { inPhase, recordOf, requestNodes, vmNamed, vmNames } from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

/** The model of the world plays what is mended and what is not; here is what goes wrong while it is mended. */
describe('a cluster that loses nodes', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  before(async () => {
    cloud = await startCloud({
      limits: { resync_seconds: 1 },
      repair: { power_on_after_seconds: 1, replace_after_seconds: 1, max_unhealthy: 1 },
    });
    await cloud.startServer();
    const wish = { node_count: 1, enable_nfs: true };
    assert.equal((await (await requestCluster(cloud.alice, 'c1', wish)).ended()).status, 'success');
    const added = await requestNodes(cloud.alice, 'c1', { node_count: 2, disable_rollback: true });
    assert.equal((await added.ended()).status, 'success');
    await inPhase(cloud, 'c1', 'ready');
  });
  after(() => cloud[Symbol.asyncDispose]());

  /** The VM goes without a word to vCD, as with a datastore that is lost. */
  async function lose(name: string): Promise<void> {
    const vm = vmNamed(cloud, name);
    cloud.sim.inventory.removeVm(vm);
    await vm.running?.powerOff();
  }

  it('gets another worker though the first attempt at it fails, and loses none of those added with it', async () => {
    const { status, spec } = await recordOf(cloud, 'c1');
    const pool = spec.pools.find(({ name }) => name.startsWith('worker-'))?.name;
    const [lost, sister] = status.nodes.filter((node) => node.pool === pool).map(({ name }) => name);
    assert.ok(lost !== undefined && sister !== undefined);
    cloud.sim.setFaults([
      fault({ operation: 'vdcRecomposeVapp', effect: 'task-error', message: 'no room', count: 1 }),
    ]);
    await lose(lost);
    const failed = await eventually(async () => {
      const { status: now } = await recordOf(cloud, 'c1');
      return now.nodes.find((node) => node.replacement && node.failure);
    }, 'the first attempt has failed');
    assert.deepEqual(failed.replacement, { of: lost, attempt: 1 });
    assert.match(failed.failure?.message ?? '', /no room/);
    const mended = await inPhase(cloud, 'c1', 'ready');
    const [replacement, ...others] = mended.status.nodes.filter((node) => node.replacement);
    assert.deepEqual(replacement?.replacement, { of: failed.name, attempt: 2 });
    assert.deepEqual([replacement?.state, replacement?.pool, others], ['joined', pool, []]);
    const names = mended.status.nodes.map(({ name }) => name);
    assert.ok(names.includes(sister) && !names.includes(lost) && !names.includes(failed.name));
    assert.deepEqual(names.toSorted(), vmNames(cloud, 'c1'));
  });

  it('gets no other NFS server, and says so', async () => {
    const server = (await recordOf(cloud, 'c1')).status.nodes.find(({ role }) => role === 'nfs')?.name ?? '';
    await lose(server);
    const { status } = await inPhase(cloud, 'c1', 'degraded');
    assert.equal(status.waiting?.reason, 'InfrastructureGone');
    assert.match(status.waiting.message, new RegExp(`^${server} is missing: it held files of the tenant`));
  });

  it('is given no nodes without a control plane, and its user reads why at once', async () => {
    const controlPlane = (await recordOf(cloud, 'c1')).status.nodes[0]?.name ?? '';
    await lose(controlPlane);
    const task = await (await requestNodes(cloud.alice, 'c1', { node_count: 1 })).ended();
    assert.equal(task.status, 'error');
    assert.match(
      task.error,
      new RegExp(
        `^failure on creating nodes .*\nError:the control plane ${controlPlane} is missing, and new nodes join by it`,
      ),
    );
    assert.equal((await inPhase(cloud, 'c1', 'degraded')).status.waiting?.reason, 'ControlPlaneGone');
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
