import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Budget } from '#vcd/http/budget.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';

const never = new AbortController().signal;

/** A call that ends when the test says so. */
function heldCalls(budget: Budget) {
  const ends: (() => void)[] = [];
  const run = (signal: AbortSignal = never) =>
    budget.run(() => new Promise<void>((resolve) => void ends.push(resolve)), signal);
  return { ends, run };
}

test('no more calls than the concurrency run, and the next starts when one ends', async () => {
  const time = new FakeTime();
  const budget = new Budget({ concurrency: 2, ratePerSecond: 1000, time });
  const { ends, run } = heldCalls(budget);
  const calls = [run(), run(), run()];
  await settled();
  assert.deepEqual(budget.load, { running: 2, waiting: 1 });
  await time.advance(1000);
  assert.deepEqual(budget.load, { running: 2, waiting: 1 });
  ends[0]?.();
  await settled();
  assert.deepEqual(budget.load, { running: 2, waiting: 0 });
  for (const end of ends) end();
  await Promise.all(calls);
  assert.deepEqual(budget.load, { running: 0, waiting: 0 });
});

test('after a burst calls start at the rate, in order', async () => {
  const time = new FakeTime();
  const budget = new Budget({ concurrency: 2, ratePerSecond: 10, time });
  const started: { call: number; at: number }[] = [];
  const calls = Array.from({ length: 5 }, (_, call) =>
    budget.run(async () => void started.push({ call, at: time.now() }), never),
  );
  await time.advance(1000);
  await Promise.all(calls);
  assert.deepEqual(started, [
    { call: 0, at: 0 },
    { call: 1, at: 0 },
    { call: 2, at: 100 },
    { call: 3, at: 200 },
    { call: 4, at: 300 },
  ]);
  assert.equal(time.pending, 0);
});

test('a call that fails gives its place back', async () => {
  const budget = new Budget({ concurrency: 1, ratePerSecond: 1000, time: new FakeTime() });
  await assert.rejects(
    budget.run(() => Promise.reject(new Error('no')), never),
    /^Error: no$/,
  );
  assert.deepEqual(budget.load, { running: 0, waiting: 0 });
});

test('who gives up leaves the queue, is not run, and leaves no timer behind', async () => {
  const time = new FakeTime();
  const budget = new Budget({ concurrency: 1, ratePerSecond: 1, time });
  await budget.run(async () => undefined, never);
  const giveUp = new AbortController();
  let ran = false;
  const waiting = budget.run(async () => {
    ran = true;
  }, giveUp.signal);
  await settled();
  assert.equal(time.pending, 1);
  giveUp.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  assert.equal(time.pending, 0);
  await time.advance(10_000);
  assert.equal(ran, false);
  assert.deepEqual(budget.load, { running: 0, waiting: 0 });
});

test('a signal that is aborted already never takes a place', async () => {
  const budget = new Budget({ concurrency: 1, ratePerSecond: 1, time: new FakeTime() });
  await assert.rejects(
    budget.run(async () => undefined, AbortSignal.abort(new Error('late'))),
    /late/,
  );
  assert.deepEqual(budget.load, { running: 0, waiting: 0 });
});

test('what somebody waits for takes every other turn, and neither kind starves the other', async () => {
  const time = new FakeTime();
  const budget = new Budget({ concurrency: 1, ratePerSecond: 10, time });
  const trail: string[] = [];
  const step = (name: string) => async () => void trail.push(name);
  const calls = [
    ...['p1', 'p2', 'p3', 'p4'].map((name) => budget.run(step(name), never)),
    ...['u1', 'u2', 'u3'].map((name) => budget.runUrgently(step(name), never)),
  ];
  assert.equal(budget.load.waiting, 6);
  await time.advance(1000);
  await Promise.all(calls);
  assert.deepEqual(trail, ['p1', 'u1', 'p2', 'u2', 'p3', 'u3', 'p4']);
});

test('who gives up while waiting urgently leaves that queue', async () => {
  const time = new FakeTime();
  const budget = new Budget({ concurrency: 1, ratePerSecond: 1, time });
  await budget.run(async () => undefined, never);
  const giveUp = new AbortController();
  const waiting = budget.runUrgently(async () => undefined, giveUp.signal);
  giveUp.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  assert.equal(time.pending, 0);
});
