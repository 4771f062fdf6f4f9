import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cluster } from '#records/cluster.ts';
import { clusterMachine, clusterPhase, type ClusterPhase } from '#machines/cluster.ts';
import type { ClusterObservation, NodeObservation } from '#machines/cluster-observation.ts';
import { assertGolden } from '../../support/golden.ts';
import {
  nodeSeen,
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
} from '../../support/sample-cluster.ts';

const nodeNames = ['mstr-aaaa', 'node-bbbb', 'node-cccc'];

function phaseOf(cluster: Cluster, observed: ClusterObservation, now = sampleNow): ClusterPhase {
  return clusterPhase({ cluster, observed, deadlines: sampleDeadlines, lostAnswerGraceMs: 60_000, now });
}

function present(
  node: Partial<NodeObservation>,
  changes: Partial<ClusterObservation> = {},
): ClusterObservation {
  const nodes = nodeNames.map((name) => nodeSeen(name, { power: 'off', vmId: sampleIds.vApp, ...node }));
  return sampleObservation({ vApp: 'present', vAppId: sampleIds.vApp, nodes, ...changes });
}

const addressed = { ipAddress: '127.0.0.2' };
const configured = { ...addressed, configured: true, wiped: false };
const booted = { ...configured, power: 'on' as const };
const joined = { ...booted, guest: 'succeeded' as const };

/** How far the world has come, in order, and by what name people know it. */
const worlds: Record<string, ClusterObservation> = {
  'no certificates': sampleObservation({ credentialsIssued: false }),
  'no vApp': sampleObservation(),
  'foreign vApp': sampleObservation({ vApp: 'foreign' }),
  'template missing': sampleObservation({
    templateProblem: { reason: 'TemplateNotFound', message: 'Template x not found' },
  }),
  'vApp without VMs': present({ power: 'absent' }),
  'vApp being composed': present({}, { busy: true, composing: true }),
  'vApp broken': present({ power: 'absent' }, { broken: 'insufficient resources' }),
  'VMs without address': present({}),
  'VMs with address': present(addressed),
  tagged: present(addressed, { tagged: true }),
  'configured, busy': present({ ...configured, busy: true }, { tagged: true }),
  configured: present(configured, { tagged: true }),
  booted: present(booted, { tagged: true }),
  'guest failed': present({ ...booted, guest: 'failed' }, { tagged: true }),
  'control plane up': {
    ...present(booted, { tagged: true }),
    nodes: nodeNames.map((name, index) => nodeSeen(name, index === 0 ? joined : booted)),
  },
  'all joined': present(joined, { tagged: true }),
  published: present(joined, { tagged: true, kubeconfigIssued: true, addressPublished: true }),
  wiped: present(
    { ...joined, wiped: true },
    { tagged: true, kubeconfigIssued: true, addressPublished: true },
  ),
  'powered off, published': present(
    { ...configured, wiped: true },
    { tagged: true, kubeconfigIssued: true, addressPublished: true },
  ),
};

const failure = { reason: 'VAppFailed' as const, message: 'no', at: sampleNow.toISOString() };
const request = (id: string, operation: 'create_cluster' | 'delete_cluster') => ({
  id,
  operation,
  user: { id: 'u', name: 'u' },
});

/** What people and earlier looks have made of the record. */
const records: Record<string, Cluster> = {
  wanted: sampleCluster(),
  'no task': sampleCluster({ status: { tasks: [] } }),
  unnamed: sampleCluster({ status: { nodes: [] } }),
  'VDC unknown': sampleCluster({ spec: { vdc: { name: 'nope', id: null } } }),
  'was ready': sampleCluster({ status: { readyAt: sampleNow.toISOString() } }),
  'was ready, failure noted': sampleCluster({ status: { readyAt: sampleNow.toISOString(), failure } }),
  'failed, roll back': sampleCluster({ status: { failure } }),
  'failed, keep': sampleCluster({ status: { failure }, spec: { rollback: false } }),
  'delete marked': sampleCluster({ metadata: { deletionTimestamp: sampleNow.toISOString() } }),
  'delete asked': sampleCluster({
    spec: { requests: [request('message-1', 'create_cluster'), request('m2', 'delete_cluster')] },
  }),
  'delete marked, no task': sampleCluster({
    metadata: { deletionTimestamp: sampleNow.toISOString() },
    status: { tasks: [], vApp: { requestedAt: sampleNow.toISOString(), id: sampleIds.vApp } },
  }),
  'delete marked, vApp known': sampleCluster({
    metadata: { deletionTimestamp: sampleNow.toISOString() },
    status: { vApp: { requestedAt: sampleNow.toISOString(), id: sampleIds.vApp } },
  }),
  paused: sampleCluster({ spec: { paused: true } }),
};

