import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withReport } from '#controllers/cluster/report/report.ts';
import type { Cluster, ClusterNode } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import type { ClusterPhase } from '#machines/cluster.ts';
import type { ClusterObservation } from '#machines/cluster-observation.ts';
import { done, stalled, waiting, type Outcome } from '#runtime/outcome.ts';
import { leavingNodes } from '#machines/node-changes.ts';
import {
  ailingCluster,
  ailingSight,
  missing,
  notReady,
  off,
  unlisted,
  withReplacement,
} from '../../../../support/ailing-cluster.ts';
import {
  sampleDeadlines,
  sampleNow,
  sampleRepair,
  standingCluster,
} from '../../../../support/sample-cluster.ts';
import {
  growingCluster,
  scalingSight,
  scalingWorlds,
  shrinkingCluster,
} from '../../../../support/scaling-cluster.ts';

const settings = { deadlines: sampleDeadlines, repair: sampleRepair };

function look(
  cluster: Cluster,
  phase: ClusterPhase,
  outcome: Outcome,
  observed: ClusterObservation,
  now = sampleNow,
): Cluster {
  const report = { phase, observed, result: { outcome }, tasks: cluster.status.tasks };
  return withReport(cluster, report, settings, now);
}

function world(cluster: Cluster, name: string): ClusterObservation {
  const found = scalingWorlds[name];
  assert.ok(found, name);
  return scalingSight(cluster, found);
}

function nodeOf(cluster: Cluster, name: string): ClusterNode {
  const node = cluster.status.nodes.find((candidate) => candidate.name === name);
  assert.ok(node, name);
  return node;
}

const later = new Date(sampleNow.getTime() + 60_000);
const draining = waiting('DeletingNodes', 10);

describe('the report of a cluster that grows', () => {
  const booting = growingCluster({ state: 'booting' });

  it('admits a node that has joined, and the cluster stays what it was', () => {
    const after = look(booting, 'joiningNewNodes', waiting('AddingNodes', 0), world(booting, 'guest joined'));
    assert.equal(nodeOf(after, 'node-dddd').state, 'joined');
    assert.equal(after.status.failure, undefined);
    assert.equal(after.status.readyAt, booting.status.readyAt);
    assert.equal(findCondition(after.status.conditions, 'ControlPlaneReady')?.status, 'True');
    assert.equal(findCondition(after.status.conditions, 'InfrastructureReady')?.status, 'True');
  });

  it('sets down for good why the nodes of one addition are given up, and of nothing else', () => {
    const seen = world(booting, 'guest failed');
    const after = look(booting, 'givingUpNewNodes', stalled('WorkerFailed', 'no'), seen);
    assert.deepEqual(nodeOf(after, 'node-dddd').failure, {
      reason: 'WorkerFailed',
      message: 'no',
      at: sampleNow.toISOString(),
    });
    assert.equal(after.status.failure, undefined);
    assert.ok(['mstr-aaaa', 'node-bbbb', 'node-cccc'].every((name) => !nodeOf(after, name).failure));
    const next = look(after, 'ready', done, world(after, 'guest joined'));
    assert.equal(nodeOf(next, 'node-dddd').state, 'failed');
  });

  it('does the same for what vCD refuses on the way', () => {
    const planned = growingCluster({});
    const seen = world(planned, 'no VM');
    const after = look(planned, 'composingNewNodes', stalled('VAppFailed', 'quota'), seen);
    assert.equal(nodeOf(after, 'node-dddd').failure?.message, 'quota');
  });

  it('says what an NFS server exports in the look that finds that it serves, and not before', () => {
    const server = growingCluster({ state: 'booting', role: 'nfs' }, { pool: { role: 'nfs' } });
    const lookAt = (name: string) =>
      nodeOf(look(server, 'joiningNewNodes', waiting('AddingNodes', 0), world(server, name)), 'node-dddd');
    assert.deepEqual([lookAt('VM on').state, lookAt('VM on').exports], ['booting', undefined]);
    assert.deepEqual([lookAt('guest joined').state, lookAt('guest joined').exports], ['joined', ['/home']]);
  });

  it('is not ready while something was given up and kept', () => {
    const after = look(
      booting,
      'ready',
      stalled('NodeFailed', 'node-dddd is no node'),
      world(booting, 'VM on'),
    );
    assert.equal(findCondition(after.status.conditions, 'Ready')?.status, 'False');
    assert.equal(findCondition(after.status.conditions, 'Stalled')?.status, 'True');
    assert.equal(findCondition(after.status.conditions, 'NodesJoined')?.status, 'False');
  });
});

