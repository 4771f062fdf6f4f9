import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordKey, type RecordKey } from '#records/metadata.ts';
import { startManager, type ControllerPlan, type ManagerOptions } from '#runtime/manager.ts';
import { done } from '#runtime/outcome.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';
import { recordedLog } from '../../support/recorded-log.ts';

const keys = ['alpha', 'beta', 'gamma'].map((name) => recordKey('Cluster', 'acme', name));

/** Yields nothing and ends when the signal aborts. */
// oxlint-disable-next-line require-yield -- it ends before there is anything to yield
async function* silence(signal: AbortSignal): AsyncGenerator<RecordKey> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

function start(plan: Partial<ControllerPlan>, options: Partial<ManagerOptions> = {}) {
  const time = new FakeTime();
  const { log, lines } = recordedLog();
  const calls: RecordKey[] = [];
  const controllers: ControllerPlan[] = [
    {
      name: 'Cluster',
      reconcile: async (key) => {
        calls.push(key);
        return done;
      },
      workers: 2,
      timeoutMs: 60_000,
      changes: silence,
      listKeys: async () => [],
      ...plan,
    },
  ];
  const manager = startManager({
    controllers,
    resyncMs: 600_000,
    stopGraceMs: 10_000,
    log,
    metrics: createMetrics(),
    time,
    random: () => 0.5,
    ...options,
  });
  return { manager, time, lines, calls };
}

describe('manager', () => {
  it('wakes controllers for changed keys', async () => {
    const { manager, calls } = start({
      async *changes(signal) {
        yield* keys;
        yield* silence(signal);
      },
    });
    await settled();
    assert.deepEqual(calls, keys);
    await manager[Symbol.asyncDispose]();
  });

  it('looks at every record again, spread over the period', async () => {
    let chance = 0;
    const random = () => (chance++ % 4) / 4;
    const { manager, time, calls } = start({ listKeys: async () => keys }, { random });
    await time.advance(540_000); // 0.9 of the period: the lowest jitter
    assert.equal(calls.length, 0);
    await time.advance(150_000);
    assert.equal(calls.length, 1);
    await time.advance(300_000);
    assert.deepEqual(calls.slice(0, 3), keys);
    await manager[Symbol.asyncDispose]();
  });

  it('watches again after the watch broke off or ended, and says so', async () => {
    let watches = 0;
    const { manager, time, calls, lines } = start({
      async *changes(signal) {
        watches += 1;
        if (watches === 1) throw new Error('changes since revision 3 are no longer kept');
        yield* keys.slice(0, 1);
        if (watches > 2) yield* silence(signal);
      },
    });
    await time.advance(999);
    assert.deepEqual([watches, calls.length], [1, 0]);
    await time.advance(1);
    assert.deepEqual([watches, calls.length], [2, 1]);
    await time.advance(5000);
    assert.deepEqual([watches, calls.length], [3, 2]);
    assert.equal(lines.filter((line) => line['msg'] === 'Watching for changes failed').length, 1);
    await manager[Symbol.asyncDispose]();
  });

  it('tries the listing again in the next period', async () => {
    let lists = 0;
    const { manager, time, calls, lines } = start({
      listKeys: async () => {
        lists += 1;
        if (lists === 1) throw new Error('disk I/O error');
        return keys;
      },
    });
    await time.advance(600_000);
    assert.deepEqual([lists, calls.length], [1, 0]);
    assert.ok(lines.some((line) => line['msg'] === 'Listing records failed'));
    await time.advance(900_000);
    assert.deepEqual(calls, keys);
    await manager[Symbol.asyncDispose]();
  });

  it('stops what wakes and what works, and leaves nothing behind', async () => {
    const { manager, time, calls } = start({ listKeys: async () => keys });
    await time.advance(650_000);
    await manager[Symbol.asyncDispose]();
    assert.equal(time.pending, 0);
    await time.advance(3_600_000);
    assert.equal(calls.length, 0);
  });

  it('does not wait for ever for a watch or a reconcile that does not end', async () => {
    const { manager, time, lines } = start({
      reconcile: () => new Promise(() => {}),
      // oxlint-disable-next-line require-yield -- it ends before there is anything to yield
      async *changes() {
        yield* keys.slice(0, 1);
        await new Promise(() => {});
      },
    });
    await settled();
    let ended = false;
    const stopping = manager[Symbol.asyncDispose]().then(() => (ended = true));
    await time.advance(29_999);
    assert.equal(ended, false);
    await time.advance(1);
    await stopping;
    const left = lines.find((line) => line['msg'] === 'Reconciles left behind');
    assert.deepEqual(left?.['keys'], keys.slice(0, 1));
  });
});
