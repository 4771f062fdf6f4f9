import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startBuilder } from '../support/built-template.ts';
import { startTemplateWorld } from '../support/template-world.ts';

const gigabytes = 2 * 1024 ** 3;

describe('a template whose image has two gigabytes', () => {
  it('is made by a process that holds little of it', { timeout: 300_000 }, async (t) => {
    await using world = await startTemplateWorld({ diskBytes: gigabytes });
    const { results, maxRss } = await startBuilder(world).ended;
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['made'],
      JSON.stringify(results),
    );
    t.diagnostic(`${Math.round(maxRss / 1024)} MB at most`);
    // What a small image takes, and a little more: nothing of a large one stays.
    assert.ok(maxRss < 200 * 1024, `${maxRss} KB`);
  });
});
