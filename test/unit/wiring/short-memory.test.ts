import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShortMemory } from '../../../src/wiring/short-memory.ts';

const never = new AbortController().signal;

test('an answer is good for its time, and then asked for again', async () => {
  let now = 0;
  let asked = 0;
  const memory = new ShortMemory<number>({ keptMs: 100, now: () => now });
  const ask = async () => (asked += 1);
  assert.equal(await memory.get('a', ask, never), 1);
  now = 99;
  assert.equal(await memory.get('a', ask, never), 1);
  assert.equal(await memory.get('b', ask, never), 2);
  now = 100;
  assert.equal(await memory.get('a', ask, never), 3);
});

test('a failure is nobody’s answer', async () => {
  const memory = new ShortMemory<string>({ keptMs: 100, now: () => 0 });
  await assert.rejects(
    memory.get('a', () => Promise.reject(new Error('no')), never),
    /no/,
  );
  assert.equal(await memory.get('a', async () => 'yes', never), 'yes');
});
