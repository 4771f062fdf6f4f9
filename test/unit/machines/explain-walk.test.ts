import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterMachine, clusterPhase } from '#machines/cluster.ts';
import type { ClusterQuestion } from '#machines/cluster-observation.ts';
import { explainWalk, type WalkStep } from '#machines/explain-walk.ts';
import { recordedQuestion } from '#machines/recorded-question.ts';
import type { Cluster } from '#records/cluster.ts';
import {
  nodeSeen,
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
  standingCluster,
} from '../../support/sample-cluster.ts';

function question(changes: Partial<ClusterQuestion> = {}): ClusterQuestion {
  return {
    cluster: sampleCluster(),
    observed: sampleObservation(),
    deadlines: sampleDeadlines,
    lostAnswerGraceMs: 0,
    repair: sampleRepair,
    now: sampleNow,
    ...changes,
  };
}

function restIn(steps: readonly WalkStep[]): string | undefined {
  return steps.at(-1)?.state;
}

test('the walk is told state by state: what was asked, what held, where it rests', () => {
  const steps = explainWalk(clusterMachine, question());
  assert.deepEqual(
    steps.map(({ state, next }) => [state, next]),
    [
      ['requested', 'openingTask'],
      ['openingTask', 'planningNodes'],
      ['planningNodes', 'composingVApp'],
      ['composingVApp', undefined],
    ],
  );
  assert.deepEqual(steps[0]?.questions.at(-1), { target: 'openingTask' });
  assert.deepEqual(steps[2]?.questions, [
    { guard: 'refused', target: 'givingUp', holds: false },
    { guard: 'nodesPlanned', target: 'composingVApp', holds: true },
  ]);
  assert.deepEqual(
    steps[3]?.questions.map(({ guard, holds }) => [guard, holds]),
    [
      ['vAppBroken', false],
      ['vAppComplete', false],
      ['overdue', false],
    ],
  );
});

test('a question after the first yes is not asked', () => {
  const paused = sampleCluster({ spec: { paused: true } });
  const [first] = explainWalk(clusterMachine, question({ cluster: paused }));
  assert.equal(first?.questions[0]?.holds, true);
  assert.ok(first?.questions.slice(1).every((asked) => !('holds' in asked)));
});

test('it rests where the machine rests, deadlines included', () => {
  const late = new Date(sampleNow.getTime() + 7_200_000);
  const composing = sampleCluster({
    status: { phase: 'composingVApp', phaseSince: sampleNow.toISOString() },
  });
  const nodes = ['mstr-aaaa', 'node-bbbb', 'node-cccc'].map((name) =>
    nodeSeen(name, { power: 'off', ipAddress: '10.0.0.5', configured: true }),
  );
  for (const each of [
    question({ cluster: composing, now: late }),
    question({ observed: sampleObservation({ vApp: 'foreign' }) }),
    question({ observed: sampleObservation({ vApp: 'present', tagged: true, nodes }) }),
    question({ cluster: standingCluster() }),
    question({ cluster: sampleCluster({ metadata: { deletionTimestamp: sampleNow.toISOString() } }) }),
  ]) {
    assert.equal(restIn(explainWalk(clusterMachine, each)), clusterPhase(each));
  }
});

test('what a record tells leads to the phase that the server wrote into it', () => {
  const ago = (ms: number) => new Date(sampleNow.getTime() - ms).toISOString();
  const { status } = sampleCluster();
  const vApp = { requestedAt: ago(9_000), id: sampleIds.vApp };
  const inState = (state: Cluster['status']['nodes'][number]['state'], ipAddress?: string) =>
    status.nodes.map((node) => ({
      ...node,
      vmId: sampleIds.vApp,
      state,
      ...(ipAddress !== undefined && { ipAddress }),
    }));
  const published = {
    type: 'KubeconfigPublished',
    status: 'True',
    reason: 'Ready',
    message: '',
    lastTransitionTime: ago(1),
  } as const;
  const cases: [phase: string, changes: Partial<Cluster['status']>][] = [
    ['openingTask', { tasks: [], nodes: [] }],
    ['planningNodes', { nodes: [] }],
    ['composingVApp', {}],
    ['composingVApp', { vApp, nodes: inState('created') }],
    ['awaitingAddresses', { vApp, nodes: inState('created') }],
    ['taggingVApp', { vApp, nodes: inState('created', '10.0.0.5') }],
    ['configuringGuests', { vApp, nodes: inState('created', '10.0.0.5') }],
    ['poweringOn', { vApp, nodes: inState('configured', '10.0.0.5') }],
    ['initializingControlPlane', { vApp, nodes: inState('booting', '10.0.0.5') }],
    ['publishingKubeconfig', { vApp, nodes: inState('joined', '10.0.0.5') }],
    ['ready', { vApp, nodes: inState('joined', '10.0.0.5'), readyAt: ago(1), conditions: [published] }],
    ['degraded', { nodes: inState('joined', '10.0.0.5'), readyAt: ago(1), conditions: [published] }],
  ];
  for (const [phase, changes] of cases) {
    const cluster = sampleCluster({ status: { phase, phaseSince: ago(5_000), ...changes } });
    assert.equal(restIn(explainWalk(clusterMachine, recordedQuestion(cluster, sampleNow))), phase);
  }
  const overdue = sampleCluster({
    status: { phase: 'composingVApp', phaseSince: ago(5_000), phaseDeadline: ago(1_000) },
  });
  assert.equal(restIn(explainWalk(clusterMachine, recordedQuestion(overdue, sampleNow))), 'givingUp');
});
