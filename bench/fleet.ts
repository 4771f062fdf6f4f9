/**
 * Many clusters at once, in a cloud that takes no time: what one server can move, and what it costs. All are asked for
 * at the same moment, made, and deleted again; what is left behind is counted.
 */
import { parseArgs } from 'node:util';
import { leftovers } from '../scripts/simulated/leftovers.ts';
import { runBench, secondsOf, type Bench } from './rig/bench.ts';
import { openLimits, startCloud, type Cloud } from './rig/cloud.ts';
import { useOf } from './rig/process-figures.ts';
import { countCalls, resetVcdCalls, vcdCalls } from './rig/vcd-calls.ts';
import { askForCluster, taskHref, untilGone, untilReady } from './rig/requests.ts';

const { values: options } = parseArgs({ options: { clusters: { type: 'string', default: '200' } } });
const workers = 2;
/** Requests that are under way at the same time: vCD gives each of them ten seconds. */
const inFlight = 48;

await runBench('fleet', async (bench) => {
  const count = Number(options.clusters);
  if (!Number.isInteger(count) || count < 1) throw new Error(`not a number of clusters: ${options.clusters}`);
  const cloud = bench.scope.use(
    await startCloud(bench, { name: 'fleet', latency: {}, bootMs: 0, limits: openLimits }),
  );
  await createAll(bench, cloud, count);
  await deleteAll(bench, cloud, count);
  const left = await leftovers(cloud.vcdUrl);
  bench.figure('left behind', left.total, 'vApps, VMs, addresses and tasks');
  if (left.total > 0) throw new Error(`left behind: ${JSON.stringify(left)}`);
});

async function createAll(bench: Bench, cloud: Cloud, count: number): Promise<void> {
  const alice = await cloud.login('alice', 'acme');
  const before = await useOf(cloud.server.pid);
  bench.figure('server: peak resident memory before the first request', before.peakResidentMb, 'MB');
  await resetVcdCalls(cloud.vcdUrl);
  const seconds = await secondsOf(async () => {
    const accepting = await secondsOf(() =>
      inTurn(count, (n) => askForCluster(alice, `fleet${n}`, workers), bench.signal),
    );
    bench.figure('create: all accepted', accepting, 's');
    await untilReady(bench, cloud, count, { timeoutMs: 60_000 + count * 1_000, everyMs: 200 });
  });
  const after = await useOf(cloud.server.pid);
  bench.figure('clusters of a control plane and two workers', count, 'clusters');
  tellPace(bench, 'create: all ready', 'create: ready', seconds, count);
  const { polls, others } = countCalls(await vcdCalls(cloud.vcdUrl));
  bench.figure('create: calls of vCD, polls included', (polls + others) / count, 'calls/cluster');
  bench.figure('server: peak resident memory with all clusters ready', after.peakResidentMb, 'MB');
  bench.figure('create: processor time of the server', after.cpuSeconds - before.cpuSeconds, 's');
}

async function deleteAll(bench: Bench, cloud: Cloud, count: number): Promise<void> {
  // A session of its own: sessions of tenants end while fleets are made.
  const alice = await cloud.login('alice', 'acme');
  const before = await useOf(cloud.server.pid);
  const seconds = await secondsOf(async () => {
    await inTurn(
      count,
      async (n) => taskHref(await alice.call('DELETE', `/api/cse/fleet${n}`)),
      bench.signal,
    );
    await untilGone(bench, cloud, { timeoutMs: 60_000 + count * 1_000, everyMs: 200 });
  });
  const after = await useOf(cloud.server.pid);
  tellPace(bench, 'delete: all gone', 'delete: gone', seconds, count);
  bench.figure('delete: processor time of the server', after.cpuSeconds - before.cpuSeconds, 's');
}

function tellPace(bench: Bench, whole: string, rate: string, seconds: number, count: number): void {
  bench.figure(whole, seconds, 's');
  bench.figure(rate, count / seconds, 'clusters/s');
  bench.say(`${whole} after ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} clusters/s`);
}

async function inTurn(
  count: number,
  send: (n: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  async function sender(): Promise<void> {
    while (next < count) {
      signal.throwIfAborted();
      const n = next;
      next += 1;
      await send(n);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, sender));
}
