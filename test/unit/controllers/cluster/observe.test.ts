import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observeCluster } from '#controllers/cluster/observe.ts';
import type { Cluster } from '#records/cluster.ts';
import { sampleCluster, sampleNow } from '../../../support/sample-cluster.ts';

type Needs = Parameters<typeof observeCluster>[0];

/** What is asked of vCD for a look at a cluster in this status, in a cloud where nothing is found. */
async function askedFor(status: Partial<Cluster['status']>): Promise<readonly string[]> {
  const asked: string[] = [];
  // What the look uses of its needs while there is no vApp.
  const needs = {
    version: '1.0.0',
    clock: () => sampleNow,
    guests: { guestinfo: {} },
    templates: { list: async () => ({ items: [] }) },
    secrets: { names: async () => [] },
    vcd: {
      findVApps: async () => {
        asked.push('findVApps');
        return [];
      },
    },
  } as unknown as Needs;
  const { observed } = await observeCluster(needs, sampleCluster({ status }), new AbortController().signal);
  assert.equal(observed.vApp, 'absent');
  return asked;
}

const requestedAt = sampleNow.toISOString();
const planned = { phase: 'planningNodes', vApp: { requestedAt } } as const;

test('the look that asks for the vApp does not search once more for what the one before did not find', async () => {
  assert.deepEqual(await askedFor(planned), []);
});

test('a vApp that may be there is searched for', async () => {
  const [node] = sampleCluster().status.nodes;
  assert.ok(node);
  for (const status of [
    { ...planned, phase: 'composingVApp' },
    { ...planned, lastError: { message: 'no answer', at: requestedAt, attempts: 1 } },
    { ...planned, nodes: [{ ...node, state: 'created' as const }] },
  ])
    assert.deepEqual(await askedFor(status), ['findVApps'], JSON.stringify(status));
});
