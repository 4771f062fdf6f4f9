import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { recordKey, type RecordKey } from '#records/metadata.ts';
import { WorkQueue } from '#runtime/work-queue.ts';
import { FakeTime } from '../../support/fake-time.ts';

const keys = ['alpha', 'beta', 'gamma'].map((name) => recordKey('Cluster', 'acme', name));
const key = fc.constantFrom(...keys);

type Command =
  | { readonly kind: 'add' | 'finish' | 'fail'; readonly key: RecordKey }
  | { readonly kind: 'addAfter'; readonly key: RecordKey; readonly ms: number }
  | { readonly kind: 'take' }
  | { readonly kind: 'pass'; readonly ms: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constantFrom('add', 'finish', 'fail'), key }),
  fc.record({ kind: fc.constant('addAfter'), key, ms: fc.integer({ min: 0, max: 50 }) }),
  fc.record({ kind: fc.constant('take') }),
  fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 0, max: 40 }) }),
);

/**
 * The queue as it is told, not as it is built: for each key since when it is wanted at the earliest, and who works
 * on it. A key may be handed out when it is due and nobody has it.
 */
class Model {
  readonly wantedAt = new Map<RecordKey, number>();
  readonly working = new Set<RecordKey>();

  want(key: RecordKey, at: number): void {
    this.wantedAt.set(key, Math.min(at, this.wantedAt.get(key) ?? Infinity));
  }

  available(now: number): RecordKey[] {
    return keys.filter((key) => !this.working.has(key) && (this.wantedAt.get(key) ?? Infinity) <= now);
  }

  take(key: RecordKey): void {
    this.working.add(key);
    this.wantedAt.delete(key);
  }
}

async function play(commands: readonly Command[]): Promise<void> {
  const time = new FakeTime();
  const queue = new WorkQueue({ time, random: () => 0.5, firstRetryMs: 8, longestRetryMs: 64 });
  const model = new Model();

  for (const step of commands) {
    switch (step.kind) {
      case 'add':
        queue.add(step.key);
        model.want(step.key, time.now());
        break;
      case 'addAfter':
        queue.addAfter(step.key, step.ms);
        model.want(step.key, time.now() + step.ms);
        break;
      case 'fail':
        model.want(step.key, time.now() + queue.retry(step.key).delayMs);
        break;
      case 'finish':
        if (!model.working.delete(step.key)) assert.throws(() => queue.finish(step.key));
        else queue.finish(step.key);
        break;
      case 'pass':
        time.jump(step.ms);
        break;
      case 'take':
        if (queue.depth > 0) await takeOne(queue, model, time);
        break;
    }
    assert.equal(queue.depth, model.available(time.now()).length, 'every due key, once, and no other');
    assert.ok(time.pending <= keys.length, 'at most one timer for each key');
  }
  await drain(queue, model, time);
}

async function takeOne(queue: WorkQueue, model: Model, time: FakeTime): Promise<void> {
  const taken = await queue.take();
  assert.ok(
    taken !== undefined && model.available(time.now()).includes(taken),
    'due, and in nobody else’s hands',
  );
  model.take(taken);
}

/** Nothing that was added may ever be lost. */
async function drain(queue: WorkQueue, model: Model, time: FakeTime): Promise<void> {
  for (const key of model.working) queue.finish(key);
  model.working.clear();
  time.jump(100);
  while (queue.depth > 0) await takeOne(queue, model, time);
  assert.deepEqual([...model.wantedAt.keys()], []);
  assert.equal(time.pending, 0);
}

it('never loses, doubles or hurries a key, whatever the order of events', async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 60, size: 'max' }), play), {
    numRuns: 300,
  });
});

it('keeps every back-off within ten percent of its doubling', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
        minLength: 1,
        maxLength: 40,
      }),
      (chances) => {
        let next = 0;
        const random = () => chances[next++ % chances.length] ?? 0;
        const queue = new WorkQueue({
          time: new FakeTime(),
          random,
          firstRetryMs: 100,
          longestRetryMs: 5000,
        });
        for (let failures = 1; failures <= chances.length; failures += 1) {
          const plain = Math.min(5000, 100 * 2 ** (failures - 1));
          const { delayMs } = queue.retry(keys[0] as RecordKey); // the list above is not empty
          assert.ok(delayMs >= plain * 0.9 && delayMs <= plain * 1.1, `${delayMs} for ${plain}`);
        }
      },
    ),
  );
});
