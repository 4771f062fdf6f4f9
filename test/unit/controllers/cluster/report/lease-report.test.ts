import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withReport } from '#controllers/cluster/report/report.ts';
import type { StepTools } from '#controllers/cluster/steps/step.ts';
import { renewLeases } from '#controllers/cluster/steps/renew-leases.ts';
import type { Cluster } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import type { ClusterObservation, RepairSettings } from '#machines/cluster-observation.ts';
import { done } from '#runtime/outcome.ts';
import { VcdBusy, VcdForbidden } from '#vcd/errors.ts';
import type { Leases } from '#vcd/model.ts';
import { ailingSight, leased } from '../../../../support/ailing-cluster.ts';
import {
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleRepair,
  standingCluster,
} from '../../../../support/sample-cluster.ts';

const day = 24 * 3_600_000;
const inDays = (days: number) => new Date(sampleNow.getTime() + days * day).toISOString();
const answer = { status: 403, code: 'ACCESS', message: 'no', requestId: undefined, operation: 'renewLeases' };

function look(
  cluster: Cluster,
  changes: Partial<ClusterObservation>,
  repair: Partial<RepairSettings> = {},
  learned = {},
): Cluster {
  const report = {
    phase: 'ready' as const,
    observed: ailingSight(cluster, {}, changes),
    result: { outcome: done, learned },
    tasks: cluster.status.tasks,
  };
  const settings = { deadlines: sampleDeadlines, repair: { ...sampleRepair, ...repair } };
  return withReport(cluster, report, settings, sampleNow);
}

function expiry({ status }: Cluster) {
  const condition = findCondition(status.conditions, 'LeaseExpires');
  return condition && [condition.status, condition.reason, condition.message];
}

describe('the report of a cluster with leases', () => {
  const stands = standingCluster();

  it('tells when they end, where they are only told of', () => {
    const both = { leases: [...leased(3).leases, ...leased(10, 'storage').leases] };
    const after = look(stands, both, { leases: 'report' });
    assert.deepEqual(after.status.leases, { stopsAt: inDays(3), expiresAt: inDays(10) });
    const message = `the vApp is stopped at ${inDays(3)} and removed at ${inDays(10)}`;
    assert.deepEqual(expiry(after), ['True', 'LeaseRuns', message]);
  });

  it('tells when they are renewed, and keeps when that was tried', () => {
    const asked = look(stands, leased(6), {}, { leases: { askedAt: inDays(0) } });
    assert.deepEqual(asked.status.leases, { askedAt: inDays(0), stopsAt: inDays(6), renewAt: inDays(2.5) });
    assert.deepEqual(expiry(asked)?.slice(0, 2), ['False', 'LeaseRenewed']);
    assert.equal(look(asked, leased(5)).status.leases?.askedAt, inDays(0));
  });

  it('says that a refusal lets them end', () => {
    const after = look(stands, leased(3), {}, { leases: { askedAt: inDays(0), refusal: 'too long' } });
    assert.deepEqual(expiry(after)?.slice(0, 2), ['True', 'LeaseRuns']);
    assert.match(expiry(after)?.[2] ?? '', /renewing it was refused: too long$/);
  });

  it('says nothing where there never was one, and takes back what it said when there is none any more', () => {
    assert.equal(expiry(look(stands, {})), undefined);
    const had = look(stands, leased(3), { leases: 'report' });
    const lost = look(had, {}, { leases: 'report' });
    assert.deepEqual(expiry(lost), ['False', 'Ready', '']);
    assert.equal(lost.status.leases, undefined);
    const unseen = look(had, { vApp: 'absent' }, { leases: 'report' });
    assert.deepEqual(unseen.status.leases, had.status.leases);
  });
});

describe('renewing leases', () => {
  const leases = { deploymentSeconds: 600, storageSeconds: 0, stopsAt: inDays(0) };
  // What the step uses of its tools, and of the vApp.
  const renew = (put: (wanted: Leases) => Promise<void>) =>
    renewLeases(
      {
        pace: { minMs: 1, maxMs: 2 },
        vcd: { renewLeases: async (_id: string, wanted: Leases) => put(wanted) },
      } as unknown as StepTools,
      {
        cluster: standingCluster(),
        observed: ailingSight(standingCluster()),
        located: { kind: 'present', vApp: { id: sampleIds.vApp, leases } as never },
        now: sampleNow,
      },
      new AbortController().signal,
    );

  it('puts them as long as they are', async () => {
    const put: Leases[] = [];
    const { learned } = await renew(async (wanted) => void put.push(wanted));
    assert.deepEqual(put, [leases]);
    assert.deepEqual(learned?.leases, { askedAt: inDays(0) });
  });

  it('sets a refusal down, and has everything else tried again', async () => {
    const { learned } = await renew(async () => {
      throw new VcdForbidden(answer);
    });
    assert.ok(learned?.leases?.refusal);
    const busy = new VcdBusy(answer, undefined);
    await assert.rejects(
      renew(async () => {
        throw busy;
      }),
      busy,
    );
  });
});
