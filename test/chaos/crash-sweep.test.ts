import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenarios } from './scenarios.ts';
import { nameOf, playUndisturbed, playWithDeath } from './sweep.ts';

/** Of each scenario, evenly spread; `make test-chaos` tries them all. */
const pointsEach = 4;

describe('the service, ended at some of its points', () => {
  for (const scenario of scenarios) {
    it(`comes to the same end: ${scenario.name}`, async (t) => {
      const undisturbed = await playUndisturbed(scenario);
      const { length } = undisturbed.points;
      for (let nth = 0; nth < pointsEach; nth += 1) {
        const at = Math.ceil(((nth + 0.5) * length) / pointsEach);
        const violation = await playWithDeath(scenario, undisturbed, at);
        assert.equal(violation, undefined, JSON.stringify(violation, null, 1));
        t.diagnostic(`point ${at} of ${length}: ${nameOf(undisturbed.points[at - 1])}`);
      }
    });
  }
});
