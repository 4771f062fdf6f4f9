/**
 * The parts that every look at a cluster goes through, each alone in this process: the machine that decides, the queue
 * that hands out keys, the store that keeps what was seen. Their limits lie far above what a vCD can do.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterPhase } from '#machines/cluster.ts';
import type { ClusterQuestion } from '#machines/cluster-observation.ts';
import type { Cluster } from '#records/cluster.ts';
import { recordKey } from '#records/metadata.ts';
import { systemTime } from '#time/time.ts';
import { WorkQueue } from '#runtime/work-queue.ts';
import { openSqliteStore, type SqliteStore } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import {
  nodeSeen,
  sampleCluster,
  sampleDeadlines,
  sampleIds,
  sampleNow,
  sampleObservation,
  sampleRepair,
} from '../test/support/sample-cluster.ts';
import { runBench, type Bench } from './rig/bench.ts';

const measureMs = 1_500;
const queueKeys = 1_000;
const writersTogether = 64;

await runBench('decide', async (bench) => {
  const [first, last] = [question({}), readyQuestion()];
  await rate(bench, 'cluster machine, first phase', 'decisions/s', async () =>
    decide(first, 'composingVApp'),
  );
  await rate(bench, 'cluster machine, last phase', 'decisions/s', async () => decide(last, 'ready'));
  await rate(bench, 'work queue: add, take and finish of one key among 1000', 'keys/s', queueRound());

  const directory = join(bench.directory, 'store');
  await mkdir(directory);
  await using store = await openSqliteStore({
    path: join(directory, 'cse.db'),
    secretKey: Buffer.alloc(32),
    log: createLogger({ level: 'silent' }),
  });
  for (const writers of [1, writersTogether]) {
    const write = await statusWriter(store, writers);
    await rate(bench, `store: durable status writes, ${writers} at a time`, 'writes/s', write);
  }
});

/** `round` does some of what is counted and says how much; it is repeated for the time of a measurement. */
async function rate(bench: Bench, metric: string, unit: string, round: () => Promise<number>): Promise<void> {
  for (const until = performance.now() + measureMs / 5; performance.now() < until;) await round();
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < measureMs) {
    bench.signal.throwIfAborted();
    count += await round();
  }
  const perSecond = (count / (performance.now() - startedAt)) * 1000;
  bench.figure(metric, perSecond, unit);
  bench.say(`${metric}: ${Math.round(perSecond)} ${unit}`);
}

function decide(asked: ClusterQuestion, expected: string): number {
  const rounds = 100;
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

/** Each round writes a new status to `count` records, all at once. */
async function statusWriter({ clusters }: SqliteStore, count: number): Promise<() => Promise<number>> {
  const { spec, status } = sampleCluster();
  let records: readonly Cluster[] = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      clusters.create({
        metadata: { name: `c${n}`, namespace: `of-${count}`, uid: crypto.randomUUID() },
        spec,
        status,
      }),
    ),
  );
  let round = 0;
  return async () => {
    round += 1;
    const phase = `phase ${round}`;
    records = await Promise.all(
      records.map((record) => clusters.updateStatus({ ...record, status: { ...record.status, phase } })),
    );
    return records.length;
  };
}
