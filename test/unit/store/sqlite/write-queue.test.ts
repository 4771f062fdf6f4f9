import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { WriteOperation } from '#store/sqlite/protocol.ts';
import { WriteQueue } from '#store/sqlite/write-queue.ts';
import { recordKey } from '#records/metadata.ts';

const key = recordKey('Template', 'acme', 't');

function queueOf(...operations: WriteOperation[]): WriteQueue {
  const queue = new WriteQueue();
  for (const operation of operations) queue.add({ operation, resolve: () => {}, reject: () => {} });
  return queue;
}

const wish = (at: string): WriteOperation => ({ kind: 'remove', key, at });
const report = (finalizer: string): WriteOperation => ({ kind: 'release', key, finalizer });

function names(taken: ReturnType<WriteQueue['take']>): string[] {
  return taken.map(({ operation }) => {
    if (operation.kind === 'remove') return operation.at;
    return operation.kind === 'release' ? operation.finalizer : '?';
  });
}

it('lets wishes go before reports, each in the order of arrival', () => {
  const queue = queueOf(report('r1'), wish('w1'), report('r2'), wish('w2'));
  assert.equal(queue.length, 4);
  assert.deepEqual(names(queue.take(10)), ['w1', 'w2', 'r1', 'r2']);
  assert.equal(queue.length, 0);
  assert.deepEqual(queue.take(10), []);
});

it('leaves a share of a full group to reports', () => {
  const queue = queueOf(report('r1'), report('r2'), ...['w1', 'w2', 'w3', 'w4', 'w5'].map(wish));
  assert.deepEqual(names(queue.take(4)), ['w1', 'w2', 'w3', 'r1']);
  assert.deepEqual(names(queue.take(4)), ['w4', 'w5', 'r2']);
});

it('fills the group with reports when there are few wishes', () => {
  const queue = queueOf(wish('w1'), ...['r1', 'r2', 'r3', 'r4'].map(report));
  assert.deepEqual(names(queue.take(4)), ['w1', 'r1', 'r2', 'r3']);
});
