import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FairTurns, TurnsClosed } from '#intake/fair-turns.ts';

const never = new AbortController().signal;

/** Work that begins when its turn comes and ends when it is told to. */
function stage(options: { readonly atOnce: number; readonly atOnceEach: number }) {
  const turns = new FairTurns(options);
  const begun: string[] = [];
  const running = new Map<string, () => void>();
  return {
    turns,
    begun,
    running,
    ask: (sender: string, name: string, signal = never) =>
      turns.run(
        sender,
        () => {
          begun.push(name);
          const { promise, resolve } = Promise.withResolvers<void>();
          running.set(name, resolve);
          return promise;
        },
        signal,
      ),
    end: async (name: string) => {
      running.get(name)?.();
      running.delete(name);
      await settled();
    },
  };
}

/** Lets everything happen that is already decided. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('senders take turns, each with its own in order', async () => {
  const { ask, begun, end } = stage({ atOnce: 1, atOnceEach: 1 });
  const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => ask(name.slice(0, 1), name));
  await settled();
  for (let n = 0; n < all.length; n += 1) await end(begun.at(-1) ?? '');
  await Promise.all(all);
  assert.deepEqual(begun, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

test('one sender does not take every place', async () => {
  const { ask, begun, end } = stage({ atOnce: 3, atOnceEach: 2 });
  const all = ['a1', 'a2', 'a3'].map((name) => ask('a', name));
  await settled();
  assert.deepEqual(begun, ['a1', 'a2']);
  all.push(ask('b', 'b1'));
  await settled();
  assert.deepEqual(begun, ['a1', 'a2', 'b1']);
  for (const name of ['a1', 'a2', 'b1', 'a3']) await end(name);
  await Promise.all(all);
});

test('who gives up waiting has no turn, and nobody waits for it', async () => {
  const { ask, begun, end } = stage({ atOnce: 1, atOnceEach: 1 });
  const first = ask('a', 'a1');
  const impatient = new AbortController();
  const second = ask('a', 'a2', impatient.signal);
  const third = ask('a', 'a3');
  impatient.abort(new Error('gave up'));
  await assert.rejects(second, /gave up/);
  await assert.rejects(ask('a', 'a4', impatient.signal), /gave up/);
  await end('a1');
  assert.deepEqual(begun, ['a1', 'a3']);
  await end('a3');
  await Promise.all([first, third]);
});

test('once closed nothing begins, and what runs ends', async () => {
  const { turns, ask, begun, end } = stage({ atOnce: 1, atOnceEach: 1 });
  const first = ask('a', 'a1');
  const second = ask('a', 'a2');
  turns[Symbol.dispose]();
  await assert.rejects(second, TurnsClosed);
  await assert.rejects(ask('a', 'a3'), TurnsClosed);
  await end('a1');
  await first;
  assert.deepEqual(begun, ['a1']);
});

test('whatever comes, ends, fails and gives up: the bounds hold, and all that waits has its turn', async () => {
  const event = fc.record({
    sender: fc.constantFrom('a', 'b', 'c'),
    does: fc.constantFrom('asks', 'asks', 'ends', 'fails', 'gives up'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const turns = new FairTurns({ atOnce: 3, atOnceEach: 2 });
      const running: { sender: string; end: () => void; fail: (error: Error) => void }[] = [];
      const waiting: { sender: string; controller: AbortController }[] = [];
      const asked: Promise<unknown>[] = [];
      const ask = (sender: string) => {
        const controller = new AbortController();
        const one = { sender, controller };
        waiting.push(one);
        const work = async () => {
          waiting.splice(waiting.indexOf(one), 1);
          const { promise, resolve, reject } = Promise.withResolvers<void>();
          running.push({ sender, end: resolve, fail: reject });
          await promise;
        };
        asked.push(turns.run(sender, work, controller.signal).catch(() => undefined));
      };
      const endFirst = (sender: string | undefined, how: 'ends' | 'fails') => {
        const index = running.findIndex((one) => sender === undefined || one.sender === sender);
        const [one] = index === -1 ? [] : running.splice(index, 1);
        if (how === 'ends') one?.end();
        else one?.fail(new Error('failed'));
      };
      for (const { sender, does } of events) {
        if (does === 'asks') ask(sender);
        else if (does === 'gives up') {
          const index = waiting.findIndex((one) => one.sender === sender);
          const [one] = index === -1 ? [] : waiting.splice(index, 1);
          one?.controller.abort(new Error('gave up'));
        } else endFirst(sender, does);
        await settled();
        assert.ok(running.length <= 3, 'at once');
        for (const each of ['a', 'b', 'c'])
          assert.ok(running.filter((one) => one.sender === each).length <= 2, 'at once of one');
      }
      while (running.length > 0) {
        endFirst(undefined, 'ends');
        await settled();
      }
      assert.deepEqual(waiting, []);
      await Promise.all(asked);
    }),
    { numRuns: 100 },
  );
});
