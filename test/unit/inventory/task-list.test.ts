import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTaskList, type TaskListing } from '#inventory/task-list.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';
import { recordedLog } from '../../support/recorded-log.ts';

type Answer = () => ReadonlySet<string> | undefined;

/** A list that is read every second; `waiting` is how many wait, for the test to change. */
function reading(answer: Answer, startedWith: number) {
  const time = new FakeTime();
  const { log, lines } = recordedLog();
  const world = { waiting: startedWith, answer, asked: [] as number[] };
  const told: (TaskListing | undefined)[] = [];
  const list = startTaskList({
    vcd: {
      async findTasksUnderWay(mostPages) {
        world.asked.push(mostPages);
        return world.answer();
      },
    },
    waiting: () => world.waiting,
    onListing: (listing) => void told.push(listing),
    pauseMs: () => 1000,
    clock: () => new Date(1_000_000 + time.now()),
    log,
    time,
    random: () => 0.5,
  });
  return { list, time, lines, world, told };
}

describe('the list of tasks', () => {
  it('is not read for a few: each looks for itself', async () => {
    const { list, time, world } = reading(() => new Set(), 3);
    await using _open = list;
    list.noteWaiting();
    await time.advance(10_000);
    assert.deepEqual(world.asked, []);
  });

  it('is read every period while enough wait, and then no more', async () => {
    const { list, time, world, told } = reading(() => new Set(['t1']), 4);
    await using _open = list;
    list.noteWaiting();
    list.noteWaiting();
    await settled();
    await time.advance(1000);
    const listings = told.map((listing) => listing && [listing.startedAt, ...listing.underWay]);
    assert.deepEqual(listings, [
      [1_000_000, 't1'],
      [1_001_000, 't1'],
    ]);
    world.waiting = 3;
    await time.advance(1000);
    assert.deepEqual([told.length, told.at(-1)], [3, undefined]);
    await time.advance(60_000);
    assert.equal(world.asked.length, 2);
    world.waiting = 5;
    list.noteWaiting();
    await settled();
    assert.deepEqual(world.asked, [4, 4, 5], 'as many pages as wait, at most');
  });

  it('is read less often when it is long', async () => {
    const { list, time, world } = reading(
      () => new Set(Array.from({ length: 1280 }, (_, i) => `t${i}`)),
      500,
    );
    await using _open = list;
    list.noteWaiting();
    await settled();
    await time.advance(2499);
    assert.equal(world.asked.length, 1);
    await time.advance(1);
    assert.equal(world.asked.length, 2);
  });

  it('says so when it cannot be read or is too long, and tries again after a while', async () => {
    const failing: [Answer, number, RegExp | undefined][] = [
      // Soon: more may wait by then, and make the list worth its calls.
      [() => undefined, 2_000, undefined],
      [
        () => {
          throw new Error('no such query');
        },
        60_000,
        /Listing the tasks failed; each is looked at by itself/,
      ],
    ];
    for (const [answer, againAfterMs, words] of failing) {
      const { list, time, world, told, lines } = reading(answer, 10);
      await using _open = list;
      list.noteWaiting();
      await settled();
      assert.deepEqual(told, [undefined]);
      if (words) assert.match(JSON.stringify(lines), words);
      await time.advance(againAfterMs - 1);
      assert.equal(world.asked.length, 1);
      await time.advance(1);
      assert.equal(world.asked.length, 2);
    }
  });

  it('ends with whoever disposes of it', async () => {
    const { list, time, world } = reading(() => new Set(), 10);
    list.noteWaiting();
    await settled();
    await list[Symbol.asyncDispose]();
    list.noteWaiting();
    await time.advance(10_000);
    assert.equal(world.asked.length, 1);
  });
});
