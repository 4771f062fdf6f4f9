import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cluster } from '#records/cluster.ts';
import { clusterMachine, clusterPhase, passages, type ClusterPhase } from '#machines/cluster.ts';
import type { ClusterObservation, NodeObservation } from '#machines/cluster-observation.ts';
import { ailingSight, ills, leased, longDown } from '../../support/ailing-cluster.ts';
import { assertGolden } from '../../support/golden.ts';
import { leavingNodes, nodesToTakeBack, pendingNodes } from '#machines/node-changes.ts';
import { addRequest, scalingRecords, scalingSight, scalingWorlds } from '../../support/scaling-cluster.ts';
import {
  nodeSeen,
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
  sampleTask,
  standingCluster,
} from '../../support/sample-cluster.ts';

const nodeNames = ['mstr-aaaa', 'node-bbbb', 'node-cccc'];

function phaseOf(cluster: Cluster, observed: ClusterObservation, now = sampleNow): ClusterPhase {
  return clusterPhase({
    cluster,
    observed,
    deadlines: sampleDeadlines,
    lostAnswerGraceMs: 60_000,
    repair: sampleRepair,
    now,
  });
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
  'was ready': standingCluster(),
  'was ready, failure noted': standingCluster({ status: { failure } }),
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

  it('adds and removes nodes as the table says', async () => {
    const lines = ['record                       | world                        | phase'];
    for (const [recordName, cluster] of Object.entries(scalingRecords)) {
      for (const [worldName, world] of Object.entries(scalingWorlds)) {
        const phase = phaseOf(cluster, scalingSight(cluster, world));
        lines.push(`${recordName.padEnd(28)} | ${worldName.padEnd(28)} | ${phase}`);
      }
    }
    await assertGolden('machines/node-phases.txt', `${lines.join('\n')}\n`);
  });

  it('has no state that the tables do not reach', () => {
    const reached = new Set<string>(passages);
    for (const cluster of Object.values(records)) {
      for (const observed of Object.values(worlds)) reached.add(phaseOf(cluster, observed));
    }
    for (const cluster of Object.values(scalingRecords)) {
      for (const world of Object.values(scalingWorlds)) {
        reached.add(phaseOf(cluster, scalingSight(cluster, world)));
      }
    }
    for (const [cluster, seen, changes] of Object.values(ills)) {
      reached.add(phaseOf(cluster, ailingSight(cluster, seen, changes)));
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

  it('reads keys that are not known, and leaves those that could not be read until the wish changes', () => {
    const unread = { credentialsIssued: false, controlPlaneLegible: true };
    const world = { ...(worlds['wiped'] ?? assert.fail()), ...unread };
    assert.equal(phaseOf(standingCluster(), world), 'readingKeys');
    assert.equal(phaseOf(standingCluster(), { ...world, controlPlaneLegible: false }), 'ready');
    const status = { keysUnread: { generation: 1, message: 'no way in' } };
    assert.equal(phaseOf(standingCluster({ status }), world), 'ready');
    assert.equal(phaseOf(standingCluster({ status, metadata: { generation: 2 } }), world), 'readingKeys');
  });

  it('never destroys a cluster that was ever ready unless a delete was asked for', () => {
    const destructive = ['givingUp', 'rollingBack', 'failed', 'removingVApp', 'completingTasks', 'releasing'];
    fc.assert(
      fc.property(anyWorld, anyHistory, ({ nodes, ...seen }, history) => {
        const cluster = clusterWith(history);
        const names = cluster.status.nodes.map((node) => node.name);
        const observed = sampleObservation({
          ...seen,
          nodes: nodes.map((each, index) => nodeSeen(names[index] ?? '', each)).slice(0, names.length),
        });
        const now = new Date(sampleNow.getTime() + history.hoursLater * 3_600_000);
        const decided = phaseOf(cluster, observed, now);
        assert.ok(!destructive.includes(decided), decided);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets only nodes go that a wish or the failure of their own addition sends away', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const cluster = clusterWith(history);
        const leaving = [...leavingNodes(cluster), ...nodesToTakeBack(cluster)];
        for (const { name, role, pool } of leaving) {
          assert.notEqual(role, 'control-plane');
          const failed = cluster.status.nodes.some((node) => node.pool === pool && node.failure);
          const asked = cluster.spec.pools.some((each) => each.evict.includes(name));
          assert.ok(asked || (pool !== 'workers' && failed), name);
        }
        for (const { pool } of pendingNodes(cluster)) assert.notEqual(pool, 'workers');
      }),
      { numRuns: 3000 },
    );
  });
});

const anyNode = fc.record({
  power: fc.constantFrom('absent' as const, 'off' as const, 'suspended' as const, 'on' as const),
  made: fc.boolean(),
  deployed: fc.boolean(),
  guest: fc.constantFrom('silent' as const, 'running' as const, 'succeeded' as const, 'failed' as const),
  busy: fc.boolean(),
  configured: fc.boolean(),
  wiped: fc.boolean(),
  ipAddress: fc.constantFrom(undefined, '127.0.0.2'),
});
const anyWorld = fc.record({
  vApp: fc.constantFrom('absent' as const, 'foreign' as const, 'present' as const),
  busy: fc.boolean(),
  composing: fc.boolean(),
  broken: fc.constantFrom(undefined, 'broken'),
  tagged: fc.boolean(),
  addressPublished: fc.boolean(),
  credentialsIssued: fc.boolean(),
  kubeconfigIssued: fc.boolean(),
  controlPlaneLegible: fc.boolean(),
  jobsUnavailable: fc.constantFrom(undefined, 'no key'),
  leases: fc.constantFrom([], leased(3).leases, leased(-3, 'storage').leases),
  templateProblem: fc.constantFrom(undefined, {
    reason: 'TemplateNotFound' as const,
    message: 'Template x not found',
  }),
  nodes: fc.tuple(anyNode, anyNode, anyNode, anyNode, anyNode),
});
const anyHistory = fc.record({
  phase: fc.constantFrom(...Object.keys(clusterMachine.root.states)),
  failure: fc.constantFrom(undefined, failure),
  hoursLater: fc.integer({ min: 0, max: 1000 }),
  /** Nodes that are wanted more, those of them that are named, and how far these are. */
  added: fc.integer({ min: 0, max: 2 }),
  named: fc.array(
    fc.constantFrom(
      'planned' as const,
      'requested' as const,
      'booting' as const,
      'joined' as const,
      'failed' as const,
    ),
    { maxLength: 2 },
  ),
  rollback: fc.boolean(),
  repair: fc.constantFrom(undefined, 'report' as const, 'powerOn' as const, 'auto' as const),
  /** Since when all nodes that had joined are down. */
  downSince: fc.constantFrom(undefined, longDown),
  evicted: fc.subarray(['node-bbbb', 'node-cccc', 'node-d0', 'node-d1']),
});
type History = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never;

/** A cluster that stands, to which nodes were added and from which nodes were taken in some way. */
function clusterWith(history: History): Cluster {
  const { phase, failure: noted, added, named, rollback, repair, downSince, evicted } = history;
  const stands = standingCluster();
  const [workers] = stands.spec.pools;
  assert.ok(workers);
  const newNodes = named.slice(0, added).map((state, index) => ({
    name: `node-d${index}`,
    role: 'worker' as const,
    pool: 'added',
    state,
    ...(state === 'failed' && { failure }),
  }));
  const shrunk = (names: readonly string[], count: number) => {
    const evict = evicted.filter((name) => names.includes(name));
    return { evict, count: count - evict.length };
  };
  const addedNames = newNodes.map((node) => node.name);
  return standingCluster({
    spec: {
      ...(repair && { repair }),
      pools: [
        { ...workers, ...shrunk(['node-bbbb', 'node-cccc'], 2) },
        ...(added > 0 ? [{ ...workers, name: 'added', ...shrunk(addedNames, added) }] : []),
      ],
      requests: [
        ...stands.spec.requests,
        ...(added > 0 ? [{ ...addRequest('m2'), added: { pool: 'added', count: added, rollback } }] : []),
      ],
    },
    status: {
      phase,
      phaseSince: sampleNow.toISOString(),
      ...(noted && { failure: noted }),
      nodes: [...stands.status.nodes, ...newNodes].map((node) => ({
        ...node,
        ...(downSince !== undefined && node.state === 'joined' && { downSince }),
      })),
      tasks: stands.spec.requests.concat(addRequest('m2')).map(sampleTask),
    },
  });
}
