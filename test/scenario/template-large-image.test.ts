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
    // Sources run from source, with a database's thread, take some 160 MB; what passes through must not stay.
    assert.ok(maxRss < 256 * 1024, `${maxRss} KB`);
  });
});
