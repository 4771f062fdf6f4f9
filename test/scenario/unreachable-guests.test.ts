import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertEmpty } from '../support/cluster-facts.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { recordOf } from '../support/node-requests.ts';
import { eventually, noBroker, startCloud, type CloudOptions } from '../support/simulated-cloud.ts';

interface Closed {
  readonly what: string;
  readonly vCenter: NonNullable<CloudOptions['vCenter']>;
  /** The end of what is said of each node. */
  readonly says: RegExp;
}

const closed: readonly Closed[] = [
  {
    what: 'VMware Tools that never run',
    vCenter: () => ({}),
    says: /: VMware Tools do not run: guestToolsNotRunning \(GuestOperationsUnavailable\)$/,
  },
  {
    what: 'a wrong password of the vCenter',
    vCenter: () => ({ password: 'wrong' }),
    says: /: vCenter vc1 refuses the account administrator@vsphere\.local\. Correct username and password of the entry 'vc1' of `vcs`$/,
  },
  {
    what: 'an unknown certificate of the vCenter',
    vCenter: () => ({ verify: true }),
    says: /: the certificate of vCenter vc1 \(127\.0\.0\.1:\d+\) is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Give the entry 'vc1' of `vcs` the `ca_file` of the authority that signed it, or its `thumbprint` if it is the one that is shown now: [0-9A-F:]{95}$/,
  },
  {
    what: 'a vCenter that the configuration does not have',
    vCenter: () => ({ name: 'vc9' }),
    says: /: no account for vCenter 'vc1': add an entry of that name to `vcs`$/,
  },
];

describe('guests that there is no way into', { skip: noBroker }, () => {
  for (const { what, vCenter, says } of closed) {
    it(`${what}: it is said, and the cluster can be deleted all the same`, async () => {
      await using cloud = await startCloud({ guests: 'none', vCenter });
      await cloud.startServer();
      await requestCluster(cloud.alice, 'c1', { node_count: 1 });
      const { status } = await eventually(async () => {
        const record = await recordOf(cloud, 'c1');
        return record.status.waiting?.reason === 'WaitingForControlPlane' ? record : undefined;
      }, 'the control plane is waited for');
      const [controlPlane, worker] = status.nodes;
      const message = status.waiting?.message ?? '';
      assert.ok(message.startsWith(`${controlPlane?.name}: `), message);
      assert.match(message, says);
      assert.ok(message.includes(`, ${worker?.name}: `), message);
      const reconciling = status.conditions.find(({ type }) => type === 'Reconciling');
      assert.equal(reconciling?.message, message);
      assert.doesNotMatch(JSON.stringify(status), /-aA1|wrong/);

      await deleted(cloud.alice, 'c1');
      await gone(cloud, 'c1');
      await assertEmpty(cloud);
    });
  }

  it('ends the creation at the deadline, with the reason', async () => {
    const deadlines = { initializing_control_plane: 1 };
    await using cloud = await startCloud({
      guests: 'none',
      vCenter: () => ({ password: 'wrong' }),
      deadlines,
    });
    await cloud.startServer();
    const request = await requestCluster(cloud.alice, 'c1', { node_count: 0 });
    const task = await request.ended();
    assert.equal(task.status, 'error');
    assert.match(task.error ?? '', /vCenter vc1 refuses the account/);
  });
});
