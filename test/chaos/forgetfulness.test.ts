import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forgetfulness } from './forgetfulness.ts';
import { scenarios } from './scenarios.ts';
import { nameOf, playUndisturbed, playWithDeath } from './sweep.ts';

/** Where the sweep meets each of them: a scenario, the point by its name, and what it says then. */
const caught: Readonly<
  Record<
    keyof typeof forgetfulness,
    { readonly scenario: string; readonly point: string; readonly says: RegExp }
  >
> = {
  'opens a task without looking for it': {
    scenario: 'create',
    point: 'after call POST /api/tasksList/{id}',
    says: /runs and no record knows why/,
  },
  'composes without looking for the vApp': {
    scenario: 'create',
    point: 'after call POST /api/vdc/{id}/action/composeVApp',
    says: /^NeverSettled/,
  },
  'asks for nodes before it has set down their names': {
    scenario: 'scale up',
    point: 'after call POST /api/vApp/vapp-{id}/action/recomposeVApp',
    says: /is no node of its record/,
  },
  'takes a request that is delivered again for a new one': {
    scenario: 'create',
    point: 'after commit create Cluster',
    says: /runs and no record knows why/,
  },
  'uploads without looking for the half-made item': {
    scenario: 'template build',
    point: 'after call PUT /transfer/{id}/descriptor.ovf',
    says: /^NeverSettled/,
  },
};

/** Simulated milliseconds; without its forgetfulness the service is done in a part of that. */
const patienceMs = 900_000;

describe('the crash sweep finds a service that', () => {
  for (const [name, { scenario: scenarioName, point, says }] of Object.entries(caught)) {
    it(name, async () => {
      const usual = scenarios.find((each) => each.name === scenarioName);
      assert.ok(usual);
      // One of the names above.
      const between = forgetfulness[name as keyof typeof forgetfulness];
      const forgetful = { ...usual, stage: { ...usual.stage, between } };

      const undisturbed = await playUndisturbed(forgetful);
      const at = undisturbed.points.findIndex((each) => nameOf(each) === point) + 1;
      assert.ok(at > 0, `${scenarioName} comes to ${point}`);
      const violation = await playWithDeath(forgetful, undisturbed, at, { patienceMs });
      assert.ok(violation, 'nothing was found');
      assert.match(violation.wrongs.join('\n'), says);
    });
  }
});
