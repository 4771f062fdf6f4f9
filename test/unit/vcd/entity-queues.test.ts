import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntityQueues } from '#vcd/http/entity-queues.ts';
import { settled } from '../../support/fake-time.ts';

const never = new AbortController().signal;

function recorder(queues: EntityQueues) {
  const trail: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (entity: string, name: string, signal: AbortSignal = never) =>
    queues.run(
      entity,
      async () => {
        trail.push(`${name} starts`);
        await new Promise<void>((resolve) => void ends.set(name, resolve));
        trail.push(`${name} ends`);
      },
      signal,
    );
  return { trail, run, end: (name: string) => ends.get(name)?.() };
}

test('calls for one entity follow each other, calls for another do not wait', async () => {
  const queues = new EntityQueues();
  const { trail, run, end } = recorder(queues);
  const calls = [run('a', 'first'), run('a', 'second'), run('b', 'other')];
  await settled();
  assert.deepEqual(trail, ['first starts', 'other starts']);
  assert.deepEqual(queues.load, { open: 2, waiting: 1 });
  end('first');
  await settled();
  assert.deepEqual(trail, ['first starts', 'other starts', 'first ends', 'second starts']);
  end('second');
  end('other');
  await Promise.all(calls);
  await settled();
  assert.deepEqual(queues.load, { open: 0, waiting: 0 });
});

test('a call that fails does not stop the queue', async () => {
  const queues = new EntityQueues();
  const failing = queues.run('a', () => Promise.reject(new Error('no')), never);
  const next = queues.run('a', async () => 'ran', never);
  await assert.rejects(failing, /no/);
  assert.equal(await next, 'ran');
});

test('who gives up while waiting does not let the next one overtake the first', async () => {
  const queues = new EntityQueues();
  const { trail, run, end } = recorder(queues);
  const giveUp = new AbortController();
  const first = run('a', 'first');
  const second = run('a', 'second', giveUp.signal);
  giveUp.abort(new Error('enough'));
  await assert.rejects(second, /enough/);
  const third = run('a', 'third');
  await settled();
  assert.deepEqual(trail, ['first starts']);
  end('first');
  await settled();
  assert.deepEqual(trail, ['first starts', 'first ends', 'third starts']);
  end('third');
  await Promise.all([first, third]);
});
