import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clusterPhase } from '#machines/cluster.ts';
import type {
  ClusterObservation,
  ClusterQuestion,
  NodeObservation,
  RepairSettings,
} from '#machines/cluster-observation.ts';
import { leavingNodes, nodesToTakeBack, pendingNodes } from '#machines/node-changes.ts';
import { allowedDown, diagnose } from '#machines/node-repair.ts';
import { departing } from '#machines/node-removal.ts';
import type { Cluster, ClusterNode, RepairPolicy } from '#records/cluster.ts';
import {
  ailingCluster,
  ailing,
  ailingSight,
  forgotten,
  ills,
  justDown,
  leased,
  longDown,
  missing,
  newFailure as failure,
  notReady,
  unlisted,
  withReplacement,
} from '../../support/ailing-cluster.ts';
import { assertGolden } from '../../support/golden.ts';
import { addRequest } from '../../support/scaling-cluster.ts';
import { sampleDeadlines, sampleNow, sampleRepair, standingCluster } from '../../support/sample-cluster.ts';

const hour = 3_600_000;

function question(
  cluster: Cluster,
  observed: ClusterObservation,
  repair: Partial<RepairSettings> = {},
  now = sampleNow,
): ClusterQuestion {
  return {
    cluster,
    observed,
    deadlines: sampleDeadlines,
    lostAnswerGraceMs: 60_000,
    repair: { ...sampleRepair, ...repair },
    now,
  };
}

