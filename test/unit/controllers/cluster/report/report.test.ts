import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withFailedAttempt, withReport } from '#controllers/cluster/report/report.ts';
import type { Cluster } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import { done, stalled, waiting, type Outcome } from '#runtime/outcome.ts';
import {
  nodeSeen,
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
} from '../../../../support/sample-cluster.ts';

const settings = { deadlines: sampleDeadlines, repair: sampleRepair };

function reported(
  cluster: Cluster,
  phase: ClusterPhase,
  outcome: Outcome,
  observed = sampleObservation(),
  now = sampleNow,
) {
  return withReport(
    cluster,
    { phase, observed, result: { outcome }, tasks: cluster.status.tasks },
    settings,
    now,
  );
}

const ready = sampleObservation({
  vApp: 'present',
  vAppId: sampleIds.vApp,
  tagged: true,
  addressPublished: true,
  kubeconfigIssued: true,
  nodes: ['mstr-aaaa', 'node-bbbb', 'node-cccc'].map((name, index) =>
    nodeSeen(name, {
      power: 'on',
      guest: 'succeeded',
      vmId: sampleIds.vApp,
      ipAddress: `127.0.0.${index + 2}`,
    }),
  ),
});

describe('the report of a cluster', () => {
  it('keeps the time at which a phase began as long as the phase lasts', () => {
    const first = reported(sampleCluster(), 'composingVApp', waiting('CreatingVApp', 1000));
    const later = new Date(sampleNow.getTime() + 60_000);
    const second = reported(
      first,
      'composingVApp',
      waiting('CreatingVApp', 1000),
      sampleObservation(),
      later,
    );
    assert.equal(second.status.phaseSince, sampleNow.toISOString());
    assert.equal(
      second.status.phaseDeadline,
      new Date(sampleNow.getTime() + sampleDeadlines.composingVApp).toISOString(),
    );
    const third = reported(
      second,
      'awaitingAddresses',
      waiting('CreatingVApp', 1000),
      sampleObservation(),
      later,
    );
    assert.equal(third.status.phaseSince, later.toISOString());
  });

  it('says what it waits for and until when', () => {
    const { status } = reported(sampleCluster(), 'poweringOn', waiting('PoweringOn', 2000, 'node-bbbb'));
    assert.deepEqual(status.waiting, {
      reason: 'PoweringOn',
      message: 'node-bbbb',
      until: new Date(sampleNow.getTime() + 2000).toISOString(),
    });
    assert.equal(findCondition(status.conditions, 'Reconciling')?.status, 'True');
    assert.equal(findCondition(status.conditions, 'Ready')?.status, 'False');
  });

  it('sets a failure down for good when a creation stalls, with the words for the tenant', () => {
    const failed = reported(sampleCluster(), 'givingUp', stalled('VAppFailed', 'no room'));
    assert.deepEqual(failed.status.failure, {
      reason: 'VAppFailed',
      message: 'no room',
      at: sampleNow.toISOString(),
    });
    const next = reported(failed, 'failed', stalled('NameTaken', 'something else'));
    assert.equal(next.status.failure?.message, 'no room');
  });

  it('never sets a failure down once the cluster was ready', () => {
    const wasReady = sampleCluster({ status: { readyAt: sampleNow.toISOString() } });
    assert.equal(reported(wasReady, 'composingVApp', stalled('VAppFailed', 'no')).status.failure, undefined);
  });

  it('notes the first time of readiness, the endpoint and the nodes', () => {
    const { status } = reported(sampleCluster(), 'wipingUserData', waiting('WipingUserData', 10), ready);
    assert.equal(status.readyAt, sampleNow.toISOString());
    assert.equal(status.endpoint, 'https://127.0.0.2:6443');
    assert.equal(status.vApp?.id, sampleIds.vApp);
    assert.deepEqual(
      status.nodes.map((node) => [node.name, node.state, node.ipAddress]),
      [
        ['mstr-aaaa', 'joined', '127.0.0.2'],
        ['node-bbbb', 'joined', '127.0.0.3'],
        ['node-cccc', 'joined', '127.0.0.4'],
      ],
    );
    assert.equal(findCondition(status.conditions, 'Ready')?.status, 'True');
  });

  it('counts failed attempts until one succeeds', () => {
    const failed = { error: new Error('reset'), phase: undefined };
    const once = withFailedAttempt(sampleCluster(), failed, settings, sampleNow);
    const twice = withFailedAttempt(once, failed, settings, sampleNow);
    assert.equal(twice.status.lastError?.attempts, 2);
    assert.equal(reported(twice, 'ready', done, ready).status.lastError, undefined);
  });

  it('begins a phase whose attempts all fail, so that its deadline passes', () => {
    const failed = { error: new TypeError('no address'), phase: 'configuringNewNodes' } as const;
    const before = reported(sampleCluster(), 'composingNewNodes', waiting('AddingNodes', 10));
    const later = new Date(sampleNow.getTime() + 60_000);
    const once = withFailedAttempt(before, failed, settings, later);
    const again = withFailedAttempt(once, failed, settings, new Date(later.getTime() + 60_000));
    for (const { status } of [once, again]) {
      assert.equal(status.phase, 'configuringNewNodes');
      assert.equal(status.phaseSince, later.toISOString());
      const deadline = later.getTime() + sampleDeadlines.configuringNewNodes;
      assert.equal(status.phaseDeadline, new Date(deadline).toISOString());
    }
  });

  it('leaves a cluster in the phase that it is in where what failed has no deadline', () => {
    const failed = { error: new Error('reset'), phase: 'ready' } as const;
    const before = reported(sampleCluster(), 'composingNewNodes', waiting('AddingNodes', 10));
    assert.equal(withFailedAttempt(before, failed, settings, sampleNow).status.phase, 'composingNewNodes');
  });

  it('forgets a vApp of which nothing can come', () => {
    const result = { outcome: stalled('VAppFailed', 'no'), learned: { vApp: null } };
    const report = { phase: 'composingVApp' as const, observed: sampleObservation(), result, tasks: [] };
    const { status } = withReport(sampleCluster(), report, settings, sampleNow);
    assert.deepEqual([status.vApp, status.failure?.message], [undefined, 'no']);
  });
});
