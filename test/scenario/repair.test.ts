import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:https';
import { after, before, describe, it } from 'node:test';
import type { GuestDriver } from 'vcdsim';
import { parse } from 'yaml';
import type { Tenant } from '../../scripts/simulated/tenant.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { inPhase, recordOf, requestNodes, vmNamed, vmNames } from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

/** The model of the world plays what is mended and what is not; here is what goes wrong while it is mended. */
describe('a cluster that loses nodes', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  before(async () => {
    guests = quickGuests({ jobPollMs: 5, workloadApi: true });
    cloud = await startCloud({
      guests,
      limits: { resync_seconds: 1 },
      repair: {
        power_on_after_seconds: 1,
        not_ready_after_seconds: 1,
        replace_after_seconds: 1,
        max_unhealthy: 2,
      },
    });
    await cloud.startServer();
    const wish = { node_count: 1, enable_nfs: true };
    assert.equal((await (await requestCluster(cloud.alice, 'c1', wish)).ended()).status, 'success');
    const added = await requestNodes(cloud.alice, 'c1', { node_count: 2, disable_rollback: true });
    assert.equal((await added.ended()).status, 'success');
    await inPhase(cloud, 'c1', 'ready');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

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

  it('gets other workers for one whose kubelet has died, and for one whose Node was deleted', async () => {
    const known = await eventually(async () => {
      const { nodes } = (await recordOf(cloud, 'c1')).status;
      const workers = nodes.filter(({ role }) => role === 'worker');
      return workers.every(({ inCluster }) => inCluster?.state === 'ready') ? workers : undefined;
    }, 'the cluster has told of its nodes');
    const [silent = '', deleted = '', ...others] = known.map(({ name }) => name);
    vmNamed(cloud, silent).running?.stopKubelet?.();
    await deleteNode(cloud.alice, deleted);
    const mended = await eventually(async () => {
      const { status } = await recordOf(cloud, 'c1');
      const isOut = status.nodes.every(({ name }) => name !== silent && name !== deleted);
      return isOut && status.phase === 'ready' ? status.nodes : undefined;
    }, 'both have been replaced');
    assert.deepEqual(mended.map(({ name }) => name).toSorted(), vmNames(cloud, 'c1'));
    for (const lost of [silent, deleted]) {
      const { replacement } = mended.find((node) => node.replacement?.of === lost) ?? {};
      assert.equal(replacement?.because, 'nodeLost');
    }
    for (const name of others) assert.ok(mended.some((node) => node.name === name));
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

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [
    { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } },
  ];
}

/** Takes a Node object out of the cluster, as its user may. */
async function deleteNode(user: Tenant, name: string): Promise<void> {
  const { body } = await user.call('GET', '/api/cse/c1/config');
  const { clusters, users } = parse(String(body)) as Kubeconfig;
  const pem = (base64: string) => Buffer.from(base64, 'base64');
  const asked = request(`${clusters[0].cluster.server}/api/v1/nodes/${name}`, {
    method: 'DELETE',
    ca: pem(clusters[0].cluster['certificate-authority-data']),
    cert: pem(users[0].user['client-certificate-data']),
    key: pem(users[0].user['client-key-data']),
    agent: false,
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
  answer.resume();
  assert.equal(answer.statusCode, 200);
}
