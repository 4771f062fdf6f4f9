import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterIdFor } from '#api/clusters/cluster-id.ts';

const request = { requestId: '6f1d', orgId: '0a000000-0000-4000-8000-000000000001', name: 'c1' };

test('the same request means the same cluster, for ever', () => {
  // A literal: after an upgrade in the middle of a delivery the id must still be the one of before.
  assert.equal(clusterIdFor(request), '12fee854-8d10-57d4-a598-535012525478');
});

test('another message, organization or name means another one', () => {
  const others = [
    request,
    { ...request, requestId: '6f1e' },
    { ...request, orgId: '0a000000-0000-4000-8000-000000000002' },
    { ...request, name: 'c2' },
  ];
  assert.equal(new Set(others.map(clusterIdFor)).size, others.length);
});

test('an id is a version 5 UUID of the RFC variant', () => {
  for (let number = 0; number < 50; number += 1) {
    const id = clusterIdFor({ ...request, requestId: `${number}` });
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
