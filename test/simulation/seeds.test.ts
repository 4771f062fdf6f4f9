import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playSeeds, told } from './campaign.ts';
import { forgetfulness } from '../chaos/forgetfulness.ts';
import { faultKinds } from './faults.ts';
import { play } from './play.ts';
import { shrunk } from './shrink.ts';
import { storyOf, type Story } from './story.ts';

const seeds = 200;

describe('the simulation', () => {
  it(`finds nothing wrong in ${seeds} worlds`, { timeout: 900_000 }, async (t) => {
    const result = await playSeeds({ first: 1, last: seeds, processes: 2 });
    for (const line of told(result)) t.diagnostic(line);
    assert.equal(result.seeds, seeds);
    assert.deepEqual(result.failed, []);
    const missing = faultKinds.filter((kind) => !result.faults.get(kind));
    assert.deepEqual(missing, [], 'kinds of faults that never struck');
  });

  it('makes the same story of the same seed', () => {
    assert.deepEqual(storyOf(42), storyOf(42));
    assert.notDeepEqual(storyOf(42).happenings, storyOf(43).happenings);
  });

  it('plays the same story the same way', async () => {
    const story = { ...storyOf(2), restMs: 3_600_000 };
    const [once, again] = [await play(story), await play(story)];
    assert.deepEqual(again.trace, once.trace);
  });

  it('leaves out of a failing story whatever it does not fail of', async () => {
    const story = storyOf(5);
    const [culprit, accomplice] = [story.happenings[1], story.happenings.at(-1)];
    const fails = async ({ happenings }: Story) =>
      [culprit, accomplice].every((guilty) => happenings.some((happening) => happening === guilty));
    assert.deepEqual((await shrunk(story, fails)).happenings, [culprit, accomplice]);
  });
});

/**
 * One seed each that finds it; many do. After a change of the stories `node test/simulation/simulate.ts --forget NAME`
 * tells which.
 */
const caught: Readonly<Record<keyof typeof forgetfulness, { readonly seed: number; readonly says: RegExp }>> =
  {
    'opens a task without looking for it': { seed: 46, says: /^task .* runs and no record knows why$/m },
    'composes without looking for the vApp': { seed: 15, says: /^vApp c1 of acme is known to no record$/m },
    'asks for nodes before it has set down their names': {
      seed: 41,
      says: /^VM .* of c1 is no node of its record$/m,
    },
    'takes a request that is delivered again for a new one': {
      seed: 57,
      says: /^task .* runs and no record knows why$/m,
    },
    'uploads without looking for the half-made item': {
      seed: 31,
      says: /^template swept was wished for, is not there/m,
    },
  };

describe('a seed finds a service that', () => {
  for (const [name, { seed, says }] of Object.entries(caught)) {
    it(name, async () => {
      // One of the names above.
      const between = forgetfulness[name as keyof typeof forgetfulness];
      const { violations } = await play({ ...storyOf(seed), restMs: 0 }, between);
      assert.match(violations.join('\n'), says);
    });
  }
});
