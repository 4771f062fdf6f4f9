/**
 * Whether a cluster costs the same in a large fleet as in a small one: clusters are added until there are 250, 500, and so
 * on, and what each addition took is divided by the number of clusters in it.
 */
import { parseArgs } from 'node:util';
import { runBench, secondsOf, type Bench } from './rig/bench.ts';
import { openLimits, startCloud, type Cloud } from './rig/cloud.ts';
import { useOf } from './rig/process-figures.ts';
import { askForFleet, untilReady } from './rig/requests.ts';

const { values: options } = parseArgs({
  options: { sizes: { type: 'string', default: '250,500,1000,2000,4000' } },
});

/** What one cluster of an addition took; the memory is that of the whole fleet, above that of the idle server. */
interface Cost {
  readonly seconds: number;
  readonly cpuMs: number;
  readonly memoryKb: number;
}

/** A program gets faster while it is compiled; that is no growth of the fleet. */
const warmUp = 100;

await runBench('fleet-growth', async (bench) => {
  const sizes = options.sizes.split(',').map(Number);
  if (!sizes.every((size, at) => Number.isInteger(size) && size > (sizes[at - 1] ?? warmUp)))
    throw new Error(`not rising numbers of clusters: ${options.sizes}`);
  const cloud = bench.scope.use(
    await startCloud(bench, { name: 'fleet-growth', latency: {}, bootMs: 0, limits: openLimits }),
  );
  const idle = await useOf(cloud.server.pid);
  await grow(bench, cloud, 0, warmUp);
  const costs: Cost[] = [];
  for (const [at, size] of sizes.entries()) {
    const from = sizes[at - 1] ?? warmUp;
    const before = await useOf(cloud.server.pid);
    const seconds = await secondsOf(() => grow(bench, cloud, from, size));
    const after = await useOf(cloud.server.pid);
    const cost = {
      seconds: seconds / (size - from),
      cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1000) / (size - from),
      memoryKb: ((after.residentMb - idle.residentMb) * 1024) / size,
    };
    costs.push(cost);
    bench.figure(`up to ${size}: time`, cost.seconds * 1000, 'ms/cluster');
    bench.figure(`up to ${size}: processor time of the server`, cost.cpuMs, 'ms/cluster');
    bench.figure(`with ${size}: resident memory above the idle server`, cost.memoryKb, 'KB/cluster');
  }
  const growth = (of: (cost: Cost) => number) => {
    const [first, ...others] = costs.map(of);
    return Math.max(...others) / (first ?? Number.NaN);
  };
  const flat = { atMost: 1.3, limit: { value: 1, by: 'what does not grow' } };
  bench.figure(
    `growth: time, the most over that up to ${sizes[0]}`,
    growth((cost) => cost.seconds),
    'ratio',
    flat,
  );
  bench.figure(
    `growth: processor time, the most over that up to ${sizes[0]}`,
    growth((cost) => cost.cpuMs),
    'ratio',
    flat,
  );
  bench.figure(
    `growth: memory, the most over that with ${sizes[0]}`,
    growth((cost) => cost.memoryKb),
    'ratio',
    flat,
  );
});

/** From so many clusters to so many, each of one control plane. */
async function grow(bench: Bench, cloud: Cloud, from: number, to: number): Promise<void> {
  // A session of its own: sessions of tenants end while fleets are made.
  const alice = await cloud.login('alice', 'acme');
  await askForFleet(bench, alice, { from, to, workers: 0 });
  // Reading all records takes the longer the more there are: so often that it takes the same share of the time.
  const everyMs = to - from;
  await untilReady(bench, cloud, to, { timeoutMs: 60_000 + (to - from) * 1_000, everyMs });
}
