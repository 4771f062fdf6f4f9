import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemovalBrake } from '../../../../src/controllers/leaks/removal-brake.ts';

test('so many removals in any hour and no more', () => {
  let now = 0;
  const brake = new RemovalBrake({ mostPerHour: 2, clock: () => new Date(now) });
  assert.equal(brake.take(), 0);
  now = 600_000;
  assert.equal(brake.take(), 0);
  assert.equal(brake.take(), 3_000_000);
  now = 3_599_999;
  assert.equal(brake.take(), 1);
  now = 3_600_000;
  assert.equal(brake.take(), 0);
  assert.equal(brake.take(), 600_000);
});
