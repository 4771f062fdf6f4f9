import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inLanes } from '../support/rounds.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { assertWireClean, noBroker } from '../support/simulated-cloud.ts';
import { worldPaths, type PathStep } from './cluster-world.ts';
import { PlayedCluster } from './played-cluster.ts';
import { openWorldStage, type WorldStage } from './world-stage.ts';

/** `CSE_TEST_PATHS=simple` plays every path that passes no state twice: for the night. */
const kind = process.env['CSE_TEST_PATHS'] === 'simple' ? 'simple' : 'shortest';
const lanes = 8;

/**
 * What people and the cloud can do to a cluster, in every order that leads somewhere new, each on a cluster of its
 * own; several are played at the same time, so that a restart meets clusters in all states. After every event the
 * cluster has to settle in the state that the model names, and what must never happen has not happened. At the end it
 * is deleted, every second time with a vCD that fails to, and nothing may be left of it.
 *
 * This is also where progress is shown: from each phase of the golden table that a step can leave (creation, failure,
 * deletion) some path goes on to a phase where a cluster may rest, with the real steps against the simulator.
 */
describe('a cluster in the world', { skip: noBroker }, () => {
  let stage: WorldStage;
  before(async () => {
    stage = await openWorldStage();
  });
  after(() => stage[Symbol.asyncDispose]());

  it(`stays true on every ${kind} path`, { timeout: 1_800_000 }, async (t) => {
    const paths = worldPaths(kind);
    const events = paths.reduce((sum, path) => sum + path.length, 0);
    t.diagnostic(`${paths.length} ${kind} paths, ${events} events, and a deletion after each`);
    const places = Array.from({ length: lanes }, (_, index) => index);
    await inLanes(places, paths.entries(), (_place, [index, path]) => play(stage, path, index));
    assert.deepEqual(await stage.cloud.records(), []);
    await assertEmpty(stage.cloud);
  });

  it('said nothing that does not fit the schemas', (t) => assertWireClean(t, stage.cloud.wire));
});

async function play(stage: WorldStage, path: readonly PathStep[], index: number): Promise<void> {
  const cluster = new PlayedCluster(stage, `p${index}`);
  const played: string[] = [];
  try {
    for (const { event, leadsTo } of path) {
      played.push(
        `${event.type}${event.type === 'create' ? ` ${JSON.stringify(event.wish)}` : ''} → ${leadsTo}`,
      );
      await cluster.poke(event);
      await cluster.check(leadsTo);
    }
    if (path.at(-1)?.leadsTo === 'gone') return;
    played.push('delete → gone');
    await cluster.delete({ taskFails: index % 2 === 1 });
    await cluster.check('gone');
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}\nafter ${played.join('\n      ')}\n${await cluster.describe()}`, {
      cause: error,
    });
  }
}
