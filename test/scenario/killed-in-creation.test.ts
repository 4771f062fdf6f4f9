import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertEmpty, assertGone, assertStands, resetCounts, taskCounts } from '../support/cluster-facts.ts';
import { deleted, requestCluster, type Accepted } from '../support/cluster-requests.ts';
import type { Moment } from '../support/cut-off-proxy.ts';
import { startMortalServer, type MortalServer } from '../support/mortal-server.ts';
import { assertPlayed, inLanes, isWorthAKill } from '../support/rounds.ts';
import { assertWireClean, noBroker } from '../support/simulated-cloud.ts';

/**
 * A creation is a list of calls to vCD with commits between them. The process is killed before and after each of
 * them, and started again on its database; whatever the moment, the tenant sees one creation that succeeds.
 */
describe('a server that is killed at any moment of a creation', { skip: noBroker }, () => {
  const lanes: MortalServer[] = [];
  before(async () => {
    lanes.push(...(await Promise.all(Array.from({ length: 3 }, () => startMortalServer()))));
  });
  after(() => Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]())));

  it(
    'makes the cluster once, under the task that the tenant was given [check 88]',
    { timeout: 300_000 },
    async (t) => {
      const [first] = lanes;
      assert.ok(first);
      const moments = await momentsOfACreation(first);
      const kills: Moment[] = [];
      await inLanes(lanes, moments.entries(), async (lane, [index, moment]) => {
        if (await creationKilledAt(lane, moment, `c${index}`)) kills.push(moment);
      });
      assertPlayed(t, moments, kills, {
        atLeast: 40,
        always: [
          'POST /api/tasksList/{id}',
          'POST /api/vdc/{id}/action/composeVApp',
          'PUT /api/vApp/vapp-{id}/owner',
          'POST /api/vApp/vapp-{id}/metadata',
          'POST /api/vApp/vm-{id}/action/reconfigureVm',
          'POST /api/vApp/vapp-{id}/power/action/powerOn',
          'PUT /api/task/{id}',
        ],
      });
    },
  );

  it('said nothing that does not fit the schemas', (t) => {
    for (const { cloud } of lanes) assertWireClean(t, cloud.wire);
  });
});

async function momentsOfACreation(lane: MortalServer): Promise<readonly Moment[]> {
  const { cloud, proxy } = lane;
  await lane.quiet();
  proxy.startNoting();
  await assertCreated(lane, await requestCluster(cloud.alice, 'counted'));
  const moments = proxy.moments().filter(isWorthAKill);
  await deleted(cloud.alice, 'counted');
  await assertGone(cloud, 'counted');
  return moments;
}

/** One life of a cluster, the server killed at that moment of its creation; whether the moment came. */
async function creationKilledAt(lane: MortalServer, moment: Moment, name: string): Promise<boolean> {
  const { cloud, proxy } = lane;
  await lane.quiet();
  await resetCounts(cloud);

  const shot = lane.shootDown((shoot) => proxy.cutOffAt(moment, shoot));
  // Answered after a redelivery when the process dies before the reply.
  const creation = requestCluster(cloud.alice, name).then((accepted) => assertCreated(lane, accepted));
  await Promise.race([shot.done, creation]);
  const came = await shot.callOff();
  await lane.explained(`${came ? '' : 'not '}killed ${moment.where} (${moment.nth})`, async () => {
    await creation;
    await deleted(cloud.alice, name);
    await assertGone(cloud, name);
    await assertEmpty(cloud);
    const { vdcComposeVapp, create_cluster, delete_cluster } = await taskCounts(cloud);
    assert.deepEqual({ vdcComposeVapp, create_cluster, delete_cluster }, onceEach);
  });
  return came;
}

const onceEach = {
  vdcComposeVapp: { success: 1 },
  create_cluster: { success: 1 },
  delete_cluster: { success: 1 },
};

async function assertCreated({ cloud }: MortalServer, accepted: Accepted): Promise<void> {
  const task = await accepted.ended();
  assert.deepEqual([task.status, task.error], ['success', '']);
  await assertStands(cloud, { ...accepted, workers: 2 });
}
