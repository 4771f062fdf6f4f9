import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterNode } from '#records/cluster.ts';
import { downWords, nodeMessage } from '#records/node-words.ts';

const at = '2026-11-20T12:00:00.000Z';
const earlier = '2026-11-20T11:00:00.000Z';
const node = (changes: Partial<ClusterNode>): ClusterNode => ({
  name: 'node-a1b2',
  role: 'worker',
  pool: 'workers',
  state: 'joined',
  message: 'what the guest said',
  ...changes,
});

test('of a node that is well its guest has the word', () => {
  assert.equal(nodeMessage(node({})), 'what the guest said');
  assert.equal(nodeMessage(node({ inCluster: { state: 'ready', since: at } })), 'what the guest said');
});

test('a node that is down says in what way and since when', () => {
  assert.equal(
    nodeMessage(node({ downSince: at })),
    'has no power, or no VM any more (since 2026-11-20T12:00:00.000Z)',
  );
  const notReady = { state: 'notReady', since: earlier } as const;
  assert.equal(
    nodeMessage(node({ inCluster: notReady })),
    'is not ready, as its cluster says (since 2026-11-20T11:00:00.000Z)',
  );
  assert.equal(
    nodeMessage(node({ inCluster: notReady, downSince: at })),
    'is not ready, as its cluster says (since 2026-11-20T12:00:00.000Z)',
  );
  assert.equal(downWords({ inCluster: { state: 'gone', since: at } }), 'is no node of its cluster any more');
});

test('why it was given up, or does not go, comes first', () => {
  const failure = { reason: 'VAppFailed', message: 'no room', at } as const;
  const stuck = { generation: 1, reason: 'NodeStuck', message: 'locked' } as const;
  const down = { downSince: at, removal: { since: at, stuck } };
  assert.equal(nodeMessage(node({ ...down, failure })), 'no room');
  assert.equal(nodeMessage(node(down)), 'locked');
});
