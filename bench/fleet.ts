/**
 * A thousand clusters at once, in a cloud that takes no time: what one server can move, what it costs, and how long others
 * wait meanwhile. All are asked for at the same moment, made, given one node more, and deleted; what is left is counted.
 */
import { parseArgs } from 'node:util';
import { leftovers } from '../scripts/simulated/leftovers.ts';
import { runBench, secondsOf, type Bench } from './rig/bench.ts';
import { openLimits, startCloud, type Cloud } from './rig/cloud.ts';
import { inTurn } from './rig/in-turn.ts';
import { probed } from './rig/probe.ts';
import { useOf } from './rig/process-figures.ts';
import { askForCluster, askForNode, taskHref, untilGone, untilReady } from './rig/requests.ts';
import { countCalls, resetVcdCalls, vcdCalls } from './rig/vcd-calls.ts';

const { values: options } = parseArgs({ options: { clusters: { type: 'string', default: '1000' } } });
const workers = 3;

await runBench('fleet', async (bench) => {
  const count = Number(options.clusters);
  if (!Number.isInteger(count) || count < 1) throw new Error(`not a number of clusters: ${options.clusters}`);
  const cloud = bench.scope.use(
    await startCloud(bench, { name: 'fleet', latency: {}, bootMs: 0, limits: openLimits }),
  );
  bench.figure('clusters of a control plane and three workers', count, 'clusters');
  const waits = await probed(bench, cloud, async () => {
    await createAll(bench, cloud, count);
    await growAll(bench, cloud, count);
  });
  bench.figure('meanwhile: requests of another, p99', waits.p99Ms, 'ms', { atMost: 50 });
  bench.figure('meanwhile: clusters accepted from another, p99', waits.acceptedP99Ms, 'ms', { atMost: 50 });
  bench.say(`${waits.reads} reads and ${waits.accepted} requests for a cluster meanwhile`);
  await deleteAll(bench, cloud);
  const { peakResidentMb } = await useOf(cloud.server.pid);
  bench.figure('server: peak resident memory', peakResidentMb, 'MB', { atMost: 300 });
  const left = await leftovers(cloud.vcdUrl);
  bench.figure('left behind', left.total, 'vApps, VMs, addresses and tasks', { atMost: 0 });
  if (left.total > 0) throw new Error(`left behind: ${JSON.stringify(left)}`);
});

async function createAll(bench: Bench, cloud: Cloud, count: number): Promise<void> {
  const alice = await cloud.login('alice', 'acme');
  const before = await useOf(cloud.server.pid);
  await resetVcdCalls(cloud.vcdUrl);
  const seconds = await secondsOf(async () => {
    const accepting = await secondsOf(() =>
      inTurn(count, (n) => askForCluster(alice, `fleet${n}`, workers), bench.signal),
    );
    bench.figure('create: all accepted', accepting, 's');
    await untilReady(bench, cloud, count, { ...patience(count), named: 'fleet', nodes: 1 + workers });
  });
  const after = await useOf(cloud.server.pid);
  bench.figure('create: all ready', seconds, 's', { atMost: 0.3 * count });
  bench.say(`all ready after ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second`);
  const { polls, others } = countCalls(await vcdCalls(cloud.vcdUrl));
  bench.figure('create: calls of vCD, polls included', (polls + others) / count, 'calls/cluster');
  bench.figure('create: processor time of the server', cpuMs(before, after, count), 'ms/cluster');
  bench.figure('server: peak resident memory with all clusters ready', after.peakResidentMb, 'MB', {
    atMost: 300,
  });
}

async function growAll(bench: Bench, cloud: Cloud, count: number): Promise<void> {
  // A session of its own: sessions of tenants end while fleets are made.
  const alice = await cloud.login('alice', 'acme');
  const before = await useOf(cloud.server.pid);
  const seconds = await secondsOf(async () => {
    await inTurn(count, (n) => askForNode(alice, `fleet${n}`), bench.signal);
    await untilReady(bench, cloud, count, { ...patience(count), named: 'fleet', nodes: 2 + workers });
  });
  bench.figure('one node more: all ready', seconds, 's');
  const after = await useOf(cloud.server.pid);
  bench.figure('one node more: processor time of the server', cpuMs(before, after, count), 'ms/cluster');
}

/** Those that were asked for meanwhile too. */
async function deleteAll(bench: Bench, cloud: Cloud): Promise<void> {
  const tenants = {
    acme: await cloud.login('alice', 'acme'),
    globex: await cloud.login('carol', 'globex'),
  };
  const { items } = await cloud.records.clusters.list();
  const owned = items.map(({ metadata: { namespace, name } }) => ({
    tenant: namespace === 'globex' ? tenants.globex : tenants.acme,
    name,
  }));
  const before = await useOf(cloud.server.pid);
  const seconds = await secondsOf(async () => {
    await inTurn(
      owned.length,
      async (n) => {
        const cluster = owned[n];
        if (cluster) taskHref(await cluster.tenant.call('DELETE', `/api/cse/${cluster.name}`));
      },
      bench.signal,
    );
    await untilGone(bench, cloud, patience(owned.length));
  });
  bench.figure('delete: all gone', seconds, 's');
  const after = await useOf(cloud.server.pid);
  bench.figure('delete: processor time of the server', cpuMs(before, after, owned.length), 'ms/cluster');
}

function cpuMs(before: { cpuSeconds: number }, after: { cpuSeconds: number }, count: number): number {
  return ((after.cpuSeconds - before.cpuSeconds) / count) * 1000;
}

function patience(count: number): { readonly timeoutMs: number; readonly everyMs: number } {
  return { timeoutMs: 60_000 + count * 1_000, everyMs: count };
}
