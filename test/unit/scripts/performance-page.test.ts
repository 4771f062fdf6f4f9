import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../../bench/rig/figure.ts';
import { performancePage } from '../../../scripts/performance-page.ts';

const circumstances = { machine: 'a machine', node: 'v26', at: '2026-11-20T12:00:00.000Z', loadBefore: 0 };

function pageOf(...figures: readonly Omit<Figure, 'bench'>[]): string {
  const result = {
    bench: 'calls',
    circumstances,
    figures: figures.map((one) => ({ bench: 'calls', ...one })),
  };
  return performancePage([result], {
    fleet: { before: [{ name: 'work', place: 'src/a.ts', percent: 12.34 }] },
  });
}

test('a figure stands beside its limit, the original and its goal, with what it is of them', () => {
  const page = pageOf({
    metric: 'create',
    value: 25,
    unit: 'calls',
    atMost: 24,
    limit: { value: 20, by: 'the protocol' },
    original: 50,
  });
  assert.match(
    page,
    /\| create \| 25 calls \| 20 calls \| × 1\.25 \| 50 calls \| × 0\.50 \| at most 24: \*\*not met\*\* \|/,
  );
  assert.match(page, /Limits: the protocol\./);
});

test('a goal that is reached is met, and a figure without one promises nothing', () => {
  const page = pageOf(
    { metric: 'rate', value: 200, unit: 'requests/s', atLeast: 200 },
    { metric: 'seen', value: 1, unit: 's' },
  );
  assert.match(page, /\| rate \| 200 requests\/s \|.*\| at least 200: met \|/);
  assert.match(page, /\| seen \| 1 s \|  \|  \|  \|  \|  \|/);
});

test('benches without results are left out, profiles are not', () => {
  const page = pageOf({ metric: 'seen', value: 1, unit: 's' });
  assert.doesNotMatch(page, /^## intake$/m);
  assert.match(
    page,
    /### fleet, before\n\n\| share \| function \| in \|\n\|---:\|---\|---\|\n\| 12\.3 % \| `work` \| `src\/a\.ts` \|/,
  );
});
