import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlineAfter, jittered, pause, sleep, systemTime } from '#time/time.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';

describe('system time', () => {
  it('calls back, in order, and not what was called off', async () => {
    const called: string[] = [];
    const cancel = systemTime.after(1, () => called.push('never'));
    cancel();
    await new Promise<void>((resolve) => {
      systemTime.after(4, () => {
        called.push('later');
        resolve();
      });
      systemTime.after(0, () => called.push('now'));
    });
    assert.deepEqual(called, ['now', 'later']);
  });

  it('does not take a delay that is too long for a timer for none', async () => {
    let called = false;
    const cancel = systemTime.after(2 ** 40, () => (called = true));
    await new Promise((resolve) => systemTime.after(5, () => resolve(undefined)));
    cancel();
    assert.equal(called, false);
  });

  it('never goes back', () => {
    const before = systemTime.now();
    assert.ok(systemTime.now() >= before);
  });
});

describe('pause', () => {
  it('lasts as long as asked for, or until the signal aborts, and leaves no timer', async () => {
    const time = new FakeTime();
    const stopping = new AbortController();
    let ended = 0;
    void pause(time, 1000, stopping.signal).then(() => (ended += 1));
    void pause(time, 5000, stopping.signal).then(() => (ended += 1));
    await time.advance(1000);
    assert.equal(ended, 1);
    stopping.abort();
    await settled();
    assert.deepEqual([ended, time.pending], [2, 0]);
    await pause(time, 1000, stopping.signal);
    assert.equal(time.pending, 0);
  });
});

it('jitters by ten percent to either side', () => {
  assert.deepEqual(
    [0, 0.5, 1].map((chance) => Math.round(jittered(1000, () => chance))),
    [900, 1000, 1100],
  );
});

describe('sleep', () => {
  it('ends in time, or with the reason of the signal', async () => {
    const time = new FakeTime();
    const stopping = new AbortController();
    const slept = sleep(time, 1000, stopping.signal);
    await time.advance(1000);
    await slept;
    const disturbed = sleep(time, 1000, stopping.signal);
    stopping.abort(new Error('enough'));
    await assert.rejects(disturbed, /enough/);
    assert.equal(time.pending, 0);
  });
});

describe('a deadline', () => {
  it('passes by itself, as an AbortSignal.timeout does', async () => {
    const time = new FakeTime();
    using deadline = deadlineAfter(time, 1000);
    await time.advance(999);
    assert.equal(deadline.signal.aborted, false);
    await time.advance(1);
    assert.throws(() => deadline.signal.throwIfAborted(), { name: 'TimeoutError' });
  });

  it('does not pass any more when what it is for has ended', async () => {
    const time = new FakeTime();
    const deadline = deadlineAfter(time, 1000);
    deadline[Symbol.dispose]();
    await time.advance(2000);
    assert.deepEqual([deadline.signal.aborted, time.pending], [false, 0]);
  });
});
