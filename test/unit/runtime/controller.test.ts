import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordKey, type RecordKey } from '#records/metadata.ts';
import { startController, type ControllerOptions } from '#runtime/controller.ts';
import { done, stalled, waiting, type Outcome } from '#runtime/outcome.ts';
import type { Reconcile } from '#runtime/reconcile.ts';
import { StoreConflict } from '#store/errors.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';
import { recordedLog } from '../../support/recorded-log.ts';

const alpha = recordKey('Cluster', 'acme', 'alpha');
const beta = recordKey('Cluster', 'acme', 'beta');

function start(reconcile: Reconcile, options: Partial<ControllerOptions> = {}) {
  const time = new FakeTime();
  const metrics = createMetrics();
  const { log, lines } = recordedLog();
  const controller = startController({
    name: 'Cluster',
    reconcile,
    workers: 2,
    timeoutMs: 60_000,
    patienceMs: 5_000,
    firstRetryMs: 1_000,
    longestRetryMs: 300_000,
    log,
    metrics,
    time,
    random: () => 0.5,
    ...options,
  });
  const count = async (result: string) => {
    const { values } = await metrics.reconciles.get();
    return values.find((value) => value.labels.result === result)?.value;
  };
  return { controller, time, metrics, lines, count };
}

/** A reconciler that plays its script and notes when it was called; after the script it is done. */
function scripted(...script: (Outcome | Error)[]) {
  const calls: RecordKey[] = [];
  const reconcile: Reconcile = async (key) => {
    calls.push(key);
    const next = script.shift() ?? done;
    if (next instanceof Error) throw next;
    return next;
  };
  return { calls, reconcile };
}

