/**
 * The store alone in this process: durable writes one by one and together, also on a disk whose commits take longer; a
 * list of ten thousand clusters; the time from a write to whoever watches.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '#records/cluster.ts';
import { openSqliteStore, type SqliteStore } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { newCluster } from '../test/support/sample-cluster.ts';
import { runBench, secondsOf, type Bench } from './rig/bench.ts';
import { percentile } from './rig/percentile.ts';
import { measureRate } from './rig/rate.ts';

const together = 64;
const slowCommitMs = 5;
const listed = 10_000;
const watched = 300;
/** Of better-sqlite3 with `synchronous=FULL` on such a machine, in one thread and without anything around it. */
const floor = { alone: 7_300, together: 73_000 };

await runBench('store', async (bench) => {
  await measureWrites(bench, undefined);
  await measureWrites(bench, slowCommitMs);
  await measureReads(bench);
});

async function openStore(bench: Bench, name: string, commitDelayMs?: number): Promise<SqliteStore> {
  const directory = join(bench.directory, name);
  await mkdir(directory);
  return openSqliteStore({
    path: join(directory, 'cse.db'),
    secretKey: Buffer.alloc(32),
    log: createLogger({ level: 'silent' }),
    ...(commitDelayMs !== undefined && { commitDelayMs }),
  });
}

async function measureWrites(bench: Bench, commitDelayMs: number | undefined): Promise<void> {
  await using store = await openStore(bench, `writes-${commitDelayMs ?? 0}`, commitDelayMs);
  const on = commitDelayMs === undefined ? '' : `, commits ${commitDelayMs} ms slower`;
  for (const writers of [1, together]) {
    const limit =
      commitDelayMs === undefined
        ? { value: writers === 1 ? floor.alone : floor.together, by: 'SQLite itself, `synchronous=FULL`' }
        : { value: (writers * 1000) / commitDelayMs, by: 'one commit after the other on that disk' };
    await measureRate(
      bench,
      { metric: `durable status writes, ${writers} at a time${on}`, unit: 'writes/s', against: { limit } },
      await statusWriter(store, writers),
    );
  }
}

/** Each round writes a new status to `count` records, all at once. */
async function statusWriter({ clusters }: SqliteStore, count: number): Promise<() => Promise<number>> {
  const names = Array.from({ length: count }, (_, n) => `of-${count}-${n}`);
  let records: readonly Cluster[] = await Promise.all(names.map((name) => clusters.create(newCluster(name))));
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

async function measureReads(bench: Bench): Promise<void> {
  await using store = await openStore(bench, 'reads');
  const { clusters } = store;
  const names = Array.from({ length: listed }, (_, n) => `c${n}`);
  await Promise.all(names.map((name) => clusters.create(newCluster(name))));
  await clusters.list();
  const seconds: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    seconds.push(
      await secondsOf(async () => {
        if ((await clusters.list()).items.length !== listed) throw new Error('not every cluster is listed');
      }),
    );
  }
  seconds.sort((a, b) => a - b);
  bench.figure(`list of ${listed} clusters: median`, 1_000 * percentile(seconds, 0.5), 'ms');
  await measureWatch(bench, store);
}

/** From the moment when a write is asked for, which has to be durable first, to the watcher that hears of it. */
async function measureWatch(bench: Bench, { clusters }: SqliteStore): Promise<void> {
  const stop = new AbortController();
  const { revision } = await clusters.list({ name: 'c0' });
  const changes = clusters.watch(revision, stop.signal)[Symbol.asyncIterator]();
  let record = (await clusters.list({ name: 'c0' })).items[0];
  const ms: number[] = [];
  for (let n = 0; n < watched; n += 1) {
    if (!record) throw new Error('the record is gone');
    const startedAt = performance.now();
    const heard = changes.next();
    record = await clusters.updateStatus({ ...record, status: { ...record.status, phase: `phase ${n}` } });
    if ((await heard).done) throw new Error('the watch has ended');
    ms.push(performance.now() - startedAt);
  }
  stop.abort();
  ms.sort((a, b) => a - b);
  bench.figure('from a write to whoever watches: p50', percentile(ms, 0.5), 'ms');
  bench.figure('from a write to whoever watches: p99', percentile(ms, 0.99), 'ms');
}
