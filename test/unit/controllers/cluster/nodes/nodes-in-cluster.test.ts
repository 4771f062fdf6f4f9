import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshlyTold, inCluster } from '#controllers/cluster/nodes/nodes-in-cluster.ts';
import type { Guests, ToldNodes } from '#guest/guest-backend.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Vm } from '#vcd/model.ts';
import { sampleNow, standingCluster } from '../../../../support/sample-cluster.ts';

const minute = 60_000;
const ago = (ms: number) => new Date(sampleNow.getTime() - ms);

const { signal } = new AbortController();

/** What is known of the nodes of a cluster whose control plane, `mstr-aaaa`, tells this of them, through this backend. */
async function heard(
  toldAt: Date,
  {
    vmName = 'mstr-aaaa',
    looksAreCalls = false,
    cluster = standingCluster(),
    power = 4,
  }: {
    readonly vmName?: string;
    readonly looksAreCalls?: boolean;
    readonly cluster?: Cluster;
    readonly power?: number;
  } = {},
): Promise<ToldNodes | undefined> {
  const told: ToldNodes = { at: toldAt, nodes: [] };
  // Nothing else of a backend, a VM and secrets is looked at.
  const guests = {
    guestinfo: {
      looksAreCalls,
      toldNodes: async ({ name }: Vm) => (name === 'mstr-aaaa' ? told : undefined),
    },
  } as unknown as Guests;
  const vms = new Map([[vmName, { name: vmName, status: power } as Vm]]);
  const secrets = { get: async () => undefined };
  return freshlyTold({ guests, secrets, clock: () => sampleNow }, cluster, { vAppId: 'vapp', vms }, signal);
}

describe('what a control plane has told', () => {
  it('counts for a quarter of an hour', async () => {
    assert.ok(await heard(sampleNow));
    assert.ok(await heard(ago(15 * minute)));
    assert.equal(await heard(ago(15 * minute + 1)), undefined);
  });

  it('does not count when its clock is as far ahead', async () => {
    assert.ok(await heard(ago(-15 * minute)));
    assert.equal(await heard(ago(-15 * minute - 1)), undefined);
  });

  it('is nothing where its VM is gone, and what others tell is not asked for', async () => {
    assert.equal(await heard(sampleNow, { vmName: 'node-bbbb' }), undefined);
  });
});

describe('a control plane that has to be asked', () => {
  const { status } = standingCluster();
  const inPhase = (phase: string) => standingCluster({ status: { ...status, phase } });

  it('is asked while its cluster needs nothing, or is repaired', async () => {
    for (const phase of ['ready', 'degraded'])
      assert.ok(await heard(sampleNow, { looksAreCalls: true, cluster: inPhase(phase) }), phase);
  });

  it('is not asked while there is other work, nor when it is off, nor when its cluster is to go', async () => {
    const isAsked = async (cluster: Cluster, power = 4) =>
      (await heard(sampleNow, { looksAreCalls: true, cluster, power })) !== undefined;
    for (const phase of ['joiningWorkers', 'drainingNodes'])
      assert.ok(!(await isAsked(inPhase(phase))), phase);
    assert.ok(!(await isAsked(inPhase('ready'), 8)));
    const ready = inPhase('ready');
    const metadata = { ...ready.metadata, deletionTimestamp: sampleNow.toISOString() };
    assert.ok(!(await isAsked({ ...ready, metadata })));
  });
});

describe('a node in its cluster', () => {
  const told: ToldNodes = {
    at: sampleNow,
    nodes: [
      { name: 'node-bbbb', ready: true, since: ago(minute) },
      { name: 'node-cccc', ready: false, since: ago(minute) },
      { name: 'node-dddd', ready: false, since: ago(-minute) },
    ],
  };
  const node = (name: string, role: 'worker' | 'nfs' = 'worker') =>
    ({ name, role, pool: 'workers', state: 'joined' }) as const;

  it('is ready, has not been for so long by the clock of the cluster, or is not listed', () => {
    assert.deepEqual(inCluster(node('node-bbbb'), told), { state: 'ready' });
    assert.deepEqual(inCluster(node('node-cccc'), told), { state: 'notReady', forMs: minute });
    assert.deepEqual(inCluster(node('node-dddd'), told), { state: 'notReady', forMs: 0 });
    assert.deepEqual(inCluster(node('node-eeee'), told), { state: 'unlisted' });
  });

  it('is not known where nothing is told, and an NFS server is no node', () => {
    assert.deepEqual(inCluster(node('node-bbbb'), undefined), { state: 'unknown' });
    assert.deepEqual(inCluster(node('nfsd-aaaa', 'nfs'), told), { state: 'unknown' });
  });
});
