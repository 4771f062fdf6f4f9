import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordKey, type RecordKey } from '#records/metadata.ts';
import { WorkQueue, type WorkQueueOptions } from '#runtime/work-queue.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';

const alpha = recordKey('Cluster', 'acme', 'alpha');
const beta = recordKey('Cluster', 'acme', 'beta');

function newQueue(options: Partial<WorkQueueOptions> = {}) {
  const time = new FakeTime();
  const queue = new WorkQueue({
    time,
    random: () => 0.5,
    firstRetryMs: 1000,
    longestRetryMs: 60_000,
    ...options,
  });
  return { time, queue };
}

/** What the queue gives at once, or undefined. */
async function taken(queue: WorkQueue): Promise<RecordKey | undefined> {
  return queue.depth > 0 ? queue.take() : undefined;
}

describe('work queue', () => {
  it('has one timer, however many keys wait for their time', async () => {
    const { time, queue } = newQueue();
    for (let n = 0; n < 1000; n += 1) queue.addAfter(recordKey('Cluster', 'acme', `c${n}`), 1000 + n);
    assert.equal(time.pending, 1);
    time.jump(1499);
    assert.equal(queue.depth, 500);
    assert.equal(time.pending, 1);
  });

  it('holds a key once and hands keys out in the order of arrival', async () => {
    const { queue } = newQueue();
    queue.add(alpha);
    queue.add(beta);
    queue.add(alpha);
    assert.equal(queue.depth, 2);
    assert.equal(await queue.take(), alpha);
    assert.equal(await queue.take(), beta);
    assert.equal(queue.depth, 0);
  });

  it('gives a key to a worker that was waiting', async () => {
    const { queue } = newQueue();
    const first = queue.take();
    const second = queue.take();
    queue.add(alpha);
    queue.add(beta);
    assert.deepEqual(await Promise.all([first, second]), [alpha, beta]);
    assert.equal(queue.depth, 0);
  });

  it('hands out what was added during the work only after it', async () => {
    const { queue } = newQueue();
    queue.add(alpha);
    await queue.take();
    queue.add(alpha);
    queue.add(alpha);
    assert.equal(queue.depth, 0);
    queue.finish(alpha);
    assert.equal(queue.depth, 1);
    assert.equal(await queue.take(), alpha);
    queue.finish(alpha);
    assert.equal(queue.depth, 0);
  });

  it('delays a key, and the earliest wish wins', async () => {
    const { queue, time } = newQueue();
    queue.addAfter(alpha, 500);
    queue.addAfter(alpha, 200);
    queue.addAfter(alpha, 900);
    time.jump(199);
    assert.equal(await taken(queue), undefined);
    time.jump(1);
    assert.equal(await taken(queue), alpha);
    queue.finish(alpha);
    time.jump(10_000);
    assert.equal(queue.depth, 0);
  });

  it('looks at once when something happens during a long delay', async () => {
    const { queue, time } = newQueue();
    queue.addAfter(alpha, 60_000);
    queue.add(alpha);
    assert.equal(await taken(queue), alpha);
    assert.equal(time.pending, 0);
  });

  it('counts a delay that was asked for during the work from the asking', async () => {
    const { queue, time } = newQueue();
    queue.add(alpha);
    await queue.take();
    queue.addAfter(alpha, 1000);
    queue.addAfter(alpha, 5000);
    time.jump(400);
    queue.finish(alpha);
    time.jump(599);
    assert.equal(queue.depth, 0);
    time.jump(1);
    assert.equal(queue.depth, 1);
  });

  it('backs off twice as long with each failure, up to a limit, until the key is forgotten', () => {
    const { queue } = newQueue();
    const delays = Array.from({ length: 8 }, () => queue.retry(alpha).delayMs);
    assert.deepEqual(delays, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    assert.equal(queue.retry(beta).delayMs, 1000);
    queue.forget(alpha);
    assert.deepEqual(queue.retry(alpha), { failures: 1, delayMs: 1000 });
  });

  it('spreads a back-off by ten percent to either side', () => {
    assert.equal(newQueue({ random: () => 0 }).queue.retry(alpha).delayMs, 900);
    assert.equal(newQueue({ random: () => 1 }).queue.retry(alpha).delayMs, 1100);
  });

  it('tells how long a key was due before it was taken', async () => {
    const latencies: number[] = [];
    const { queue, time } = newQueue({ onTake: (latencyMs) => latencies.push(latencyMs) });
    queue.addAfter(alpha, 1000);
    time.jump(1250);
    await queue.take();
    const waiting = queue.take();
    queue.add(beta);
    await waiting;
    assert.deepEqual(latencies, [250, 0]);
  });

  it('refuses what is no delay, and a key back that nobody took', () => {
    const { queue } = newQueue();
    for (const delayMs of [-1, NaN, Infinity])
      assert.throws(() => queue.addAfter(alpha, delayMs), RangeError);
    assert.throws(() => queue.finish(alpha), /nobody works on/);
  });

  it('lets everybody go when it is closed', async () => {
    const { queue, time } = newQueue();
    queue.add(alpha);
    await queue.take();
    queue.addAfter(beta, 10);
    const waiting = queue.take();
    queue[Symbol.dispose]();
    queue.finish(alpha);
    queue.add(beta);
    await settled();
    assert.equal(await waiting, undefined);
    assert.equal(await queue.take(), undefined);
    assert.deepEqual([queue.depth, time.pending], [0, 0]);
  });
});
