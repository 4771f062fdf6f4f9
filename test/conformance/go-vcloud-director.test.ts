import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startVcdsim } from 'vcdsim';
import { buildGoProgram, type Line } from './go-program.ts';

const program = await buildGoProgram('go-vcloud-director');

async function checkAgainst(apiVersion: string | undefined): Promise<readonly Line[]> {
  assert.ok(typeof program !== 'string');
  await using sim = await startVcdsim({ seed: 7, tls: true });
  // The simulator is there until the program has ended.
  return await program(['-url', sim.url, ...(apiVersion === undefined ? [] : ['-api-version', apiVersion])]);
}

/** The library chooses 37.0 by itself; the others are those that it raises single calls to, or is told to use. */
const versions = [undefined, '36.3', '38.1', '39.0'];

describe('go-vcloud-director', { skip: typeof program === 'string' && program, concurrency: true }, () => {
  for (const version of versions) {
    it(`works at ${version === undefined ? 'its own version' : `version ${version}`}`, async (t) => {
      for (const { passed, text } of await checkAgainst(version)) {
        await t.test(text, () => {
          assert.ok(passed, text);
        });
      }
    });
  }
});
