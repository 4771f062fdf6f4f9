import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Courtesy } from '#time/courtesy.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';

/** Work that asks in the order of its names, and how far it has come; turns of the event loop are the test's. */
function working(...names: string[]) {
  const time = new FakeTime();
  let turns = 0;
  const courtesy = new Courtesy({
    time,
    nextTurn: async () => void (turns += 1),
  });
  const went: string[] = [];
  const ask = async (name: string) => {
    await courtesy.calm();
    went.push(`${name}${turns}`);
  };
  const all = () => Promise.all(names.map(ask));
  return { courtesy, time, went, all };
}

describe('courtesy', () => {
  it('lets work go on at once where nobody waits, one piece in each turn', async () => {
    const { all, went } = working('a', 'b', 'c');
    await all();
    assert.deepEqual(went, ['a1', 'b2', 'c3']);
  });

  it('holds it back while requests are in hand, until the last of them is answered', async () => {
    const { courtesy, all, went } = working('a', 'b');
    courtesy.attend(2);
    const done = all();
    await settled();
    courtesy.attend(1);
    await settled();
    assert.deepEqual(went, []);
    courtesy.attend(0);
    await done;
    assert.deepEqual(went, ['a1', 'b2']);
  });

  it('lets one piece go on after each fifteen milliseconds, however many requests come', async () => {
    const { courtesy, time, all, went } = working('a', 'b');
    courtesy.attend(1);
    const done = all();
    await settled();
    await time.advance(14);
    assert.deepEqual(went, []);
    await time.advance(1);
    await settled();
    assert.deepEqual(went, ['a1']);
    courtesy.attend(2);
    await time.advance(15);
    await done;
    assert.deepEqual(went, ['a1', 'b2']);
  });

  it('keeps nobody waiting for an end of requests that came before', async () => {
    const { courtesy, all, went } = working('a');
    courtesy.attend(3);
    courtesy.attend(0);
    await all();
    assert.deepEqual(went, ['a1']);
  });
});
