import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarizeCluster } from '#operator/summaries.ts';
import { selectSummaries, SummaryQuery } from '#operator/summary-query.ts';
import { sampleCluster } from '../../support/sample-cluster.ts';

const clusters = [
  sampleCluster({
    metadata: {
      name: 'b',
      namespace: 'acme',
      creationTimestamp: '2026-11-20T10:00:00.000Z',
      labels: { team: 'red' },
    },
    status: { phase: 'ready' },
  }),
  sampleCluster({
    metadata: {
      name: 'a',
      namespace: 'umbrella',
      creationTimestamp: '2026-11-20T11:00:00.000Z',
      labels: { team: 'red', tier: 'one' },
    },
    status: {
      phase: 'composingVApp',
      waiting: { reason: 'WaitingForTask', message: 'the Disk is copied', until: '2026-11-20T12:00:00.000Z' },
    },
  }),
  sampleCluster({
    metadata: { name: 'c', namespace: 'acme', creationTimestamp: '2026-11-20T09:00:00.000Z' },
  }),
].map(summarizeCluster);

function names(query: Record<string, string>): string {
  const page = selectSummaries(clusters, SummaryQuery.parse(query));
  return page.items.map(({ name }) => name).join('');
}

test('lines are chosen by place, phase, labels and by what they say', () => {
  assert.equal(names({}), 'bca');
  assert.equal(names({ namespace: 'acme' }), 'bc');
  assert.equal(names({ name: 'a' }), 'a');
  assert.equal(names({ phase: 'ready' }), 'b');
  assert.equal(names({ ready: 'Unknown' }), 'bca');
  assert.equal(names({ ready: 'True' }), '');
  assert.equal(names({ labels: 'team=red' }), 'ba');
  assert.equal(names({ labels: 'team=red,tier=one' }), 'a');
  assert.equal(names({ search: 'disk' }), 'a');
  assert.equal(names({ search: 'UMBRELLA' }), 'a');
});

test('lines come in the order that is asked for, and ties by place', () => {
  assert.equal(names({ sortBy: 'name' }), 'abc');
  assert.equal(names({ sortBy: 'name', descending: 'true' }), 'cba');
  assert.equal(names({ sortBy: 'age' }), 'abc');
  assert.equal(names({ sortBy: 'phase' }), 'cab');
  assert.equal(names({ sortBy: 'ready' }), 'bca');
});

test('a page says how many there are in all', () => {
  const page = selectSummaries(clusters, SummaryQuery.parse({ limit: '1', offset: '1' }));
  assert.deepEqual([page.total, page.items.map(({ name }) => name)], [3, ['c']]);
});

test('a query that means nothing is refused', () => {
  for (const query of [
    { labels: 'team' },
    { sortBy: 'weight' },
    { limit: 'many' },
    { odd: '1' },
    { ready: 'yes' },
  ])
    assert.equal(SummaryQuery.safeParse(query).success, false, JSON.stringify(query));
});
