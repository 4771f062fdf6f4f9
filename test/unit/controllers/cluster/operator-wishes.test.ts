import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  keepOperatorWishes,
  operatorWishesIn,
  operatorWishesKey,
} from '#controllers/cluster/operator-wishes.ts';
import { vAppTags } from '#controllers/cluster/vapp-tags.ts';
import type { ClusterSpec } from '#records/cluster.ts';
import type { VApp } from '#vcd/model.ts';
import { sampleIds, standingCluster } from '../../../support/sample-cluster.ts';

const never = new AbortController().signal;

/** A vApp's metadata, and how often they were written. */
function vAppWith(known: Readonly<Record<string, string>>) {
  const metadata = new Map(Object.entries(known));
  const writes: Record<string, string>[] = [];
  const tags = vAppTags({
    getMetadata: async () => new Map(metadata),
    async setMetadata(_id, entries) {
      writes.push({ ...entries });
      for (const [key, value] of Object.entries(entries)) metadata.set(key, value);
      // Of the task only that there is one matters.
      return {} as Awaited<ReturnType<Parameters<typeof vAppTags>[0]['setMetadata']>>;
    },
  });
  const vApp = { id: sampleIds.vApp } as VApp; // as much of it as is looked at
  const keep = (spec: Partial<ClusterSpec>) =>
    keepOperatorWishes(
      { tags },
      { cluster: standingCluster({ spec }), located: { kind: 'present', vApp } },
      never,
    );
  return { metadata, writes, keep };
}

test('a cluster that nobody wished anything of costs no call', async () => {
  const { keep, writes } = vAppWith({});
  await keep({});
  await keep({ deletionProtection: false });
  assert.deepEqual(writes, []);
});

test('a wish is written once, read again, and taken back', async () => {
  const { keep, writes, metadata } = vAppWith({});
  const wished = { deletionProtection: true, repair: 'report' as const };
  await keep(wished);
  await keep(wished);
  assert.equal(writes.length, 1);
  assert.deepEqual(operatorWishesIn(metadata), wished);
  await keep({});
  assert.equal(writes.length, 2);
  assert.deepEqual(operatorWishesIn(metadata), {});
});

test('what a tenant wrote there is no wish', () => {
  for (const text of ['', 'x', '[]', 'null', '{"repair":"never"}', '{"deletionProtection":"yes"}'])
    assert.deepEqual(operatorWishesIn(new Map([[operatorWishesKey, text]])), {}, text);
});
