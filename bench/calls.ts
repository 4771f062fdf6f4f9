/**
 * How many calls of Cloud Director one request costs. Polls are counted apart: they grow with how long vCD takes, the
 * others do not. What only looks is measured three times: with a token that is new, with one that was seen in the last
 * minute, and moments after something was looked at.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Tenant } from '../scripts/simulated/tenant.ts';
import { runBench, until, type Bench } from './rig/bench.ts';
import type { Against } from './rig/figure.ts';
import { startCloud, type Cloud } from './rig/cloud.ts';
import { fieldFactor, fieldLatency } from './rig/field-latency.ts';
import { countCalls, resetVcdCalls, vcdCalls, type VcdCalls } from './rig/vcd-calls.ts';
import { askForCluster, okBody, settle, taskHref, untilGone, untilReady } from './rig/requests.ts';

const workers = 2;
const many = 10;
const timeoutMs = 120_000;
/** What is remembered of a view is forgotten after this (`limits.visible_seconds`). */
const visibleMs = 5_000;

const looks = {
  list: ['GET', '/api/cse'],
  info: ['GET', '/api/cse/c1/info'],
  config: ['GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0'],
  'template list': ['GET', '/api/cse/template'],
} as const satisfies Readonly<Record<string, readonly [string, string, undefined?, string?]>>;

/** The body that `vcd cse node create` sends for two nodes. */
const nodesBody = {
  ...{ name: 'c1', node_count: 2, vdc: 'acme-vdc', network: 'acme-net', node_type: 'node' },
  ...{
    cpu: null,
    memory: null,
    storage_profile: null,
    ssh_key: null,
    template: null,
    disable_rollback: true,
  },
};

await runBench('calls', async (bench) => {
  const { latency, bootMs } = fieldLatency(fieldFactor);
  const cloud = bench.scope.use(await startCloud(bench, { name: 'calls', latency, bootMs }));
  const alice = await cloud.login('alice', 'acme');

  await measureWork(bench, cloud, 'create', { atMost: 24 }, async () => {
    await askForCluster(alice, 'c1', workers);
    // Beyond the task's success: removing the first-boot secrets belongs to the creation.
    await untilReady(bench, cloud, 1, { timeoutMs });
  });
  await measureLooks(bench, cloud);
  await measureWork(bench, cloud, 'add 2 nodes', {}, async () => {
    taskHref(await alice.call('POST', '/api/cse/c1/node', nodesBody));
    await untilResting(bench, cloud);
  });
  const name = (await nodesOf(cloud)).find((node) => node.startsWith('node-'));
  await measureWork(bench, cloud, 'delete a node', {}, async () => {
    const body = { name: 'c1', vdc: 'acme-vdc', nodes: [name], force: false };
    taskHref(await alice.call('DELETE', '/api/cse/c1/node', body));
    await untilResting(bench, cloud);
  });
  await measureWork(bench, cloud, 'delete', {}, async () => {
    taskHref(await alice.call('DELETE', '/api/cse/c1'));
    await untilGone(bench, cloud, { timeoutMs });
  });
  await measureMany(bench, cloud, alice);
});

/** Tasks of many are polled by one query, so that each costs less than one alone. */
async function measureMany(bench: Bench, cloud: Cloud, alice: Tenant): Promise<void> {
  const made = await callsOf(bench, cloud, async () => {
    for (let i = 1; i <= many; i += 1) await askForCluster(alice, `m${i}`, workers);
    await untilReady(bench, cloud, many, { timeoutMs });
  });
  const { polls, others } = countCalls(made);
  bench.figure(`create ${many} at once: calls and polls of each`, (polls + others) / many, 'calls');
  tell(bench, `create ${many} at once`, made);
}

async function nodesOf({ records }: Cloud): Promise<readonly string[]> {
  return (await records.clusters.list()).items.flatMap(({ status }) => status.nodes.map(({ name }) => name));
}

/** The end of the task is not the end of the work: the record is written after it, and secrets are removed. */
async function untilResting(bench: Bench, { records }: Cloud): Promise<void> {
  const look = async () => {
    const [cluster] = (await records.clusters.list()).items;
    const isOpen = cluster?.status.tasks.some(({ state }) => state === 'running');
    return cluster?.status.phase === 'ready' && !isOpen ? true : undefined;
  };
  await until(look, 'the cluster rests', { signal: bench.signal, timeoutMs });
}

async function measureLooks(bench: Bench, cloud: Cloud): Promise<void> {
  const tenants = new Map<string, Tenant>();
  const measure = async (when: string, goal: Against): Promise<void> => {
    for (const [operation, [method, path, body, accept]] of Object.entries(looks)) {
      const tenant = tenants.get(operation) ?? (await cloud.login('alice', 'acme'));
      tenants.set(operation, tenant);
      const made = await callsOf(bench, cloud, async () =>
        okBody(await tenant.call(method, path, body, accept)),
      );
      const { polls, others } = countCalls(made);
      // Nothing is waited for: every call counts.
      bench.figure(`${operation}${when}: calls`, polls + others, 'calls', goal);
      tell(bench, `${operation}${when}`, made);
    }
  };
  await measure(', first of a session', {});
  await delay(visibleMs, undefined, { signal: bench.signal });
  await measure(', a little later', {});
  await measure('', { atMost: 1 });
}

async function measureWork(
  bench: Bench,
  cloud: Cloud,
  operation: string,
  goal: Against,
  work: () => Promise<unknown>,
): Promise<void> {
  const made = await callsOf(bench, cloud, work);
  const { polls, others } = countCalls(made);
  if (others === 0) throw new Error(`${operation}: vcdsim counted no call`);
  bench.figure(`${operation}: calls`, others, 'calls', goal);
  bench.figure(`${operation}: polls`, polls, 'calls');
  tell(bench, operation, made);
}

async function callsOf(
  { signal }: Bench,
  { vcdUrl }: Cloud,
  work: () => Promise<unknown>,
): Promise<VcdCalls> {
  await settle(signal);
  await resetVcdCalls(vcdUrl);
  await work();
  await settle(signal);
  return withoutTemplateLooks(await vcdCalls(vcdUrl));
}

/** Every minute the service looks whether the template that is missing has come: a call that no request causes. */
function withoutTemplateLooks(made: VcdCalls): VcdCalls {
  return made.filter(([pattern]) => pattern !== 'GET /api/catalog/{id}');
}

function tell(bench: Bench, operation: string, made: VcdCalls): void {
  bench.say(operation);
  for (const [pattern, count] of made) bench.say(`  ${String(count).padStart(3)} ${pattern}`);
}