const stands = standingCluster();
describe('the repair of a cluster', () => {
  it('rests where the table says, under each policy, and says why nothing is done', async () => {
    const lines = ['ill                                         | policy  | phase'];
    for (const [name, [cluster, seen, changes]] of Object.entries(ills)) {
      for (const policy of ['report', 'powerOn', 'auto'] as const) {
        const asked = question(cluster, ailingSight(cluster, seen, changes), { policy });
        const phase = clusterPhase(asked);
        const diagnosis = diagnose(asked);
        const why =
          phase === 'degraded' && diagnosis.kind === 'held'
            ? ` (${diagnosis.reason}: ${diagnosis.message})`
            : '';
        lines.push(`${name.padEnd(43)} | ${policy.padEnd(7)} | ${phase}${why}`);
      }
    }
    await assertGolden('machines/repair-phases.txt', `${lines.join('\n')}\n`);
  });

  it('goes by what the record says, and by the configuration where that says nothing', () => {
    const gone = { 'node-cccc': missing };
    const told = ailingCluster({ 'node-cccc': { downSince: longDown } }, { spec: { repair: 'report' } });
    assert.equal(clusterPhase(question(told, ailingSight(told, gone), { policy: 'auto' })), 'degraded');
    const silent = ailing('node-cccc');
    assert.equal(
      clusterPhase(question(silent, ailingSight(silent, gone), { policy: 'auto' })),
      'replacingNodes',
    );
  });

  it('counts workers for the brake, and rounds a share up', () => {
    const allowed = (maxUnhealthy: RepairSettings['maxUnhealthy'], workers: number) =>
      allowedDown(question(stands, ailingSight(stands), { maxUnhealthy }), workers);
    const share = (value: number) => ({ unit: 'percent' as const, value });
    assert.deepEqual(
      [1, 2, 3, 5, 10].map((workers) => allowed(share(40), workers)),
      [1, 1, 2, 2, 4],
    );
    assert.equal(allowed(share(0), 10), 0);
    assert.equal(allowed({ unit: 'nodes', value: 3 }, 10), 3);
    const both = ills['both workers gone'] ?? assert.fail();
    const asked = question(both[0], ailingSight(both[0], both[1]), {
      maxUnhealthy: { unit: 'nodes', value: 2 },
    });
    const diagnosis = diagnose(asked);
    assert.ok(diagnosis.kind === 'replace');
    assert.deepEqual(
      diagnosis.nodes.map(({ node }) => node.name),
      ['node-bbbb', 'node-cccc'],
    );
  });

  it('lets a replaced node go first, makes the other one next, and stays with a node that is back', () => {
    const replaced = withReplacement(ailing('node-cccc'));
    assert.deepEqual(
      leavingNodes(replaced).map(({ name }) => name),
      ['node-cccc'],
    );
    assert.deepEqual(
      pendingNodes(replaced).map(({ name }) => name),
      ['node-eeee'],
    );
    const seen = ailingSight(replaced, { 'node-eeee': missing });
    assert.equal(clusterPhase(question(replaced, seen)), 'composingNewNodes');
  });

  it('takes nothing else back when a replacement fails in a pool that a request added', () => {
    const [workers] = stands.spec.pools;
    assert.ok(workers);
    const added = { pool: 'added', count: 1, rollback: true };
    const cluster = withReplacement(
      standingCluster({
        spec: {
          pools: [workers, { ...workers, name: 'added', count: 2 }],
          requests: [...stands.spec.requests, addRequest('m2', { added: { ...added, count: 2 } })],
        },
        status: {
          nodes: [
            ...stands.status.nodes,
            { name: 'node-dddd', role: 'worker', pool: 'added', state: 'joined' },
          ],
        },
      }),
      { pool: 'added', state: 'failed', failure },
    );
    assert.deepEqual(nodesToTakeBack(cluster), []);
    assert.deepEqual(pendingNodes(cluster), []);
  });

  it('tries a failed replacement again after pauses that double', () => {
    const failedAt = (attempt: number) =>
      withReplacement(forgotten(stands), {
        state: 'failed',
        failure: { ...failure, at: sampleNow.toISOString() },
        replacement: { of: 'node-cccc', attempt },
      });
    const phaseAfter = (attempt: number, ms: number) => {
      const cluster = failedAt(attempt);
      const seen = ailingSight(cluster, { 'node-eeee': missing });
      return clusterPhase(question(cluster, seen, {}, new Date(sampleNow.getTime() + ms)));
    };
    const { replaceAfterMs } = sampleRepair;
    assert.equal(phaseAfter(1, 2 * replaceAfterMs - 1), 'degraded');
    assert.equal(phaseAfter(1, 2 * replaceAfterMs), 'replacingNodes');
    assert.equal(phaseAfter(3, 8 * replaceAfterMs - 1), 'degraded');
    assert.equal(phaseAfter(3, 8 * replaceAfterMs), 'replacingNodes');
    assert.equal(phaseAfter(40, 6 * hour), 'replacingNodes');
  });

  it('never destroys, doubles or makes anew what holds data, whatever is recorded and seen', () => {
    const destructive = ['givingUp', 'rollingBack', 'failed', 'removingVApp', 'completingTasks', 'releasing'];
    const reached = new Set<string>();
    fc.assert(
      fc.property(anyIll, ({ nodes, replacement, seen, repair, hoursLater, changes }) => {
        const base = ailingCluster({}, { spec: { repair: repair.policy } });
        const recorded = base.status.nodes.map((node, index) => ({ ...node, ...nodes[index] }));
        const kept = { ...base, status: { ...base.status, nodes: recorded } };
        const cluster = replacement ? withReplacement(kept, replacement) : kept;
        const sights = Object.fromEntries(
          cluster.status.nodes.map(({ name }, index) => [name, seen[index] ?? {}]),
        );
        const now = new Date(sampleNow.getTime() + hoursLater * hour);
        const asked = question(cluster, ailingSight(cluster, sights, changes), repair, now);

        const phase = clusterPhase(asked);
        assert.ok(!destructive.includes(phase));
        const wasNode = ({ state, role }: ClusterNode) => state === 'joined' || role !== 'worker';
        for (const { node, seen: vm } of departing(asked)) {
          assert.equal(node.role, 'worker');
          const isLost =
            replacement?.replacement.because === 'nodeLost' && replacement.replacement.of === node.name;
          assert.ok(
            vm.power === 'absent' ||
              !wasNode(node) ||
              (isLost && !(vm.power === 'on' && vm.inCluster.state === 'ready')),
            `${node.name} is there, has joined, and would go`,
          );
        }
        const diagnosis = diagnose(asked);
        reached.add(phase);
        if (phase === 'replacingNodes') {
          assert.ok(diagnosis.kind === 'replace');
          assert.equal(repair.policy, 'auto');
          for (const { node, seen: vm } of diagnosis.nodes) {
            assert.equal(node.role, 'worker');
            assert.ok(vm.power === 'absent' || node.failure || isOut(asked, node, vm));
          }
          const leaving = leavingNodes(cluster).map(({ name }) => name);
          const workers = asked.observed.nodes.filter(
            ({ name }) => !name.startsWith('mstr-') && !leaving.includes(name),
          );
          const recordedAs = (name: string) => cluster.status.nodes.find((node) => node.name === name);
          const isIll = (vm: NodeObservation) => vm.power !== 'on' || isOut(asked, recordedAs(vm.name), vm);
          const ill = workers.filter(isIll);
          const controlPlane = asked.observed.nodes.find(({ name }) => name.startsWith('mstr-'));
          assert.ok(controlPlane && !isIll(controlPlane), 'nothing is replaced without a control plane');
          assert.ok(
            ill.length <= allowedDown(asked, workers.length),
            'with the brake on nothing is replaced',
          );
        }
        if (phase === 'poweringNodesBackOn') {
          assert.ok(diagnosis.kind === 'powerOn');
          assert.notEqual(repair.policy, 'report');
          for (const { seen: vm } of diagnosis.nodes) assert.match(vm.power, /^(off|suspended)$/);
        }
      }),
      { numRuns: 3000 },
    );
    for (const phase of ['ready', 'degraded', 'poweringNodesBackOn', 'replacingNodes', 'deletingNodeVms'])
      assert.ok(reached.has(phase), phase);
  });
});

