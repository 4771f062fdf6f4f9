/**
 * Requests as cells of Cloud Director send them, over a real RabbitMQ, at a steady rate whatever the answers do: how
 * long an answer takes while hundreds of clusters converge, also on a slow disk; how high the rate may be; what one
 * tenant's burst does to another. Every answer is checked, and an accepted create is looked up in the database.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { runBench, secondsOf, type Bench } from './rig/bench.ts';
import { openLoad, type OpenLoad } from './rig/open-load.ts';
import { useOf } from './rig/process-figures.ts';
import { inTime } from './rig/too-late.ts';
import { busyLatency, create, makeClusters, mixOf, openStage, tenants, untilListed } from './rig/tenants.ts';

const perSecond = 200;
const seconds = 60;
const slow = { commitDelayMs: 5, seconds: 20 };
const converging = 500;
const rampFrom = 50;
const rampSeconds = 4;
const rampFactor = 1.4;
const burst = 1_000;
const goalMs = 50;

await runBench('intake', async (bench) => {
  await measureBusy(bench, 'busy', { seconds });
  await measureBusy(bench, `busy, commits ${slow.commitDelayMs} ms slower`, slow);
  await measureHighestRate(bench);
  await measureFairness(bench);
});

async function measureBusy(
  bench: Bench,
  label: string,
  plan: { readonly seconds: number; readonly commitDelayMs?: number },
): Promise<void> {
  const { commitDelayMs } = plan;
  const { latency, bootMs } = busyLatency();
  const name = `busy-${commitDelayMs ?? 0}`;
  const slowed = commitDelayMs === undefined ? {} : { commitDelayMs };
  await using stage = await openStage(bench, { name, latency, bootMs, ...slowed });
  const accepting = await secondsOf(() => makeClusters(stage, converging));
  bench.say(`${label}: ${converging} clusters accepted in ${accepting.toFixed(1)} s`);
  await untilListed(bench, stage);
  const mix = mixOf(stage.senders);
  const before = await useOf(stage.cloud.server.pid);
  const load = await openLoad({ perSecond, seconds: plan.seconds, send: mix.send, signal: bench.signal });
  const after = await useOf(stage.cloud.server.pid);

  tellLoad(bench, label, load, { atMost: goalMs });
  const cores = (after.cpuSeconds - before.cpuSeconds) / plan.seconds;
  bench.figure(`${label}: processor of the server`, cores, 'cores');
  const { items } = await stage.cloud.records.clusters.list();
  const failed = items.filter(({ status }) => status.failure !== undefined);
  if (failed.length > 0)
    throw new Error(`${failed.length} clusters failed: ${failed[0]?.status.failure?.message}`);
  const open = items.filter(({ status }) => status.phase !== 'ready').length;
  bench.figure(`${label}: clusters that converge at the end`, open, 'clusters');
}

function tellLoad(bench: Bench, label: string, load: OpenLoad, goal: { readonly atMost?: number }): void {
  const { answered, tooLate, p50Ms, p99Ms, slowestMs, senderLateMs } = load;
  bench.figure(`${label}: answered`, answered, 'requests');
  bench.figure(`${label}: not answered in time`, tooLate, 'requests', { atMost: 0 });
  bench.figure(`${label}: p50`, p50Ms, 'ms');
  bench.figure(`${label}: p99`, p99Ms, 'ms', goal);
  bench.figure(`${label}: slowest`, slowestMs, 'ms');
  bench.say(
    `${label}: ${answered} answered, p50 ${p50Ms.toFixed(1)}, p99 ${p99Ms.toFixed(1)}, slowest ${slowestMs.toFixed(0)} ms, sender late ${senderLateMs.toFixed(0)} ms`,
  );
}

/** The rate is raised until an answer in a hundred takes longer than the goal. */
async function measureHighestRate(bench: Bench): Promise<void> {
  await using stage = await openStage(bench, { name: 'highest', latency: {}, bootMs: 0 });
  await makeClusters(stage, tenants);
  await untilListed(bench, stage);
  const mix = mixOf(stage.senders);
  let highest = 0;
  for (let rate = rampFrom; ; rate *= rampFactor) {
    const plan = { perSecond: rate, seconds: rampSeconds, send: mix.send, signal: bench.signal };
    const { p99Ms, tooLate, senderLateMs } = await openLoad(plan);
    bench.say(`${rate.toFixed(0)}/s: p99 ${p99Ms.toFixed(1)} ms, sender late ${senderLateMs.toFixed(0)} ms`);
    if (p99Ms > goalMs || tooLate > 0) break;
    highest = rate;
  }
  bench.figure(`highest rate with a p99 below ${goalMs} ms`, highest, 'requests/s', { atLeast: perSecond });
}

/** One tenant asks for a thousand clusters at once; another one looks at its list, and asks for clusters, meanwhile. */
async function measureFairness(bench: Bench): Promise<void> {
  await using stage = await openStage(bench, { name: 'fairness', ...busyLatency() });
  const [greedy, modest] = stage.senders;
  if (!greedy || !modest) throw new Error('there are no tenants');
  await create(modest, 'first');
  let tooLate = 0;
  const flooding = { open: true };
  const flood = Promise.all(
    Array.from({ length: burst }, async (_, n) => {
      // A request whose turn does not come in vCD's time is told so, and nothing was done for it.
      if (!(await inTime(create(greedy, `c${n}`)))) tooLate += 1;
    }),
  ).finally(() => (flooding.open = false));
  // A failure is told by the await below.
  flood.catch(() => undefined);
  let slowestMs = 0;
  let asked = 0;
  const floodSeconds = await secondsOf(async () => {
    for (; flooding.open; asked += 1) {
      const work = asked % 10 === 0 ? create(modest, `n${asked}`) : modest.send('GET', '/api/cse', 200);
      slowestMs = Math.max(slowestMs, (await secondsOf(() => inTime(work))) * 1000);
      await delay(20, undefined, { signal: bench.signal });
    }
    await flood;
  });
  const kept = (await stage.cloud.records.clusters.list({ namespace: greedy.name })).items.length;
  if (kept < burst - tooLate) throw new Error(`${burst - tooLate} accepted and ${kept} kept`);
  const label = `burst of ${burst} creates by one tenant`;
  bench.figure(`${label}: slowest answer to another`, slowestMs, 'ms', { atMost: 1_000 });
  bench.figure(`${label}: all answered`, floodSeconds, 's');
  bench.figure(`${label}: accepted within vCD's patience`, kept, 'requests');
  bench.say(
    `${label}: ${asked} requests of another, the slowest ${slowestMs.toFixed(0)} ms; ${kept} accepted`,
  );
}