describe('the cluster machine', () => {
  it('rests where the table says, for every record in every world', async () => {
    const lines = ['record                    | world                  | phase'];
    for (const [recordName, cluster] of Object.entries(records)) {
      for (const [worldName, observed] of Object.entries(worlds)) {
        lines.push(`${recordName.padEnd(25)} | ${worldName.padEnd(22)} | ${phaseOf(cluster, observed)}`);
      }
    }
    await assertGolden('machines/cluster-phases.txt', `${lines.join('\n')}\n`);
  });

  it('has no state that the table does not reach', () => {
    const passages = ['requested', 'watchingOver', 'settlingFailure'];
    const reached = new Set<string>(passages);
    for (const cluster of Object.values(records)) {
      for (const observed of Object.values(worlds)) reached.add(phaseOf(cluster, observed));
    }
    assert.deepEqual([...reached].sort(), Object.keys(clusterMachine.root.states).sort());
  });

  it('gives a phase up once its deadline has passed, and only if it still rests there', () => {
    const waitingSince = sampleCluster({
      status: { phase: 'composingVApp', phaseSince: sampleNow.toISOString() },
    });
    const later = new Date(sampleNow.getTime() + sampleDeadlines.composingVApp + 1);
    const inTime = new Date(sampleNow.getTime() + sampleDeadlines.composingVApp);
    const noVApp = worlds['no vApp'] ?? assert.fail();
    const booting = worlds['booted'] ?? assert.fail();
    assert.equal(phaseOf(waitingSince, noVApp, inTime), 'composingVApp');
    assert.equal(phaseOf(waitingSince, noVApp, later), 'givingUp');
    assert.equal(phaseOf(waitingSince, booting, later), 'initializingControlPlane');
    const composing = worlds['vApp being composed'] ?? assert.fail();
    assert.equal(phaseOf(waitingSince, composing, later), 'givingUp');
  });

  it('waits for a compose whose answer was lost before it calls the vApp gone', () => {
    const metadata = { deletionTimestamp: sampleNow.toISOString() };
    const noVApp = worlds['no vApp'] ?? assert.fail();
    const in61Seconds = new Date(sampleNow.getTime() + 60_001);
    const phaseSince = sampleNow.toISOString();
    const creating = sampleCluster({ metadata, status: { phase: 'composingVApp', phaseSince } });
    assert.equal(
      phaseOf(creating, noVApp, in61Seconds),
      'removingVApp',
      'it may have been asked for just now',
    );
    const removing = sampleCluster({ metadata, status: { phase: 'removingVApp', phaseSince } });
    assert.equal(phaseOf(removing, noVApp), 'removingVApp');
    assert.equal(phaseOf(removing, noVApp, in61Seconds), 'releasing');
    for (const phase of ['completingTasks', 'releasing']) {
      assert.equal(phaseOf(sampleCluster({ metadata, status: { phase, phaseSince } }), noVApp), 'releasing');
    }
  });

  it('never destroys a cluster that was ever ready unless a delete was asked for', () => {
    const node = fc.record({
      power: fc.constantFrom('absent' as const, 'off' as const, 'on' as const),
      guest: fc.constantFrom('silent' as const, 'running' as const, 'succeeded' as const, 'failed' as const),
      busy: fc.boolean(),
      configured: fc.boolean(),
      wiped: fc.boolean(),
      ipAddress: fc.constantFrom(undefined, '127.0.0.2'),
    });
    const world = fc.record({
      vApp: fc.constantFrom('absent' as const, 'foreign' as const, 'present' as const),
      busy: fc.boolean(),
      composing: fc.boolean(),
      broken: fc.constantFrom(undefined, 'broken'),
      tagged: fc.boolean(),
      addressPublished: fc.boolean(),
      credentialsIssued: fc.boolean(),
      kubeconfigIssued: fc.boolean(),
      nodes: fc.tuple(node, node, node),
    });
    const status = fc.record({
      phase: fc.constantFrom(...Object.keys(clusterMachine.root.states)),
      failure: fc.constantFrom(undefined, failure),
      hoursLater: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(world, status, ({ nodes, ...seen }, { phase, failure: noted, hoursLater }) => {
        const cluster = sampleCluster({
          status: {
            readyAt: sampleNow.toISOString(),
            phase,
            phaseSince: sampleNow.toISOString(),
            ...(noted && { failure: noted }),
          },
        });
        const observed = sampleObservation({
          ...seen,
          nodes: nodes.map((each, index) => nodeSeen(nodeNames[index] ?? '', each)),
        });
        const decided = phaseOf(cluster, observed, new Date(sampleNow.getTime() + hoursLater * 3_600_000));
        assert.ok(['publishingKubeconfig', 'wipingUserData', 'ready', 'degraded'].includes(decided), decided);
      }),
      { numRuns: 2000 },
    );
  });
});
