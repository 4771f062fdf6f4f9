import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { assertEmpty, assertGone, assertStands, resetCounts, taskCounts } from '../support/cluster-facts.ts';
import { gone, requestCluster, requestDeletion, type Accepted } from '../support/cluster-requests.ts';
import type { Moment } from '../support/cut-off-proxy.ts';
import { startMortalServer, type LogLine, type MortalServer } from '../support/mortal-server.ts';
import { assertPlayed, inLanes, isWorthAKill } from '../support/rounds.ts';
import { assertWireClean, eventually, noBroker } from '../support/simulated-cloud.ts';
import type { TaskView } from '../../scripts/simulated/tenant.ts';

/** When the server is killed: at a call to vCD, or as soon as it has logged a look (before its commit, after it). */
type Death = { readonly at: Moment } | { readonly whenLogged: Moment };

/** What is deleted: something to begin the deletion with, and how the task of its creation has to end. */
interface Victim {
  readonly create: (lane: MortalServer, name: string) => Promise<Accepted>;
  readonly creationEnds: Pick<TaskView, 'status' | 'error'>;
}

/**
 * Whatever the moment that the process dies at in a deletion, the deletion is done when it runs again: nothing left,
 * no record, every task ended.
 */
describe('a server that is killed at any moment of a deletion', { skip: noBroker, concurrency: 2 }, () => {
  it('of a cluster that stands: leaves nothing and ends every task', { timeout: 300_000 }, async (t) => {
    await killEverywhere(t, /$never/, {
      create: createdWhole,
      creationEnds: { status: 'success', error: '' },
    });
  });

  it(
    'of a cluster that is being made: leaves nothing and ends every task',
    { timeout: 300_000 },
    async (t) => {
      await killEverywhere(t, /./, {
        create: createdInPart,
        creationEnds: { status: 'error', error: 'was deleted before it was ready.' },
      });
    },
  );
});

async function killEverywhere(t: TestContext, silent: RegExp, victim: Victim): Promise<void> {
  await using one = await startMortalServer({ silent });
  await using two = await startMortalServer({ silent });
  const deaths = await momentsOfADeletion(one, victim);
  const kills: Moment[] = [];
  await inLanes([one, two], deaths.entries(), async (lane, [index, death]) => {
    if (await deletionKilledAt(lane, victim, death, `d${index}`)) kills.push(momentOf(death));
  });
  assertPlayed(t, deaths.map(momentOf), kills, {
    atLeast: 14,
    always: ['POST /api/tasksList/{id}', 'DELETE /api/vApp/vapp-{id}', 'PUT /api/task/{id}'],
  });
  for (const { cloud } of [one, two]) assertWireClean(t, cloud.wire);
}

async function momentsOfADeletion(lane: MortalServer, victim: Victim): Promise<readonly Death[]> {
  const { cloud, proxy } = lane;
  await lane.quiet();
  await victim.create(lane, 'counted');
  const logged = notingLog(lane, () => undefined);
  proxy.startNoting();
  await assertDeleted(lane, await requestDeletion(cloud.alice, 'counted'));
  lane.onLog(undefined);
  return [...proxy.moments().map((at) => ({ at })), ...logged.map((whenLogged) => ({ whenLogged }))].filter(
    (death) => isWorthAKill(momentOf(death)),
  );
}

/** One deletion with the server killed at that moment of it; whether the moment came. */
async function deletionKilledAt(
  lane: MortalServer,
  victim: Victim,
  death: Death,
  name: string,
): Promise<boolean> {
  const { cloud } = lane;
  await resetCounts(cloud);
  await lane.quiet();
  const creation = await victim.create(lane, name);

  const shot = lane.shootDown((shoot) => aim(lane, death, shoot));
  const deletion = requestDeletion(cloud.alice, name).then((accepted) => assertDeleted(lane, accepted));
  await Promise.race([shot.done, deletion]);
  const came = await shot.callOff();
  const { where, nth } = momentOf(death);
  await lane.explained(`${came ? '' : 'not '}killed ${where} (${nth})`, async () => {
    await deletion;
    const { status, error } = await creation.ended();
    assert.equal(status, victim.creationEnds.status);
    assert.ok(error.endsWith(victim.creationEnds.error), error);
    await assertGone(cloud, name);
    await assertEmpty(cloud);
    const { create_cluster, delete_cluster } = await taskCounts(cloud);
    assert.deepEqual(
      { create_cluster, delete_cluster },
      {
        create_cluster: { [status]: 1 },
        delete_cluster: { success: 1 },
      },
    );
  });
  return came;
}

function momentOf(death: Death): Moment {
  return 'at' in death ? death.at : death.whenLogged;
}

function aim(lane: MortalServer, death: Death, shoot: () => void): void {
  if ('at' in death) return lane.proxy.cutOffAt(death.at, shoot);
  const { where, nth } = death.whenLogged;
  notingLog(lane, (seen) => {
    if (seen.where === where && seen.nth === nth) shoot();
  });
}

/** Notes what the log tells of looks at clusters, from now on. */
function notingLog(lane: MortalServer, onMoment: (moment: Moment) => void): readonly Moment[] {
  const noted: Moment[] = [];
  lane.onLog((line) => {
    const where = lookOf(line);
    if (where === undefined) return;
    const moment = { where, nth: noted.filter((earlier) => earlier.where === where).length + 1 };
    noted.push(moment);
    onMoment(moment);
  });
  return noted;
}

function lookOf({ kind, msg, phase = '' }: LogLine): string | undefined {
  if (kind !== 'Cluster' || (msg !== 'decided' && msg !== 'Reconciled')) return undefined;
  return `log: ${msg} ${phase}`.trimEnd();
}

async function createdWhole(lane: MortalServer, name: string): Promise<Accepted> {
  const { cloud } = lane;
  const accepted = await requestCluster(cloud.alice, name);
  assert.equal((await accepted.ended()).status, 'success');
  await assertStands(cloud, { ...accepted, workers: 2 });
  await lane.quiet();
  return accepted;
}

/** Its guests never say a word: it waits for its control plane. */
async function createdInPart({ cloud }: MortalServer, name: string): Promise<Accepted> {
  const accepted = await requestCluster(cloud.alice, name);
  await eventually(async () => {
    const record = (await cloud.records()).find(({ metadata }) => metadata.name === name);
    return record?.status.phase === 'initializingControlPlane' || undefined;
  }, `${name} waits for its control plane`);
  return accepted;
}

async function assertDeleted(lane: MortalServer, accepted: Accepted): Promise<void> {
  const { cloud } = lane;
  const task = await accepted.ended();
  assert.deepEqual([task.status, task.error], ['success', '']);
  await gone(cloud, accepted.name);
  await lane.quiet();
}
