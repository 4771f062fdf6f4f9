import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AwaitedTasks } from '#controllers/cluster/awaited-tasks.ts';
import { keyOf } from '#records/metadata.ts';
import { done, waiting } from '#runtime/outcome.ts';
import { sampleCluster, sampleNow } from '../../../support/sample-cluster.ts';

const second = 1000;
const cluster = sampleCluster();
const key = keyOf(cluster);
const powering = waiting('PoweringOn', 5 * second);
const tasks = (...ids: string[]) => new Set(ids);

/** At a time that the test moves; a full look is due after 15 seconds. */
function awaitedAt() {
  let now = sampleNow.getTime();
  let told = 0;
  const awaited = new AwaitedTasks({
    clock: () => new Date(now),
    longestMs: 15 * second,
    onWaiting: () => void (told += 1),
  });
  const pass = (ms: number) => void (now += ms);
  return {
    awaited,
    pass,
    told: () => told,
    /** Two looks that find the same. */
    wait: (...ids: string[]) => {
      awaited.noteLook(cluster, tasks(...ids), powering);
      pass(second);
      awaited.noteLook(cluster, tasks(...ids), powering);
    },
    /** A listing that begins a second later. */
    list: (...ids: string[]) => {
      pass(second);
      return awaited.take({ startedAt: now, underWay: tasks(...ids) });
    },
  };
}

describe('a cluster that waits for tasks of vCD', () => {
  it('is left to the list after two looks that found the same, and once the list shows them', () => {
    const { awaited, wait, list, told } = awaitedAt();
    awaited.noteLook(cluster, tasks('t1'), powering);
    assert.deepEqual([awaited.crowd().count, told()], [0, 0]);
    wait('t1');
    assert.deepEqual(awaited.crowd(), { count: 1, youngest: sampleNow });
    assert.equal(told(), 2);
    assert.equal(awaited.stillWaiting(cluster), undefined, 'no list has shown it yet');
    assert.deepEqual(list('t1', 'of others'), []);
    assert.deepEqual(awaited.stillWaiting(cluster), waiting('PoweringOn', 14 * second));
  });

  it('is looked at as soon as one of them is not in the list any more', () => {
    const { awaited, wait, list } = awaitedAt();
    wait('t1', 't2');
    list('t1', 't2');
    assert.deepEqual(list('t2'), [key]);
    assert.equal(awaited.stillWaiting(cluster), undefined);
    assert.deepEqual(list('t2'), [], 'once');
  });

  it('is looked at all the same after a while: a list may be wrong', () => {
    const { awaited, wait, list, pass } = awaitedAt();
    wait('t1');
    list('t1');
    pass(14 * second);
    assert.equal(awaited.stillWaiting(cluster), undefined);
  });

  it('is looked at when something else is wished for', () => {
    const { awaited, wait, list } = awaitedAt();
    wait('t1');
    list('t1');
    const { metadata } = cluster;
    const changed = { ...cluster, metadata: { ...metadata, generation: metadata.generation + 1 } };
    assert.equal(awaited.stillWaiting(changed), undefined);
    const going = { ...cluster, metadata: { ...metadata, deletionTimestamp: sampleNow.toISOString() } };
    assert.equal(awaited.stillWaiting(going), undefined);
    const successor = { ...cluster, metadata: { ...metadata, uid: 'another' } };
    assert.equal(awaited.stillWaiting(successor), undefined);
  });

  it('is looked at when there is no list any more', () => {
    const { awaited, wait, list } = awaitedAt();
    wait('t1');
    list('t1');
    assert.deepEqual(awaited.take(undefined), [key]);
    assert.equal(awaited.stillWaiting(cluster), undefined);
  });

  it('looks for itself where lists do not tell of its tasks', () => {
    const { awaited, wait, list } = awaitedAt();
    wait('hidden');
    assert.deepEqual(list(), [key]);
    awaited.noteLook(cluster, tasks('hidden'), powering);
    assert.equal(awaited.crowd().count, 0);
    assert.deepEqual(list(), []);
    wait('t2');
    assert.equal(awaited.crowd().count, 1, 'another task is another matter');
  });

  it('is not judged by a list that began before the look', () => {
    const { awaited, wait } = awaitedAt();
    wait('t1');
    const startedAt = sampleNow.getTime();
    assert.deepEqual(awaited.take({ startedAt, underWay: tasks('t1') }), []);
    assert.equal(awaited.stillWaiting(cluster), undefined);
  });

  it('waits for nothing when its look came to another end', () => {
    const { awaited, wait, list } = awaitedAt();
    for (const [ids, outcome] of [
      [tasks(), powering],
      [tasks('t1'), done],
    ] as const) {
      wait('t1');
      list('t1');
      awaited.noteLook(cluster, ids, outcome);
      assert.equal(awaited.crowd().count, 0);
      assert.equal(awaited.stillWaiting(cluster), undefined);
    }
    wait('t1');
    awaited.forget(key);
    assert.equal(awaited.crowd().count, 0);
  });
});
