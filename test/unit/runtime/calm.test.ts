import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calm } from '#runtime/calm.ts';

/** An event loop whose turns take as long as the list says, the last one again and again. */
function loopOf(...turnsMs: number[]) {
  let now = 0;
  let turns = 0;
  const ask = calm({
    longestTurnMs: 5,
    patienceMs: 20,
    now: () => now,
    turn: async () => {
      now += turnsMs[Math.min(turns, turnsMs.length - 1)] ?? 0;
      turns += 1;
    },
  });
  return { ask, turns: () => turns, now: () => now };
}

describe('calm', () => {
  it('lets go on after one short turn', async () => {
    const loop = loopOf(1);
    await loop.ask();
    assert.equal(loop.turns(), 1);
  });

  it('waits while turns are long', async () => {
    const loop = loopOf(8, 9, 2);
    await loop.ask();
    assert.equal(loop.turns(), 3);
  });

  it('lets go on in the end, however long the turns are', async () => {
    const loop = loopOf(6);
    await loop.ask();
    assert.equal(loop.now(), 24, 'the first turn that ends after the patience of 20 ms');
  });

  it('lets those who wait go on one after the other, each after a turn of its own', async () => {
    const loop = loopOf(1);
    const order: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        await loop.ask();
        order.push(`${name} after ${loop.turns()}`);
      }),
    );
    assert.deepEqual(order, ['a after 1', 'b after 2', 'c after 3']);
  });
});
