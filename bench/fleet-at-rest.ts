/**
 * Thousands of clusters of which nothing is wanted: how soon a restarted server has seen them all, and what it costs to
 * watch over them. The clusters are copies of one that was made, in vcdsim and in the store.
 */
import { parseArgs } from 'node:util';
import { createLogger } from '#telemetry/logger.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteStore } from '#store/sqlite/store.ts';
import { keyOf } from '#records/metadata.ts';
import { runBench, until, type Bench } from './rig/bench.ts';
import { startCloud, type Cloud } from './rig/cloud.ts';
import { crowdId, crowdName } from './rig/crowd-ids.ts';
import { seriesSum } from './rig/metrics.ts';
import { useOf } from './rig/process-figures.ts';
import { askForCluster, untilReady } from './rig/requests.ts';
import { countCalls, resetVcdCalls, vcdCalls } from './rig/vcd-calls.ts';

const { values: options } = parseArgs({ options: { clusters: { type: 'string', default: '10000' } } });
const workers = 2;
const recordsPerPage = 128;

await runBench('fleet-at-rest', async (bench) => {
  const count = Number(options.clusters);
  if (!Number.isInteger(count) || count < 2) throw new Error(`not a number of clusters: ${options.clusters}`);
  const cloud = bench.scope.use(
    await startCloud(bench, { name: 'fleet-at-rest', latency: {}, bootMs: 0, crowded: true }),
  );
  const alice = await cloud.login('alice', 'acme');
  await askForCluster(alice, 'first', workers);
  await untilReady(bench, cloud, 1, { timeoutMs: 120_000 });
  bench.figure('clusters of a control plane and two workers', count, 'clusters');
  await restart(bench, cloud, count);
  await watch(bench, cloud, count);
});

/** With the limits of vCD as they are by default. */
async function restart(bench: Bench, cloud: Cloud, count: number): Promise<void> {
  const { signal } = bench;
  let spawnedAt = 0;
  const seconds = () => (performance.now() - spawnedAt) / 1000;
  const waits = { signal, timeoutMs: 300_000, everyMs: 100 };
  const metric = (name: string, labels = {}) => seriesSum(cloud.metricsUrl, name, labels);
  const spawned = Promise.withResolvers<void>();
  /** Seconds after the start, which it does not wait for: requests are taken later. */
  const firstReconcile = async () => {
    await spawned.promise;
    const reconciled = async () => ((await metric('cse_reconcile_total', { kind: 'Cluster' })) ?? 0) > 0;
    await until(async () => (await reconciled()) || undefined, 'a cluster is reconciled', waits);
    return seconds();
  };
  const restarted = cloud.restartServer(
    async (left) => {
      await cloud.crowd(count - 1);
      await recordCrowd(left, count - 1);
      await resetVcdCalls(cloud.vcdUrl);
      bench.say(`${count} clusters are there`);
    },
    () => {
      spawnedAt = performance.now();
      spawned.resolve();
    },
  );
  const takingRequests = async () => {
    await restarted;
    return seconds();
  };
  const [reconciledAt, takesRequestsAt] = await Promise.all([firstReconcile(), takingRequests()]);
  bench.figure('restart: first reconcile', reconciledAt, 's', { atMost: 3 });
  bench.figure('restart: requests are taken', takesRequestsAt, 's');
  const { cpuSeconds } = await useOf(cloud.server.pid);
  bench.figure('restart: processor time of the server until then', cpuSeconds, 's');
  const seen = async () => (await metric('cse_clusters_seen_at_rest')) === count;
  await until(async () => (await seen()) || undefined, 'every cluster is seen at rest', waits);
  const { polls, others } = countCalls(await vcdCalls(cloud.vcdUrl));
  bench.figure('restart: every cluster seen', seconds(), 's', {
    atMost: 30,
    limit: { value: Math.ceil(count / recordsPerPage) / 20, by: 'its pages at 20 calls of vCD per second' },
  });
  bench.figure('restart: calls of vCD until then', polls + others, 'calls', {
    limit: { value: Math.ceil(count / recordsPerPage), by: 'its pages' },
  });
}

/** From the first list to the next, so that one reading is in it. */
async function watch(bench: Bench, cloud: Cloud, count: number): Promise<void> {
  const listedAt = () => seriesSum(cloud.metricsUrl, 'cse_inventory_listed_timestamp_seconds');
  const first = (await listedAt()) ?? 0;
  await resetVcdCalls(cloud.vcdUrl);
  const before = await useOf(cloud.server.pid);
  const startedAt = performance.now();
  await until(async () => ((await listedAt()) ?? 0) > first || undefined, 'the list is read again', {
    signal: bench.signal,
    timeoutMs: 600_000,
    everyMs: 5_000,
  });
  const minutes = (performance.now() - startedAt) / 60_000;
  const after = await useOf(cloud.server.pid);
  const calls = await vcdCalls(cloud.vcdUrl);
  const { polls, others } = countCalls(calls);
  for (const [pattern, times] of calls) bench.say(`${times} × ${pattern}`);
  bench.figure('at rest: calls of vCD', (polls + others) / minutes, 'calls/min', {
    atMost: 60,
  });
  bench.figure(
    'at rest: processor',
    ((after.cpuSeconds - before.cpuSeconds) / (minutes * 60)) * 100,
    '% of a core',
    {
      atMost: 5,
    },
  );
  bench.figure('at rest: peak resident memory since the start', after.peakResidentMb, 'MB', { atMost: 500 });
  const seen = await seriesSum(cloud.metricsUrl, 'cse_clusters_seen_at_rest');
  if (seen !== count) throw new Error(`${seen} of ${count} clusters are seen at rest`);
}

/** Records and secrets of the copies, as the server wrote those of the first. */
async function recordCrowd(
  { database, secretKeyFile }: { readonly database: string; readonly secretKeyFile: string },
  count: number,
): Promise<void> {
  const secretKey = await loadSecretKey({ kind: 'file', path: secretKeyFile, create: false });
  const log = createLogger({ level: 'silent' });
  await using store = await openSqliteStore({ path: database, secretKey, log });
  const [first] = (await store.clusters.list()).items;
  if (!first) throw new Error('there is no cluster to make more of');
  const { uid } = first.metadata;
  const secrets = await Promise.all(
    (await store.secrets.names(keyOf(first), uid)).map(
      async (name) => [name, (await store.secrets.get(keyOf(first), uid, name)) ?? ''] as const,
    ),
  );
  for (let begin = 1; begin <= count; begin += 250) {
    const some = Array.from({ length: Math.min(250, count + 1 - begin) }, (_, index) => begin + index);
    await Promise.all(
      some.map(async (n) => {
        const { namespace, finalizers, labels } = first.metadata;
        const { status, spec } = first;
        const requests = spec.requests.map((request) => ({ ...request, id: `${request.id}-${n}` }));
        const made = await store.clusters.create({
          metadata: { name: crowdName(n), namespace, finalizers, labels, uid: crowdId(n, 'cluster') },
          spec: { ...spec, requests },
          status: {
            ...status,
            observedGeneration: 1,
            ...(status.vApp && { vApp: { ...status.vApp, id: crowdId(n, 'vApp') } }),
            nodes: status.nodes.map((node, index) => ({ ...node, vmId: crowdId(n, `vm ${index}`) })),
            tasks: status.tasks.map((task) => ({ ...task, request: `${task.request}-${n}` })),
          },
        });
        for (const [name, value] of secrets)
          await store.secrets.put(keyOf(made), made.metadata.uid, name, value);
      }),
    );
  }
}
