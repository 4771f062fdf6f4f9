/**
 * How many calls of Cloud Director one request costs, beside what the original made for the same. Polls are counted
 * apart: they grow with how long vCD takes, the others do not.
 */
import { runBench, type Bench } from './rig/bench.ts';
import { originalCalls } from './original-calls.ts';
import type { Against } from './rig/figure.ts';
import { startCloud, type Cloud } from './rig/cloud.ts';
import { fieldLatency } from './rig/field-latency.ts';
import { countCalls, resetVcdCalls, vcdCalls } from './rig/vcd-calls.ts';
import { askForCluster, okBody, settle, taskHref, untilGone, untilReady } from './rig/requests.ts';

const workers = 2;
const factor = 60;

type Operation = keyof typeof originalCalls;

const goals: Readonly<Partial<Record<Operation, Against>>> = {
  create: { atMost: 24 },
  list: { atMost: 1 },
  info: { atMost: 1 },
  config: { atMost: 1 },
};

await runBench('calls', async (bench) => {
  const { latency, bootMs } = fieldLatency(factor);
  const cloud = bench.scope.use(await startCloud(bench, { name: 'calls', latency, bootMs }));
  const alice = await cloud.login('alice', 'acme');

  await measure(bench, cloud, 'create', async () => {
    await askForCluster(alice, 'c1', workers);
    // Beyond the task's success: removing the first-boot secrets belongs to the creation.
    await untilReady(bench, cloud, 1, { timeoutMs: 60_000 });
  });
  await measure(bench, cloud, 'list', async () => okBody(await alice.call('GET', '/api/cse')));
  await measure(bench, cloud, 'info', async () => okBody(await alice.call('GET', '/api/cse/c1/info')));
  await measure(bench, cloud, 'config', async () =>
    okBody(await alice.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0')),
  );
  await measure(bench, cloud, 'delete', async () => {
    taskHref(await alice.call('DELETE', '/api/cse/c1'));
    await untilGone(bench, cloud, { timeoutMs: 60_000 });
  });
});

async function measure(
  bench: Bench,
  { vcdUrl }: Cloud,
  operation: Operation,
  work: () => Promise<unknown>,
): Promise<void> {
  await settle(bench.signal);
  await resetVcdCalls(vcdUrl);
  await work();
  await settle(bench.signal);
  const made = await vcdCalls(vcdUrl);
  if (made.some(([pattern]) => pattern === 'GET /api/catalog/{id}'))
    throw new Error(`${operation}: a template was looked at meanwhile; measure again`);
  const { polls, others } = countCalls(made);
  if (others === 0) throw new Error(`${operation}: vcdsim counted no call`);

  const before = originalCalls[operation];
  const goal = goals[operation];
  bench.figure(`${operation}: calls`, others, 'calls', { original: before.calls, ...goal });
  bench.figure(`${operation}: polls`, polls, 'calls', { original: before.polls });
  bench.say(
    `${operation}: ${others} calls and ${polls} polls (original: ${before.calls} and ${before.polls} or more)`,
  );
  for (const [pattern, count] of made) bench.say(`  ${String(count).padStart(3)} ${pattern}`);
}
