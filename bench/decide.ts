/**
 * The parts that every look at a cluster goes through, each alone in this process: the machine that decides, and the
 * queue that hands out keys. Their limits lie far above what a vCD can do.
 */
import { clusterPhase } from '#machines/cluster.ts';
import type { ClusterQuestion } from '#machines/cluster-observation.ts';
import { recordKey } from '#records/metadata.ts';
import { systemTime } from '#time/time.ts';
import { templatePhase } from '#machines/template.ts';
import type { TemplateQuestion } from '#machines/template-observation.ts';
import { WorkQueue } from '#runtime/work-queue.ts';
import {
  nodeSeen,
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
} from '../test/support/sample-cluster.ts';
import { newTemplate } from '../test/support/sample-template.ts';
import { runBench } from './rig/bench.ts';
import { measureRate } from './rig/rate.ts';

const queueKeys = 1_000;
const rounds = 100;
/** A template that is there: what the machine is asked most. */
const madeTemplate: TemplateQuestion = {
  template: {
    kind: 'Template',
    ...newTemplate('ubuntu-24.04'),
    metadata: {
      name: 'ubuntu-24.04',
      namespace: 'System',
      uid: sampleIds.vApp,
      generation: 1,
      resourceVersion: sampleCluster().metadata.resourceVersion,
      creationTimestamp: sampleNow.toISOString(),
      finalizers: [],
      labels: {},
    },
  },
  observed: { item: { state: 'usable', vAppTemplateId: sampleIds.vApp }, shared: true, build: undefined },
  deadlines: {
    makingVApp: 1,
    configuringGuest: 1,
    poweringOn: 1,
    customizing: 1,
    shuttingDown: 1,
    capturing: 1,
  },
  now: sampleNow,
};

await runBench('decide', async (bench) => {
  const [first, last] = [question({}), readyQuestion()];
  const rate = (metric: string, round: () => number) =>
    measureRate(bench, { metric, unit: 'decisions/s' }, async () => round());
  await rate('cluster machine, first phase', () => decide(first, 'composingVApp'));
  await rate('cluster machine, last phase', () => decide(last, 'ready'));
  await rate('template machine, one that is made', decideTemplate);
  const metric = `work queue: add, take and finish of one key among ${queueKeys}`;
  await measureRate(bench, { metric, unit: 'keys/s' }, queueRound());
});

function decideTemplate(): number {
  for (let n = 0; n < rounds; n += 1) {
    const phase = templatePhase(madeTemplate);
    if (phase !== 'ready') throw new Error(`decided ${phase} and not ready`);
  }
  return rounds;
}

function decide(asked: ClusterQuestion, expected: string): number {
  for (let n = 0; n < rounds; n += 1) {
    const phase = clusterPhase(asked);
    if (phase !== expected) throw new Error(`decided ${phase} and not ${expected}`);
  }
  return rounds;
}

function question(observed: Partial<ClusterQuestion['observed']>): ClusterQuestion {
  return {
    cluster: sampleCluster(),
    observed: sampleObservation(observed),
    deadlines: sampleDeadlines,
    lostAnswerGraceMs: 60_000,
    repair: sampleRepair,
    now: sampleNow,
  };
}

/** Nothing is missing, so every state is walked through. */
function readyQuestion(): ClusterQuestion {
  const node = {
    power: 'on',
    vmId: sampleIds.vApp,
    ipAddress: '10.0.0.2',
    configured: true,
    guest: 'succeeded',
  } as const;
  return question({
    vApp: 'present',
    vAppId: sampleIds.vApp,
    tagged: true,
    addressPublished: true,
    kubeconfigIssued: true,
    nodes: sampleCluster().status.nodes.map(({ name }) => nodeSeen(name, node)),
  });
}

function queueRound(): () => Promise<number> {
  const queue = new WorkQueue({ time: systemTime, random: Math.random, firstRetryMs: 1, longestRetryMs: 1 });
  const keys = Array.from({ length: queueKeys }, (_, n) => recordKey('Cluster', 'acme', `c${n}`));
  return async () => {
    for (const key of keys) queue.add(key);
    for (let n = 0; n < keys.length; n += 1) {
      const key = await queue.take();
      if (key === undefined) throw new Error('the queue is closed');
      queue.finish(key);
    }
    return keys.length;
  };
}
