import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  deleted,
  gone,
  listed,
  noRecords,
  requestCluster,
  requestDeletion,
} from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { guestsByCluster, withTinyNetwork } from '../support/troubled-cloud.ts';

/** How a creation fails, by the beginning of the cluster's name; what else is in its request; what its task says. */
const failures: Record<string, { changes?: Record<string, unknown>; error: RegExp }> = {
  'cp-fails': {
    error:
      /^Couldn't initialize cluster:\nmstr-\w{4}: exit status 1: .*simulated failure.*\n.*error: .*simulated/,
  },
  'worker-fails': { error: /^Couldn't join cluster:\nnode-\w{4}: exit status 1: .*simulated failure/ },
  'cp-silent': {
    error:
      /^Couldn't initialize cluster:\nmstr-\w{4} \(the guest never answered\).* not done within the deadline/,
  },
  'worker-silent': {
    error: /^Couldn't join cluster:\nnode-\w{4} \(the guest never answered\), node-\w{4} \(the guest never/,
  },
  'pool-empty': {
    changes: { network: 'tiny-net' },
    error: /^Error while creating vApp: .*no more IP addresses available on network "tiny-net"/,
  },
  'no-address': {
    error: /^Error while creating vApp: network 'acme-net' gave no IP address to mstr-\w{4}, node-/,
  },
};

describe('guests that fail', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  const guests = guestsByCluster((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '');
  before(async () => {
    cloud = await startCloud({
      guests,
      model: withTinyNetwork('127.99.0'),
      deadlines: { awaiting_addresses: 2, initializing_control_plane: 4, joining_workers: 4 },
    });
    await cloud.startServer();
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const vAppNamed = (name: string) =>
    [...cloud.sim.inventory.vApps.values()].find((vApp) => vApp.name === name);

  const inPhase = (name: string, phase: string) =>
    eventually(async () => {
      const record = (await cloud.records()).find(({ metadata }) => metadata.name === name);
      return record?.status.phase === phase || undefined;
    }, `${name} is in phase ${phase}`);

  /** The pool gives nothing to NICs that are in another mode when the vApp's task ends. */
  async function takeAddressesFrom(name: string): Promise<void> {
    const vApp = await eventually(async () => vAppNamed(name), `vApp ${name}`);
    for (const vm of cloud.sim.inventory.vmsOf(vApp)) {
      vm.hardware.nics = vm.hardware.nics.map((nic) => ({ ...nic, mode: 'NONE' }));
    }
  }

  async function failsAsPlanned(kind: string, name: string, disable_rollback: boolean): Promise<void> {
    const plan = failures[kind];
    const accepted = await requestCluster(cloud.alice, name, { ...plan?.changes, disable_rollback });
    if (kind === 'no-address') await takeAddressesFrom(name);
    const task = await accepted.ended();
    assert.deepEqual([task.status, task.operation], ['error', 'create cluster']);
    assert.match(task.error, plan?.error ?? /never/);
  }

  describe('a creation that fails', { concurrency: true }, () => {
    before(() => cloud.sim.setFaults([slow('vdcComposeVapp', 'no-address-*', 400)]));

    for (const kind of Object.keys(failures)) {
      it(`${kind}: says why, and is taken back [checks 45, 47]`, async () => {
        const name = `${kind}-back`;
        await failsAsPlanned(kind, name, true);
        await gone(cloud, name);
      });

      it(`${kind}: is kept where that was asked for, shown, and deleted later [checks 46, 53]`, async () => {
        const name = `${kind}-keep`;
        await failsAsPlanned(kind, name, false);
        await eventually(
          async () => (await listed(cloud.alice)).includes(name) || undefined,
          `${name} listed`,
        );
        const vApp = vAppNamed(name);
        assert.ok(vApp);
        assert.equal(cloud.sim.inventory.user(vApp.ownerId).name, 'alice');
        const config = await cloud.alice.call('GET', `/api/cse/${name}/config`, undefined, 'text/x-yaml');
        assert.match(config.text, /Couldn't get cluster configuration/);
        await deleted(cloud.alice, name);
        await gone(cloud, name);
      });
    }
  });

  it('left nothing behind', async () => {
    assert.deepEqual(await listed(cloud.alice), []);
    assert.equal((await cloud.leftovers()).total, 0);
  });

  describe('a deletion while the cluster is being made', { concurrency: true }, () => {
    before(() =>
      cloud.sim.setFaults([
        slow('vdcComposeVapp', 'd1', 400),
        slow('metadataUpdate', 'd2', 400),
        slow('vappUpdateVm', '*', 300),
        slow('vappDeploy', 'd4', 400),
      ]),
    );

    const moments: [name: string, phase: string][] = [
      ['d1', 'composingVApp'],
      ['d2', 'taggingVApp'],
      ['d3', 'configuringGuests'],
      ['d4', 'poweringOn'],
      ['cp-silent-d5', 'initializingControlPlane'],
      ['worker-silent-d6', 'joiningWorkers'],
    ];
    for (const [name, phase] of moments) {
      it(`ends both tasks and leaves nothing: ${phase}`, async () => {
        const creation = await requestCluster(cloud.alice, name);
        await inPhase(name, phase);
        const deletion = await requestDeletion(cloud.alice, name);
        await isDeletedBeforeReady(creation.ended(), deletion.ended(), name);
      });
    }

    it('ends both tasks and leaves nothing: at once', async () => {
      const creation = await requestCluster(cloud.alice, 'd0');
      const deletion = await requestDeletion(cloud.alice, 'd0');
      await isDeletedBeforeReady(creation.ended(), deletion.ended(), 'd0');
    });

    it('ends all tasks when it is asked for twice, and is not found the third time', async () => {
      const creation = await requestCluster(cloud.alice, 'cp-silent-twice');
      await inPhase('cp-silent-twice', 'initializingControlPlane');
      const [one, two] = await Promise.all([
        requestDeletion(cloud.alice, 'cp-silent-twice'),
        requestDeletion(cloud.alice, 'cp-silent-twice'),
      ]);
      await isDeletedBeforeReady(creation.ended(), one.ended(), 'cp-silent-twice');
      assert.equal((await two.ended()).status, 'success');
      const again = await cloud.alice.call('DELETE', '/api/cse/cp-silent-twice');
      assert.match(again.text, /Cluster cp-silent-twice not found\./);
    });

    async function isDeletedBeforeReady(
      creation: Promise<{ status: string; error: string }>,
      deletion: Promise<{ status: string; error: string }>,
      name: string,
    ): Promise<void> {
      const [made, removed] = await Promise.all([creation, deletion]);
      assert.deepEqual(
        [made.status, made.error],
        ['error', `Cluster ${name} was deleted before it was ready.`],
      );
      assert.equal(removed.status, 'success', removed.error);
      await gone(cloud, name);
    }
  });

  it('has no config before the cluster is ready, and says so', async () => {
    const creation = await requestCluster(cloud.alice, 'cp-silent-config');
    await inPhase('cp-silent-config', 'initializingControlPlane');
    const answer = await cloud.alice.call(
      'GET',
      '/api/cse/cp-silent-config/config',
      undefined,
      'text/x-yaml',
    );
    assert.equal(answer.status, 500);
    assert.match(answer.text, /Couldn't get cluster configuration/);
    await deleted(cloud.alice, 'cp-silent-config');
    await creation.ended();
  });

  it('left nothing behind, and said nothing that does not fit the schemas', async (t) => {
    await noRecords(cloud);
    assert.equal((await cloud.leftovers()).total, 0);
    assertWireClean(t, cloud.wire);
  });
});

function slow(operation: string, object: string, delayMs: number) {
  return fault({ operation, object, delayMs, effect: 'delay' });
}
