import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshlyTold, inCluster } from '#controllers/cluster/nodes/nodes-in-cluster.ts';
import type { Guests, ToldNodes } from '#guest/guest-backend.ts';
import type { Vm } from '#vcd/model.ts';
import { sampleNow, standingCluster } from '../../../../support/sample-cluster.ts';

const minute = 60_000;
const ago = (ms: number) => new Date(sampleNow.getTime() - ms);

describe('what a control plane has told', () => {
  /** Asks for what the control plane told then, of guests that read it off its VM alone. */
  function heard(at: Date, vmName = 'mstr-aaaa'): ToldNodes | undefined {
    const told: ToldNodes = { at, nodes: [] };
    // Nothing else of a backend and of a VM is looked at.
    const guests = {
      guestinfo: { toldNodes: ({ name }: Vm) => (name === 'mstr-aaaa' ? told : undefined) },
    } as unknown as Guests;
    const vms = new Map([[vmName, { name: vmName } as Vm]]);
    return freshlyTold(guests, standingCluster(), vms, sampleNow);
  }

  it('counts for a quarter of an hour', () => {
    assert.ok(heard(sampleNow));
    assert.ok(heard(ago(15 * minute)));
    assert.equal(heard(ago(15 * minute + 1)), undefined);
  });

  it('does not count when its clock is as far ahead', () => {
    assert.ok(heard(ago(-15 * minute)));
    assert.equal(heard(ago(-15 * minute - 1)), undefined);
  });

  it('is nothing where its VM is gone, and what others tell is not asked for', () => {
    assert.equal(heard(sampleNow, 'node-bbbb'), undefined);
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
