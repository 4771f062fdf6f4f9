import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ManualClock } from '../src/clock.ts';
import { effects } from '../src/faults/effects.ts';
import { FaultRules } from '../src/faults/fault-rule.ts';
import { experiments } from './fault-experiments.ts';
import { struck } from './fault-lab.ts';
import { puppets } from './puppet-guests.ts';
import { simulated } from './simulated.ts';
import { findPlaces } from './tenant-world.ts';

const folder = join(import.meta.dirname, '../faults');
const examples = new Map(
  readdirSync(folder).map((file) => [
    file.replace(/\.yaml$/, ''),
    FaultRules.parse(parse(readFileSync(join(folder, file), 'utf8'))),
  ]),
);

for (const [name, rules] of examples) {
  test(`the example ${name} does what it says`, async (t: TestContext) => {
    const experiment = experiments[name];
    assert.ok(experiment, 'every example is tried');
    const guests = puppets();
    const clock = new ManualClock();
    await using server = await simulated(t, { guests, clock });
    const alice = await server.login('alice@acme');
    const places = await findPlaces(alice);
    await experiment({
      t,
      server,
      guests,
      alice,
      places,
      rules,
      clock,
      arm: () => server.sim.setFaults(rules),
      relogin: () => server.login('alice@acme'),
    });
    if (name !== 'guest-program') assert.ok(await struck(server), 'each rule struck');
  });
}

test('there is an example of every effect that a program in a guest does not need', () => {
  const shown = new Set([...examples.values()].flat().map(({ effect }) => effect));
  const missing = Object.keys(effects).filter((effect) => !shown.has(effect as keyof typeof effects)); // its keys
  assert.deepEqual(missing, ['guest-hang'], 'guest-hang is as guest-exit');
});