describe('controller', () => {
  it('looks at what it is woken for and leaves alone what is done', async () => {
    const { calls, reconcile } = scripted();
    const { controller, time, count } = start(reconcile);
    controller.wake(alpha);
    controller.wake(beta, 500);
    await time.advance(499);
    assert.deepEqual(calls, [alpha]);
    await time.advance(3_600_000);
    assert.deepEqual(calls, [alpha, beta]);
    assert.equal(await count('done'), 2);
    await controller.stop(0);
  });

  it('comes back when a wait is over, and not before', async () => {
    const { calls, reconcile } = scripted(waiting('WaitingForTask', 3000));
    const { controller, time, count } = start(reconcile);
    controller.wake(alpha);
    await time.advance(2999);
    assert.equal(calls.length, 1);
    await time.advance(1);
    assert.equal(calls.length, 2);
    assert.deepEqual([await count('waiting'), await count('done')], [1, 1]);
    await controller.stop(0);
  });

  it('does not come back to what is stalled until it is woken', async () => {
    const { calls, reconcile } = scripted(stalled('TemplateNotFound', 'no template'));
    const { controller, time, count } = start(reconcile);
    controller.wake(alpha);
    await time.advance(3_600_000);
    assert.equal(calls.length, 1);
    controller.wake(alpha);
    await settled();
    assert.equal(calls.length, 2);
    assert.equal(await count('stalled'), 1);
    await controller.stop(0);
  });

  it('backs off from what is thrown and forgets it after a success', async () => {
    const { calls, reconcile } = scripted(new Error('one'), new Error('two'), done, new Error('three'));
    const { controller, time, lines, count } = start(reconcile);
    controller.wake(alpha);
    await time.advance(999);
    assert.equal(calls.length, 1);
    await time.advance(1);
    assert.equal(calls.length, 2);
    await time.advance(1999);
    assert.equal(calls.length, 2);
    await time.advance(1);
    assert.equal(calls.length, 3);
    controller.wake(alpha);
    await time.advance(1000);
    assert.equal(calls.length, 5, 'after a success the first wait is short again');
    assert.equal(await count('error'), 3);

    const failures = lines.filter((line) => line['msg'] === 'Reconcile failed');
    assert.deepEqual(
      failures.map((line) => [line['failures'], line['retryInMs']]),
      [
        [1, 1000],
        [2, 2000],
        [1, 1000],
      ],
    );
    assert.match(JSON.stringify(failures[0]?.['err']), /"message":"one","stack":"Error: one\\n/);
    await controller.stop(0);
  });

  it('looks again at once after a conflict, which is no failure', async () => {
    const { calls, reconcile } = scripted(new StoreConflict(alpha), new StoreConflict(alpha));
    const { controller, lines, count } = start(reconcile);
    controller.wake(alpha);
    await settled();
    assert.equal(calls.length, 3);
    assert.deepEqual([await count('conflict'), await count('error'), await count('done')], [2, 0, 1]);
    assert.deepEqual(
      lines.filter((line) => line['msg'] === 'Reconcile failed'),
      [],
    );
    await controller.stop(0);
  });

  it('survives a reconciler that throws at once, throws no Error or asks for an endless wait', async () => {
    const odd: (() => Promise<Outcome>)[] = [
      () => {
        throw new TypeError('at once');
      },
      () => Promise.reject<Outcome>('text'), // oxlint-disable-line prefer-promise-reject-errors
      async () => waiting('WaitingForTask', NaN),
      async () => waiting('WaitingForTask', Infinity),
      async () => waiting('WaitingForTask', -1),
    ];
    const { controller, time, count } = start(() => odd.shift()?.() ?? Promise.resolve(done));
    controller.wake(alpha);
    await time.advance(60_000);
    assert.deepEqual([await count('error'), await count('done')], [5, 1]);
    await controller.stop(0);
  });

  it('refuses a key that is none where it is made up', async () => {
    const { controller } = start(scripted().reconcile);
    assert.throws(() => controller.wake('alpha' as RecordKey), /not a record key/); // a liar on purpose
    await controller.stop(0);
  });

  it('never works on one record twice at a time, and on no more records than it has workers', async () => {
    const running: RecordKey[] = [];
    let most = 0;
    const release: (() => void)[] = [];
    const { controller } = start(async (key) => {
      assert.ok(!running.includes(key));
      running.push(key);
      most = Math.max(most, running.length);
      await new Promise<void>((resolve) => release.push(resolve));
      running.splice(running.indexOf(key), 1);
      return done;
    });
    const keys = ['a', 'b', 'c', 'd'].map((name) => recordKey('Cluster', 'acme', name));
    for (let round = 0; round < 3; round += 1) for (const key of keys) controller.wake(key);
    for (let turn = 0; turn < 8; turn += 1) {
      await settled();
      for (const key of keys) controller.wake(key);
      release.shift()?.();
    }
    assert.equal(most, 2);
    const stopped = controller.stop(0);
    await settled();
    for (const go of release) go();
    assert.deepEqual(await stopped, []);
  });

  it('gives each reconcile an id and a logger that carries it', async () => {
    const { controller, lines } = start(async (_key, { log }) => {
      log.info({}, 'Looking');
      return done;
    });
    controller.wake(alpha);
    await settled();
    const line = lines.find((candidate) => candidate['msg'] === 'Looking');
    assert.match(String(line?.['reconcileId']), /^[0-9a-z]{8}$/);
    assert.deepEqual([line?.['kind'], line?.['namespace'], line?.['name']], ['Cluster', 'acme', 'alpha']);
    await controller.stop(0);
  });
});

describe('controller and time', () => {
  it('tells a slow reconcile to stop, with the reason, and counts a timeout', async () => {
    const { controller, time, count } = start(async (_key, { signal }) => {
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('request failed', { cause: signal.reason })));
      });
      return done;
    });
    controller.wake(alpha);
    await time.advance(59_999);
    assert.equal(await count('timeout'), 0);
    await time.advance(1);
    assert.deepEqual([await count('timeout'), await count('error')], [1, 0]);
    await controller.stop(0);
  });

  it('names the timeout as the cause', async () => {
    let reason: unknown;
    const { controller, time } = start(async (_key, { signal }) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return done;
    });
    controller.wake(alpha);
    await time.advance(60_000);
    assert.match(
      String(reason),
      /ReconcileTimeout: reconciling Cluster\/acme\/alpha took longer than 60000 ms/,
    );
    await controller.stop(0);
  });

  it('reports a reconcile that ignores its signal, works on, and keeps that record locked', async () => {
    const calls: RecordKey[] = [];
    let letGo = () => {};
    const reconcile: Reconcile = async (key) => {
      calls.push(key);
      if (key === alpha && calls.length === 1) await new Promise<void>((resolve) => (letGo = resolve));
      return done;
    };
    const { controller, time, metrics, lines } = start(reconcile, { workers: 1 });
    const stuckGauge = async () =>
      /^cse_reconcile_stuck\{kind="Cluster"\} (\d)$/m.exec(await metrics.scrape())?.[1];
    controller.wake(alpha);
    await time.advance(65_000);
    assert.ok(
      lines.some((line) => String(line['msg']).startsWith('Reconcile goes on although told to stop')),
    );
    assert.equal(await stuckGauge(), '1');

    controller.wake(alpha);
    controller.wake(beta);
    await settled();
    assert.deepEqual(calls, [alpha, beta], 'the worker is free, the record is not');

    letGo();
    await settled();
    assert.deepEqual(calls, [alpha, beta, alpha]);
    assert.equal(await stuckGauge(), '0');
    await controller.stop(0);
  });

  it('lets running reconciles finish when it stops, then tells them, and names who is left', async () => {
    const reasons: string[] = [];
    const reconcile: Reconcile = async (key, { signal }) => {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          reasons.push(String(signal.reason));
          if (key === alpha) resolve();
        });
      });
      throw new Error('told to stop');
    };
    const { controller, time, count, lines } = start(reconcile);
    controller.wake(alpha);
    controller.wake(beta);
    await settled();
    const stopped = controller.stop(10_000);
    controller.wake(recordKey('Cluster', 'acme', 'late'));
    await time.advance(9_999);
    assert.deepEqual(reasons, []);
    await time.advance(1);
    assert.deepEqual(reasons, Array(2).fill('ControllerStopping: the controller is stopping'));
    await time.advance(5_000);
    assert.deepEqual(await stopped, [beta]);
    assert.deepEqual([await count('stopped'), await count('error')], [1, 0]);
    assert.ok(!lines.some((line) => line['msg'] === 'Reconcile failed'));
    assert.equal(time.pending, 0);
  });

  it('gives a reconcile that was told to stop before no second time', async () => {
    const { controller, time } = start(() => new Promise(() => {}));
    controller.wake(alpha);
    await time.advance(62_000);
    let left: readonly RecordKey[] = [];
    void controller.stop(0).then((keys) => (left = keys));
    await time.advance(3_000);
    assert.deepEqual(left, [alpha]);
    assert.equal(time.pending, 0);
  });

  it('shows nothing any more once it has stopped', async () => {
    const { controller, metrics } = start(scripted().reconcile);
    await controller.stop(0);
    metrics.workQueueDepth.set({ kind: 'Cluster' }, 7);
    assert.match(await metrics.scrape(), /^cse_work_queue_depth\{kind="Cluster"\} 7$/m);
  });

  it('stops at once when nothing runs', async () => {
    const { controller, time } = start(scripted(waiting('WaitingForTask', 1000)).reconcile);
    controller.wake(alpha);
    await settled();
    assert.deepEqual(await controller.stop(10_000), []);
    assert.equal(time.pending, 0);
  });

  it('shows its queue, and every result at zero before the first', async () => {
    const { controller, metrics } = start(() => new Promise(() => {}), { workers: 1 });
    controller.wake(alpha);
    controller.wake(beta);
    await settled();
    const text = await metrics.scrape();
    assert.match(text, /^cse_work_queue_depth\{kind="Cluster"\} 1$/m);
    assert.match(text, /^cse_reconcile_total\{kind="Cluster",result="timeout"\} 0$/m);
    assert.match(text, /^cse_work_queue_latency_seconds_count\{kind="Cluster"\} 1$/m);
  });
});
