import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShortMemory } from '../../../src/wiring/short-memory.ts';
import { FakeTime } from '../../support/fake-time.ts';

const never = new AbortController().signal;

test('an answer is good for its time, and then asked for again', async () => {
  const time = new FakeTime();
  let asked = 0;
  const memory = new ShortMemory<number>({ keptMs: 100, most: 10, time });
  const ask = async () => (asked += 1);
  assert.equal(await memory.get('a', ask, never), 1);
  time.jump(99);
  assert.equal(await memory.get('a', ask, never), 1);
  assert.equal(await memory.get('b', ask, never), 2);
  time.jump(1);
  assert.equal(await memory.get('a', ask, never), 3);
});

test('a failure is nobody’s answer', async () => {
  const memory = new ShortMemory<string>({ keptMs: 100, most: 10, time: new FakeTime() });
  await assert.rejects(
    memory.get('a', () => Promise.reject(new Error('no')), never),
    /no/,
  );
  assert.equal(await memory.get('a', async () => 'yes', never), 'yes');
});

test('who asks at the same time shares the answer, and who gives up stops nobody', async () => {
  const memory = new ShortMemory<string>({ keptMs: 100, most: 10, time: new FakeTime() });
  const answer = Promise.withResolvers<string>();
  let asked = 0;
  const ask = () => {
    asked += 1;
    return answer.promise;
  };
  const impatient = new AbortController();
  const first = memory.get('a', ask, impatient.signal);
  const second = memory.get('a', ask, never);
  impatient.abort(new Error('gave up'));
  await assert.rejects(first, /gave up/);
  answer.resolve('yes');
  assert.equal(await second, 'yes');
  assert.equal(asked, 1);
});

test('what is forgotten while it is asked for is told to those who wait and not remembered', async () => {
  const memory = new ShortMemory<string>({ keptMs: 100, most: 10, time: new FakeTime() });
  const answer = Promise.withResolvers<string>();
  const waiting = memory.get('a', () => answer.promise, never);
  memory.forget('a');
  answer.resolve('of before');
  assert.equal(await waiting, 'of before');
  assert.equal(await memory.get('a', async () => 'of now', never), 'of now');
});

test('it keeps so many answers and no more, the latest ones', async () => {
  const memory = new ShortMemory<string>({ keptMs: 100, most: 2, time: new FakeTime() });
  for (const key of ['a', 'b', 'c']) await memory.get(key, async () => key, never);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => memory.recent(key)?.answer),
    [undefined, 'b', 'c'],
  );
});

test('who is asked for too long is told so, by the time that was given', async () => {
  const time = new FakeTime();
  const memory = new ShortMemory<string>({ keptMs: 100, most: 2, patienceMs: 50, time });
  const ask = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const answer = memory.get('a', ask, never);
  time.jump(50);
  await assert.rejects(answer, { name: 'TimeoutError' });
  assert.equal(await memory.get('a', async () => 'yes', never), 'yes');
  assert.equal(time.pending, 0);
});
