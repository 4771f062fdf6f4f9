import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playSeeds, told } from './campaign.ts';
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
    assert.ok(result.faults.size > 30, 'faults of many kinds were injected');
  });

  it('makes the same story of the same seed', () => {
    assert.deepEqual(storyOf(42), storyOf(42));
    assert.notDeepEqual(storyOf(42).happenings, storyOf(43).happenings);
  });

  it('plays the same story the same way', async () => {
    const [once, again] = [await play(storyOf(2)), await play(storyOf(2))];
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
