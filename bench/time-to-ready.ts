/**
 * How long a tenant waits for a cluster, beside the least that Cloud Director and the guests take by themselves. The
 * difference is ours: looks that come late, calls that could have gone out together, work between them.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Tenant } from '../scripts/simulated/tenant.ts';
import { runBench, type Bench } from './rig/bench.ts';
import { startCloud, type Cloud } from './rig/cloud.ts';
import { fieldFactor, fieldLatency } from './rig/field-latency.ts';
import { askForCluster } from './rig/requests.ts';

/** How much faster than the field, so that a run takes seconds. What we add does not shrink with it. */
const { values: options } = parseArgs({
  options: { factor: { type: 'string', default: String(fieldFactor) } },
});
const sizes = [
  { workers: 2, goal: 1.1 },
  { workers: 10, goal: 1.15 },
];

await runBench('time-to-ready', async (bench) => {
  const factor = Number(options.factor);
  const { criticalPathMs, ...timing } = fieldLatency(factor);
  // The product's own pace, scaled as everything else.
  const limits = { poll_min_ms: Math.ceil(1000 / factor), poll_max_ms: Math.ceil(5000 / factor) };
  const cloud = bench.scope.use(await startCloud(bench, { name: 'ready', ...timing, limits }));
  const alice = await cloud.login('alice', 'acme');
  const pathSeconds = criticalPathMs / 1000;
  for (const { workers, goal } of sizes) {
    const size = `1+${workers}`;
    const seconds = await secondsToReady(bench, cloud, alice, `w${workers}`, workers);
    bench.figure(`${size}: request to task success`, seconds, 's', {
      atMost: goal * pathSeconds,
      limit: {
        value: pathSeconds,
        by: 'the critical path: what vCD and the guests take one after the other',
      },
    });
    bench.say(`${size}: ${seconds.toFixed(2)} s, critical path ${pathSeconds} s`);
  }
});

async function secondsToReady(
  bench: Bench,
  cloud: Cloud,
  tenant: Tenant,
  name: string,
  workers: number,
): Promise<number> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const href = await askForCluster(tenant, name, workers);
  for (let said: string | undefined = ''; ; await delay(20, undefined, { signal: bench.signal })) {
    const phase = await phaseOf(cloud, name);
    if (phase !== said) bench.say(`  ${elapsed().toFixed(2).padStart(6)} s  ${phase}`);
    said = phase;
    const task = await tenant.task(href);
    if (task.status === 'success') return elapsed();
    if (task.status !== 'running') throw new Error(`the task ended in ${task.status}: ${task.error}`);
  }
}

/** Read beside the server, for people: which phase took the time. */
async function phaseOf({ records }: Cloud, name: string): Promise<string | undefined> {
  return (await records.clusters.list({ name })).items[0]?.status.phase;
}