describe('the report of a cluster that shrinks', () => {
  it('notes when a removal began, and what came of each job, where the next answer cannot overwrite it', () => {
    const asked = shrinkingCluster();
    const first = look(asked, 'drainingNodes', draining, world(asked, 'VM on'));
    assert.deepEqual(nodeOf(first, 'node-cccc').removal, { since: sampleNow.toISOString() });
    const second = look(first, 'drainingNodes', draining, world(first, 'drained'), later);
    assert.deepEqual(nodeOf(second, 'node-cccc').removal, {
      since: sampleNow.toISOString(),
      drained: { state: 'succeeded', message: '' },
    });
    const third = look(second, 'deregisteringNodes', draining, world(second, 'VM on'), later);
    assert.equal(nodeOf(third, 'node-cccc').removal?.drained?.state, 'succeeded');
  });

  it('notes what keeps a VM, until the wish changes', () => {
    const asked = shrinkingCluster({ removal: { since: sampleNow.toISOString() } });
    const seen = world(asked, 'control plane takes no jobs');
    const stuck = look(asked, 'undeployingNodes', stalled('VAppFailed', 'locked'), seen);
    assert.deepEqual(nodeOf(stuck, 'node-cccc').removal?.stuck, {
      generation: 1,
      reason: 'VAppFailed',
      message: 'locked',
    });
    const changed = { ...stuck, metadata: { ...stuck.metadata, generation: 2 } };
    const again = look(changed, 'undeployingNodes', draining, seen, later);
    assert.equal(nodeOf(again, 'node-cccc').removal?.since, later.toISOString());
    assert.equal(nodeOf(again, 'node-cccc').removal?.stuck, undefined);
  });
});

