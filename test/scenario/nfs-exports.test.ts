import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sandboxGuests, type GuestDriver } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { inPhase, nodesShown, recordOf } from '../support/node-requests.ts';
import {
  assertWireClean,
  noBroker,
  quickGuests,
  startCloud,
  systemTime,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

/** Looks at a cluster at rest with an NFS server. */
async function withServer(
  driver: GuestDriver,
  look: (cloud: SimulatedCloud, server: string) => Promise<void>,
): Promise<void> {
  await using guests = driver;
  await using cloud = await startCloud({ guests });
  await cloud.startServer();
  const accepted = await requestCluster(cloud.alice, 'c1', { node_count: 0, enable_nfs: true });
  const task = await cloud.alice.waitForTask(accepted.taskHref);
  assert.equal(task.status, 'success', task.error);
  await inPhase(cloud, 'c1', 'ready');
  const [server = ''] = (await nodesShown(cloud.alice, 'c1')).nfs;
  await look(cloud, server);
}

async function exportsShown({ alice }: SimulatedCloud, server: string): Promise<readonly string[]> {
  const answer = await alice.call('GET', `/api/cse/c1/${server}/info`);
  assert.equal(answer.status, 200, answer.text);
  // The contract's node object.
  return (answer.body as { exports: string[] }).exports;
}

it('node info of an NFS server says what it exports now [check 23]', { skip: noBroker }, async (t) => {
  let file: string | undefined;
  await withServer(quickGuests({ exportsFile: () => file }), async (cloud, server) => {
    assert.deepEqual(await exportsShown(cloud, server), ['/home']);
    file = '# two more\n/srv/data 10.0.0.0/8(rw) 192.0.2.1(ro)\n/srv/$(reboot) *(rw)\n';
    const shown = ['/srv/data', '/srv/$(reboot)', '/home'];
    assert.deepEqual(await exportsShown(cloud, server), shown);

    // Two who ask at the same time are told the same, and the cluster is none the less ready.
    file = undefined;
    const both = await Promise.all([exportsShown(cloud, server), exportsShown(cloud, server)]);
    assert.deepEqual(both, [['/home'], ['/home']]);
    const record = await inPhase(cloud, 'c1', 'ready');
    const ready = record.status.conditions.find(({ type }) => type === 'Ready');
    assert.equal(ready?.status, 'True');
    assert.equal(record.metadata.generation, 1, 'a question is no wish');
    assertWireClean(t, cloud.wire);
  });
});

it('a server that says nothing is told of as it was known', { skip: noBroker }, async () => {
  // Its agent looks for jobs once in an hour.
  await withServer(quickGuests({ jobPollMs: 3_600_000 }), async (cloud, server) => {
    assert.deepEqual(await exportsShown(cloud, server), ['/home']);
    const node = (await recordOf(cloud, 'c1')).status.nodes.find(({ name }) => name === server);
    assert.equal(node?.exportsAt, undefined, 'the question is open');
  });
});

it(
  'a sandboxed server lists its exports with showmount',
  { skip: noBroker || (!bubblewrapUsable() && 'bubblewrap is not usable here') },
  async () => {
    await withServer(sandboxGuests({ clock: systemTime, bootMs: 50 }), async (cloud, server) => {
      assert.deepEqual(await exportsShown(cloud, server), ['/home']);
      const node = (await recordOf(cloud, 'c1')).status.nodes.find(({ name }) => name === server);
      assert.ok(node?.exportsAt !== undefined, 'the server has answered');
    });
  },
);
