import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { oneEachTurn } from '../../../src/vcd/http/one-each-turn.ts';

test('those who ask together go on one after the other, with a turn of the event loop before each', async () => {
  let turn = 0;
  const mine = oneEachTurn(async () => {
    await nextTurn();
    turn += 1;
  });
  const went: string[] = [];
  await Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      await mine();
      went.push(`${name}${turn}`);
    }),
  );
  assert.deepEqual(went, ['a1', 'b2', 'c3']);
  await mine();
  assert.equal(turn, 4);
});