describe('the report of a cluster that ails', () => {
  const since = (cluster: Cluster, name: string) => nodeOf(cluster, name).downSince;

  it('notes since when a node is down, until it runs again', () => {
    const stands = standingCluster();
    const first = look(stands, 'degraded', done, ailingSight(stands, { 'node-cccc': off }));
    assert.equal(since(first, 'node-cccc'), sampleNow.toISOString());
    assert.equal(since(first, 'node-bbbb'), undefined);
    const infrastructure = findCondition(first.status.conditions, 'InfrastructureReady');
    assert.deepEqual([infrastructure?.status, infrastructure?.reason], ['False', 'InfrastructureGone']);
    const second = look(first, 'degraded', done, ailingSight(first, { 'node-cccc': missing }), later);
    assert.equal(since(second, 'node-cccc'), sampleNow.toISOString());
    const third = look(second, 'ready', done, ailingSight(second), later);
    assert.equal(since(third, 'node-cccc'), undefined);
  });

  it('does not count the time for which the whole cluster is stopped', () => {
    const nodes = { 'node-cccc': { downSince: sampleNow.toISOString() } };
    const ailing = ailingCluster(nodes);
    const stopped = { 'mstr-aaaa': off, 'node-bbbb': off, 'node-cccc': off };
    const after = look(ailing, 'degraded', done, ailingSight(ailing, stopped));
    assert.deepEqual(
      after.status.nodes.map(({ downSince }) => downSince),
      [undefined, undefined, undefined],
    );
    const begun = look(after, 'degraded', done, ailingSight(after, { 'node-cccc': off }), later);
    assert.equal(since(begun, 'node-cccc'), later.toISOString());
  });

  it('concludes nothing from a vApp that is not to be seen', () => {
    const stands = standingCluster();
    const seen = ailingSight(stands, { 'node-cccc': missing }, { vApp: 'absent' });
    assert.equal(since(look(stands, 'degraded', done, seen), 'node-cccc'), undefined);
  });

  it('forgets how often a node was powered on when it has run for an hour', () => {
    const poweredOn = { times: 2, at: sampleNow.toISOString() };
    const mended = ailingCluster({ 'node-cccc': { poweredOn } });
    const after = (ms: number, seen = ailingSight(mended)) =>
      nodeOf(look(mended, 'ready', done, seen, new Date(sampleNow.getTime() + ms)), 'node-cccc').poweredOn;
    assert.deepEqual(after(3_599_999), poweredOn);
    assert.equal(after(3_600_000), undefined);
    assert.deepEqual(after(3_600_000, ailingSight(mended, { 'node-cccc': off })), poweredOn);
  });

  it('counts a node as down that its cluster has not found ready for long, or has lost', () => {
    const stands = standingCluster();
    const ready = { ...unlisted, inCluster: { state: 'ready' as const } };
    const states = (cluster: Cluster) => {
      const { inCluster, downSince } = nodeOf(cluster, 'node-cccc');
      return [inCluster?.state, inCluster?.since, downSince];
    };
    const [first, second] = [sampleNow.toISOString(), later.toISOString()];
    const at = (cluster: Cluster, seen: typeof unlisted | typeof ready | ReturnType<typeof notReady>) =>
      look(cluster, 'ready', done, ailingSight(cluster, { 'node-cccc': seen }), later);
    assert.deepEqual(states(at(stands, unlisted)), [undefined, undefined, undefined]);
    const known = look(stands, 'ready', done, ailingSight(stands, { 'node-cccc': ready }));
    assert.deepEqual(states(known), ['ready', first, undefined]);
    assert.deepEqual(states(at(known, ready)), ['ready', first, undefined]);
    assert.deepEqual(states(look(known, 'ready', done, ailingSight(known), later)), [
      'ready',
      first,
      undefined,
    ]);
    assert.deepEqual(states(at(known, notReady(1000))), ['notReady', second, undefined]);
    assert.deepEqual(states(at(known, notReady())), ['notReady', second, second]);
    const gone = at(known, unlisted);
    assert.deepEqual(states(gone), ['gone', second, second]);
    assert.deepEqual(states(at(gone, ready)), ['ready', second, undefined]);
  });

  it('holds against a replacement that it was lost again, unless it was ready for an hour', () => {
    const replacement = { of: 'node-gone', attempt: 3 };
    const readySince = (ms: number) => {
      const inCluster = {
        state: 'ready',
        since: new Date(sampleNow.getTime() - ms).toISOString(),
      } as const;
      const cluster = ailingCluster({ 'node-cccc': { replacement, inCluster } });
      const after = look(cluster, 'degraded', done, ailingSight(cluster, { 'node-cccc': unlisted }));
      return nodeOf(after, 'node-cccc').replacement?.attempt;
    };
    assert.equal(readySince(3_599_999), 3);
    assert.equal(readySince(3_600_000), 1);
  });

  it('takes a node that was lost for back when it is ready, and not when its VM runs', () => {
    const replaced = withReplacement(ailingCluster({ 'node-cccc': { downSince: sampleNow.toISOString() } }), {
      replacement: { of: 'node-cccc', attempt: 1, because: 'nodeLost' },
    });
    const inCluster = (state: 'ready' | 'unknown') => ({ ...unlisted, inCluster: { state } });
    const after = (state: 'ready' | 'unknown') => {
      const sights = { 'node-cccc': inCluster(state), 'node-eeee': missing };
      return look(replaced, 'drainingNodes', draining, ailingSight(replaced, sights));
    };
    assert.ok(nodeOf(after('unknown'), 'node-eeee').replacement);
    assert.equal(nodeOf(after('ready'), 'node-eeee').replacement, undefined);
  });

  it('has no place for a replacement when the old node is back', () => {
    const replaced = withReplacement(ailingCluster({ 'node-cccc': { downSince: sampleNow.toISOString() } }));
    const both = { 'node-cccc': missing, 'node-eeee': missing };
    const gone = look(replaced, 'deregisteringNodes', draining, ailingSight(replaced, both));
    assert.ok(nodeOf(gone, 'node-eeee').replacement);
    const back = look(gone, 'composingNewNodes', draining, ailingSight(gone, { 'node-eeee': missing }));
    assert.equal(nodeOf(back, 'node-eeee').replacement, undefined);
    assert.deepEqual(
      leavingNodes(back).map(({ name }) => name),
      ['node-eeee'],
    );
  });
});
