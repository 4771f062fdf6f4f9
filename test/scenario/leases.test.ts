import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findCondition } from '#records/condition.ts';
import { assertStands, vAppsNamed } from '../support/cluster-facts.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

/** Long enough for a cluster to be made, and for a look at it before the end; half of it has to pass here. */
const leaseSeconds = 12;

describe('a cluster in an organization that has vApps stopped', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  before(async () => {
    cloud = await startCloud({
      limits: { resync_seconds: 1 },
      repair: { leases: 'renew' },
      model: (model) => ({
        ...model,
        orgs: (model.orgs ?? []).map((org) => ({
          ...org,
          leases: { deploymentSeconds: leaseSeconds, storageSeconds: 3600, deleteExpired: true },
        })),
      }),
    });
    await cloud.startServer();
  });
  after(() => cloud[Symbol.asyncDispose]());

  it('has its lease renewed before it ends, and says until when it has one', async () => {
    const accepted = await requestCluster(cloud.alice, 'leased', { node_count: 1 });
    assert.equal((await accepted.ended()).status, 'success');
    const [vApp] = vAppsNamed(cloud, 'leased');
    assert.ok(vApp);
    const begun = vApp.lease.since;
    await eventually(async () => vApp.lease.since > begun || undefined, 'the lease begins anew');
    assert.equal(vApp.lease.running, 'deployment');
    assert.equal(vApp.lease.deploymentSeconds, leaseSeconds);
    await assertStands(cloud, { ...accepted, workers: 1 });
    const told = await eventually(async () => {
      const [record] = await cloud.records();
      const { leases, conditions } = record?.status ?? {};
      return leases?.askedAt === undefined ? undefined : { leases, conditions };
    }, 'the record tells of it');
    assert.ok(told.leases.stopsAt && told.leases.renewAt);
    assert.ok(told.leases.renewAt < told.leases.stopsAt);
    const condition = findCondition(told.conditions ?? [], 'LeaseExpires');
    assert.deepEqual([condition?.status, condition?.reason], ['False', 'LeaseRenewed']);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});
