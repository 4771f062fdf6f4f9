import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertEmpty, assertGone, assertStands, resetCounts, taskCounts } from '../support/cluster-facts.ts';
import {
  deleted,
  gone,
  requestCluster,
  requestDeletion,
  type Accepted,
} from '../support/cluster-requests.ts';
import type { Moment } from '../support/cut-off-proxy.ts';
import { startMortalServer, type MortalServer } from '../support/mortal-server.ts';
import { inLanes } from '../support/rounds.ts';
import { assertWireClean, noBroker } from '../support/simulated-cloud.ts';

const inCreation: readonly Moment[] = [
  { where: 'after POST /api/tasksList/{id}', nth: 1 },
  { where: 'before POST /api/vdc/{id}/action/composeVApp', nth: 1 },
  { where: 'after POST /api/vdc/{id}/action/composeVApp', nth: 1 },
  { where: 'after POST /api/vApp/vm-{id}/action/reconfigureVm', nth: 2 },
  { where: 'after POST /api/vApp/vapp-{id}/power/action/powerOn', nth: 1 },
  { where: 'before PUT /api/task/{id}', nth: 2 },
];
const inDeletion: readonly Moment[] = [
  { where: 'after POST /api/tasksList/{id}', nth: 1 },
  { where: 'after DELETE /api/vApp/vapp-{id}', nth: 1 },
  { where: 'after PUT /api/task/{id}', nth: 1 },
];

/**
 * The crash sweep (test/chaos) ends the service at every point, inside of one process. That this is the same as what
 * `kill -9` does to a real one, with real sockets, threads and a real broker, is shown at a handful of points.
 */
describe('a server that is killed', { skip: noBroker }, () => {
  const lanes: MortalServer[] = [];
  before(async () => {
    lanes.push(...(await Promise.all(Array.from({ length: 2 }, () => startMortalServer()))));
  });
  after(() => Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]())));

  it('makes a cluster once, under the task that the tenant was given [check 88]', { timeout: 300_000 }, () =>
    inLanes(lanes, inCreation.entries(), async (lane, [index, moment]) => {
      const { cloud } = lane;
      const name = `c${index}`;
      await resetCounts(cloud);
      // Answered after a redelivery when the process dies before the reply.
      const creation = await killedAt(lane, moment, () => requestCluster(cloud.alice, name));
      await lane.explained(`killed ${moment.where}`, async () => {
        await assertCreated(lane, creation);
        await deleted(cloud.alice, name);
        await assertGone(cloud, name);
        await assertEmpty(cloud);
        const { vdcComposeVapp, create_cluster, delete_cluster } = await taskCounts(cloud);
        assert.deepEqual({ vdcComposeVapp, create_cluster, delete_cluster }, onceEach);
      });
    }),
  );

  it('deletes a cluster, leaves nothing and ends every task', { timeout: 300_000 }, () =>
    inLanes(lanes, inDeletion.entries(), async (lane, [index, moment]) => {
      const { cloud } = lane;
      const name = `d${index}`;
      await resetCounts(cloud);
      await assertCreated(lane, await requestCluster(cloud.alice, name));
      await lane.quiet();
      const deletion = await killedAt(lane, moment, () => requestDeletion(cloud.alice, name));
      await lane.explained(`killed ${moment.where}`, async () => {
        const task = await deletion.ended();
        assert.deepEqual([task.status, task.error], ['success', '']);
        await gone(cloud, name);
        await assertGone(cloud, name);
        await assertEmpty(cloud);
        const { create_cluster, delete_cluster } = await taskCounts(cloud);
        const { vdcComposeVapp: _, ...tasks } = onceEach;
        assert.deepEqual({ create_cluster, delete_cluster }, tasks);
      });
    }),
  );

  it('said nothing that does not fit the schemas', (t) => {
    for (const { cloud } of lanes) assertWireClean(t, cloud.wire);
  });
});

const onceEach = {
  vdcComposeVapp: { success: 1 },
  create_cluster: { success: 1 },
  delete_cluster: { success: 1 },
};

/** Asks for something and has the server killed at that moment of it; resolves when it runs again. */
async function killedAt(lane: MortalServer, moment: Moment, ask: () => Promise<Accepted>): Promise<Accepted> {
  await lane.quiet();
  const shot = lane.shootDown((shoot) => lane.proxy.cutOffAt(moment, shoot));
  const asked = ask();
  const [accepted] = await Promise.all([asked, shot.done]);
  await shot.callOff();
  return accepted;
}

async function assertCreated({ cloud }: MortalServer, accepted: Accepted): Promise<void> {
  const task = await accepted.ended();
  assert.deepEqual([task.status, task.error], ['success', '']);
  await assertStands(cloud, { ...accepted, workers: 2 });
}
