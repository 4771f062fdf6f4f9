import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextLookMs } from '#controllers/pace.ts';

const since = '2026-11-20T12:00:00.000Z';
const after = (ms: number) => new Date(Date.parse(since) + ms);
const pace = { minMs: 100, maxMs: 5_000 };

describe('the pace of looking again', () => {
  it('is a fifth of the time gone by, within its bounds', () => {
    assert.equal(nextLookMs(undefined, after(0), pace), 100);
    assert.equal(nextLookMs(since, after(0), pace), 100);
    assert.equal(nextLookMs(since, after(5_000), pace), 1_000);
    assert.equal(nextLookMs(since, after(3_600_000), pace), 5_000);
  });
});