/** Whether the control plane says that the node, whose VM runs, has not been ready for long or is none any more. */
function isOut(
  { repair }: ClusterQuestion,
  node: ClusterNode | undefined,
  { power, inCluster }: NodeObservation,
): boolean {
  if (power !== 'on' || node?.state !== 'joined') return false;
  if (inCluster.state === 'notReady') return inCluster.forMs >= repair.notReadyAfterMs;
  return inCluster.state === 'unlisted' && node.inCluster !== undefined;
}

/** Mostly the first: what matters happens where much comes together. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
  );
}

const anyRecorded = fc.record({
  state: mostly<ClusterNode['state']>('joined', 'planned', 'created', 'booting'),
  downSince: mostly<string | undefined>(longDown, justDown, undefined),
  poweredOn: mostly<ClusterNode['poweredOn']>(
    undefined,
    { times: 1, at: longDown },
    { times: 2, at: justDown },
    { times: 3, at: longDown },
  ),
  inCluster: fc.constantFrom<ClusterNode['inCluster'][]>(
    undefined,
    { state: 'ready', since: longDown },
    { state: 'gone', since: longDown },
  ),
});
const anyMembership = mostly<NodeObservation['inCluster']>(
  { state: 'ready' },
  { state: 'unknown' },
  { state: 'unlisted' },
  { state: 'notReady', forMs: 1000 },
  { state: 'notReady', forMs: sampleRepair.notReadyAfterMs },
);
const anySeen = fc.record({
  power: fc.constantFrom('absent' as const, 'off' as const, 'suspended' as const, 'on' as const),
  made: mostly(true, false),
  deployed: fc.boolean(),
  busy: mostly(false, true),
  configured: fc.boolean(),
  wiped: mostly(true, false),
  guest: fc.constantFrom('silent' as const, 'running' as const, 'succeeded' as const, 'failed' as const),
  inCluster: anyMembership,
});
const anyControlPlane = mostly<Partial<NodeObservation>>(
  { power: 'on' },
  { power: 'off' },
  missing,
  notReady(),
  unlisted,
);
const anyIll = fc.record({
  nodes: fc.tuple(anyRecorded, anyRecorded, anyRecorded),
  replacement: fc.option(
    fc.record({
      state: mostly<ClusterNode['state']>('failed', 'planned', 'requested', 'booting'),
      failure: mostly<ClusterNode['failure']>(failure, undefined),
      replacement: fc.record({
        of: mostly('node-gone', 'node-bbbb', 'node-cccc'),
        attempt: fc.integer({ min: 1, max: 9 }),
        because: fc.constantFrom(undefined, 'nodeLost' as const),
      }),
    }),
    { nil: undefined },
  ),
  seen: fc.tuple(anyControlPlane, anySeen, anySeen, anySeen),
  repair: fc.record({
    policy: mostly<RepairPolicy>('auto', 'powerOn', 'report'),
    maxUnhealthy: fc.constantFrom(
      { unit: 'nodes' as const, value: 0 },
      { unit: 'nodes' as const, value: 1 },
      { unit: 'nodes' as const, value: 3 },
      { unit: 'percent' as const, value: 0 },
      { unit: 'percent' as const, value: 40 },
      { unit: 'percent' as const, value: 100 },
    ),
  }),
  hoursLater: fc.integer({ min: 0, max: 1000 }),
  changes: fc.record({
    vApp: mostly<ClusterObservation['vApp']>('present', 'absent', 'foreign'),
    busy: mostly(false, true),
    broken: mostly<string | undefined>(undefined, 'broken'),
    credentialsIssued: mostly(true, false),
    leases: fc.constantFrom([], leased(5).leases, leased(3).leases, leased(-3, 'storage').leases),
    jobsUnavailable: fc.constantFrom(undefined, 'no key'),
  }),
});
