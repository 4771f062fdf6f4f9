import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sandboxGuests, type GuestDriver } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { assertEmpty, vAppsNamed } from '../support/cluster-facts.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { openInsideGuests } from '../support/inside-guests.ts';
import { startMortalServer } from '../support/mortal-server.ts';
import {
  inPhase,
  nodesShown,
  recordOf,
  requestNodes,
  requestRemoval,
  vmNamed,
  warnings,
} from '../support/node-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  systemTime,
  type CloudOptions,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const skip = noBroker || (!bubblewrapUsable() && 'bubblewrap cannot make a sandbox here');
const journal = '/var/lib/cse/told';

/** By its certificate, which nobody has signed. */
const pinned: CloudOptions['vCenter'] = ({ certificate = '' }) => ({
  thumbprint: new X509Certificate(certificate).fingerprint256,
});

describe('a cluster whose nodes are made through vCenter', { skip }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  before(async () => {
    guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    const repair = { not_ready_after_seconds: 1, replace_after_seconds: 1, ask_nodes_every_seconds: 1 };
    cloud = await startCloud({ guests, vCenter: pinned, limits: { resync_seconds: 1 }, repair });
    await cloud.startServer();
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('is made, also when a VM is reset in the middle of it', async () => {
    const request = await requestCluster(cloud.alice, 'c1', { node_count: 2 });
    const controlPlane = await eventually(async () => {
      const { status } = await recordOf(cloud, 'c1');
      return status.nodes.find(({ role, message }) => role === 'control-plane' && message === 'kubeinit');
    }, 'kubeadm runs on the control plane');
    await reset(cloud, controlPlane.vmId ?? '');
    const task = await request.ended();
    assert.equal(task.status, 'success', task.error);
    await inPhase(cloud, 'c1', 'ready');
    assert.equal((await nodesShown(cloud.alice, 'c1')).workers.length, 2);

    await using inside = await openInsideGuests(cloud);
    const told = await inside.file('c1', controlPlane.name, journal);
    assert.match(told, /\nguestinfo\.postcustomization\.kubeinit\.status successful\n/);
    await assert.rejects(inside.file('c1', controlPlane.name, '/var/lib/cse/plan.sh'), {
      code: 'CSE_GUEST_FILE_MISSING',
    });
    assert.match(await inside.file('c1', controlPlane.name, '/etc/kubernetes/admin.conf'), /kind: Config/);
  });

  it('keeps no plan in vCD, and passwords of root of which each is another', async () => {
    const vms = vAppsNamed(cloud, 'c1').flatMap((vApp) => cloud.sim.inventory.vmsOf(vApp));
    assert.equal(vms.length, 3);
    const keys = vms
      .flatMap((vm) => [...vm.extraConfig.keys()])
      .filter((key) => key.startsWith('guestinfo.'));
    assert.deepEqual(new Set(keys), new Set(['guestinfo.cse.plan']));
    const passwords = vms.map((vm) => vm.guest.adminPassword);
    assert.equal(new Set(passwords).size, 3);
    for (const password of passwords) assert.match(password ?? '', /-aA1$/);
  });

  it('grows by a worker and an NFS server, which tells its exports [checks 55, 56]', async () => {
    for (const node_type of ['node', 'nfsd']) {
      const task = await (await requestNodes(cloud.alice, 'c1', { node_type })).ended();
      assert.equal(task.status, 'success', task.error);
    }
    const { workers, nfs } = await nodesShown(cloud.alice, 'c1');
    assert.deepEqual([workers.length, nfs.length], [3, 1]);
  });

  it('has a worker drained and deregistered before it goes [check 60]', async () => {
    const { workers } = await nodesShown(cloud.alice, 'c1');
    const [first = ''] = workers;
    const task = await (await requestRemoval(cloud.alice, 'c1', [first])).ended();
    assert.equal(task.status, 'success', task.error);
    // What could not be done with a node before it went would be noted.
    assert.deepEqual(await warnings(cloud, 'c1', first), []);
    assert.equal((await nodesShown(cloud.alice, 'c1')).workers.length, 2);
  });

  it('gets another worker for one whose kubelet has died, of which its control plane tells when it is asked', async () => {
    const known = await eventually(async () => {
      const { nodes } = (await recordOf(cloud, 'c1')).status;
      const workers = nodes.filter(({ role }) => role === 'worker');
      return workers.every(({ inCluster }) => inCluster?.state === 'ready') ? workers : undefined;
    }, 'the control plane has been asked');
    const [lost = '', ...others] = known.map(({ name }) => name);
    vmNamed(cloud, lost).running?.stopKubelet?.();
    const mended = await eventually(async () => {
      const { phase, nodes } = (await recordOf(cloud, 'c1')).status;
      return phase === 'ready' && nodes.every(({ name }) => name !== lost) ? nodes : undefined;
    }, 'it has been replaced');
    assert.equal(
      mended.find(({ replacement }) => replacement?.of === lost)?.replacement?.because,
      'nodeLost',
    );
    for (const name of others) assert.ok(mended.some((node) => node.name === name));
  });

  it('is deleted without a trace, with clean documents on the wire', async (t) => {
    await deleted(cloud.alice, 'c1');
    await gone(cloud, 'c1');
    await assertEmpty(cloud);
    assertWireClean(t, cloud.wire);
  });
});

describe('a server that is killed while it works inside of guests', { skip }, () => {
  it('goes on, and starts no program twice', async () => {
    await using guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    await using server = await startMortalServer({ guests, vCenter: pinned });
    const { cloud } = server;
    const operations = ['putFile', 'StartProgramInGuest', 'getFile'];
    const request = await requestCluster(cloud.alice, 'c1', { node_count: 1 });
    for (const operation of operations) {
      const shot = server.shootDown((shoot) =>
        server.onLog((line) => line.operation === operation && shoot()),
      );
      await shot.done;
    }
    await server.explained('the creation', async () => {
      const task = await request.ended();
      assert.equal(task.status, 'success', task.error);
    });
    const { status } = await inPhase(cloud, 'c1', 'ready');
    await using inside = await openInsideGuests(cloud);
    for (const { name } of status.nodes) {
      const starts = (await inside.file('c1', name, journal))
        .split('\n')
        .filter((line) => line.startsWith('start '));
      assert.equal(starts.length, 1, `${name}: ${starts.join(', ')}`);
    }
    await deleted(cloud.alice, 'c1');
    await gone(cloud, 'c1');
  });
});

async function reset({ sim, alice }: SimulatedCloud, vmId: string): Promise<void> {
  const answer = await fetch(`${sim.url}/api/vApp/vm-${vmId}/power/action/reset`, {
    method: 'POST',
    headers: { accept: 'application/*+xml;version=31.0', 'x-vcloud-authorization': alice.token },
  });
  assert.equal(answer.status, 202, await answer.text());
}
