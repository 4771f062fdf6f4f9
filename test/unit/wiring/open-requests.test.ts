import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from '#records/cluster.ts';
import { openRequests } from '../../../src/wiring/open-requests.ts';
import { sampleCluster, sampleTask } from '../../support/sample-cluster.ts';

const user = { id: 'urn:vcloud:user:0e000000-0000-4000-8000-000000000001', name: 'ann' };

function cluster(tasks: Record<string, 'running' | 'success' | 'error' | 'none'>, paused = false): Cluster {
  const plain = sampleCluster();
  const operation = 'create_cluster' as const;
  return {
    ...plain,
    spec: { ...plain.spec, paused, requests: Object.keys(tasks).map((id) => ({ id, operation, user })) },
    status: {
      ...plain.status,
      tasks: Object.entries(tasks).flatMap(([request, state]) =>
        state === 'none' ? [] : [{ ...sampleTask({ id: request, operation, user }), state }],
      ),
    },
  };
}

async function count(...items: readonly Cluster[]): Promise<number> {
  return openRequests({
    async walk(visit) {
      items.forEach((item) => visit(item));
      return 1;
    },
  });
}

test('requests are open until their tasks have ended, and also while they have none', async () => {
  assert.equal(await count(), 0);
  assert.equal(await count(cluster({ a: 'success', b: 'error' }), cluster({})), 0);
  assert.equal(await count(cluster({ a: 'success', b: 'running', c: 'none' }), cluster({ d: 'running' })), 3);
});

test('what a person has paused is not waited for', async () => {
  assert.equal(await count(cluster({ a: 'running' }, true), cluster({ b: 'running' })), 1);
});
