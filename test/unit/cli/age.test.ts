import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ageText, spanText } from '#cli/age.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

for (const [ms, text] of [
  [-5 * second, '0s'],
  [0, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [5 * minute + 12 * second, '5m12s'],
  [10 * minute + 59 * second, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [5 * hour + 30 * minute, '5h30m'],
  [47 * hour, '47h'],
  [3 * day + 4 * hour, '3d4h'],
  [8 * day, '8d'],
  [729 * day, '729d'],
  [731 * day, '2y1d'],
  [9 * 365 * day, '9y'],
] as const) {
  it(`writes ${ms} ms as ${text}, as kubectl does`, () => assert.equal(spanText(ms), text));
}

it('counts from a moment', () => {
  assert.equal(ageText('2026-11-20T11:59:15Z', new Date('2026-11-20T12:00:00Z')), '45s');
});
