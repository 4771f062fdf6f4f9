import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createBody } from '../../scripts/simulated/tenant.ts';
import type { Point } from './points.ts';
import { Stage } from './stage.ts';
import type { StageOptions } from './stage-options.ts';

const minute = 60_000;

/** A cluster is made and deleted; the process ends where `atPoint` says and is started again a minute later. */
async function playLife(options: StageOptions): Promise<Stage> {
  const stage = await Stage.open(options);
  const alice = stage.tenant('alice', 'acme');
  const restart = async () => {
    if (!stage.running) await stage.until(stage.start());
  };
  const reaches = async (look: () => Promise<boolean>) =>
    assert.ok(
      await stage.eventually(
        async () => {
          if (!stage.running) await restart();
          return look();
        },
        60 * minute,
        minute / 4,
      ),
      stage.trace.slice(-40).join('\n'),
    );
  try {
    await restart();
    await reaches(async () => stage.serving);
    const { status } = await stage.until(alice.call('POST', '/api/cse', createBody('c1', { node_count: 1 })));
    assert.ok(status === 202 || status === 504, String(status));
    await reaches(async () => (await stage.clusters())[0]?.status.phase === 'ready');
    await stage.until(alice.call('DELETE', '/api/cse/c1'));
    await reaches(async () => stage.running && (await stage.clusters()).length === 0);
    return stage;
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** A world that nobody holds any more. */
async function killedWorld(): Promise<WeakRef<Stage>> {
  await using stage = await Stage.open({ seed: 8 });
  await stage.until(stage.start());
  assert.ok(await stage.eventually(() => stage.serving, minute));
  stage.kill();
  return new WeakRef(stage);
}

describe('the stage', () => {
  it('shows a cluster from its wish to its end, minutes in a moment', async () => {
    await using stage = await playLife({ seed: 1 });
    assert.ok(stage.time.now() > minute);
    assert.equal(stage.sim.inventory.vApps.size, 0);
  });

  it('shows the same again for the same seed, and something else for another', async () => {
    await using first = await playLife({ seed: 7 });
    await using again = await playLife({ seed: 7 });
    await using other = await playLife({ seed: 8 });
    assert.deepEqual(again.trace, first.trace);
    assert.notDeepEqual(other.trace, first.trace);
  });

  it('ends the process where it is told to: what comes before is done, what comes after is not', async () => {
    const dieOnce = (when: Point['when']) => {
      let died = false;
      return ({ kind, ...point }: Point) => {
        const isHere = kind === 'call' && point.what.endsWith('/composeVApp') && point.when === when;
        if (!isHere || died) return 'live';
        died = true;
        return 'die';
      };
    };
    await using before = await playLife({ seed: 3, atPoint: dieOnce('before') });
    await using after = await playLife({ seed: 3, atPoint: dieOnce('after') });
    const composed = (stage: Stage) =>
      stage.trace.filter((line) => line.includes('composeVApp 201')).map((line) => line.split(' ')[1]);
    assert.deepEqual([composed(before), composed(after)], [['2'], ['1']]);
  });

  it('lets nothing of a process that was killed act any more', async () => {
    await using stage = await Stage.open({ seed: 5 });
    await stage.until(stage.start());
    await stage.eventually(() => stage.serving, minute);
    const asked = stage.tenant('alice', 'acme').call('POST', '/api/cse', createBody('c1'));
    await stage.pass(60);
    stage.kill();
    const { length } = stage.trace;
    await stage.pass(10 * minute);
    // What was under way to vCD arrives there; nothing comes after it.
    assert.deepEqual(
      stage.trace.slice(length).filter((line) => !/ GET /.test(line)),
      [],
    );
    assert.equal((await asked).status, 504);
    await stage.until(stage.start());
    assert.ok(await stage.eventually(async () => (await stage.clusters()).length === 1, 10 * minute));
  });

  it('is out of the memory when it is over, also where its process was killed', async () => {
    const world = await killedWorld();
    setFlagsFromString('--expose-gc');
    // What the flag shows, it shows in new contexts.
    const collect = runInNewContext('gc') as () => void;
    for (let turn = 0; world.deref() && turn < 10; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    assert.equal(world.deref(), undefined, 'ten thousand worlds would take tens of gigabytes');
  });

  it('stops a process as an operator does, and vCD has no session of it', async () => {
    await using stage = await Stage.open({ seed: 6 });
    await stage.until(stage.start());
    await stage.pass(minute);
    await stage.stop();
    assert.equal(stage.running, false);
    assert.match(stage.trace.join('\n'), /DELETE \/api\/session 204/);
  });
});
