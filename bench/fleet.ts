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
import { askForFleet, askForNode, taskHref, untilGone, untilReady } from './rig/requests.ts';
import { countCalls, resetVcdCalls, vcdCalls } from './rig/vcd-calls.ts';

const { values: options } = parseArgs({ options: { clusters: { type: 'string', default: '1000' } } });
const workers = 3;

/** As long as a slow disk takes for a commit, and as many clusters as the bench has time for. */
const slow = { commitDelayMs: 5, clusters: 250 };

await runBench('fleet', async (bench) => {
  const count = Number(options.clusters);
  if (!Number.isInteger(count) || count < 1) throw new Error(`not a number of clusters: ${options.clusters}`);
  await wholeLife(bench, count);
  await onSlowDisk(bench, Math.min(slow.clusters, count));
});

async function wholeLife(bench: Bench, count: number): Promise<void> {
  await using cloud = await startCloud(bench, {
    name: 'fleet',
    latency: {},
    bootMs: 0,
    limits: openLimits,
  });
  bench.figure('clusters of a control plane and three workers', count, 'clusters');
  const waits = await probed(bench, cloud, async () => {
    const names = await createAll(bench, cloud, count);
    await growAll(bench, cloud, names);
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
}

/** Every commit takes longer: how fast a fleet is made then, and how long others wait. */
async function onSlowDisk(bench: Bench, count: number): Promise<void> {
  const { commitDelayMs } = slow;
  const options = { latency: {}, bootMs: 0, limits: openLimits, commitDelayMs };
  await using cloud = await startCloud(bench, { name: 'fleet-slow-disk', ...options });
  const alice = await cloud.login('alice', 'acme');
  const label = `commits ${commitDelayMs} ms slower`;
  const waits = await probed(bench, cloud, async () => {
    const seconds = await secondsOf(async () => {
      await askForFleet(bench, alice, { from: 0, to: count, workers });
      await untilReady(bench, cloud, count, { ...patience(count), named: 'fleet', nodes: 1 + workers });
    });
    bench.figure(`${label}: ${count} clusters ready`, seconds, 's', { atMost: 0.3 * count });
  });
  bench.figure(`${label}: meanwhile: requests of another, p99`, waits.p99Ms, 'ms', { atMost: 50 });
  bench.figure(`${label}: meanwhile: clusters accepted from another, p99`, waits.acceptedP99Ms, 'ms', {
    atMost: 50,
  });
}

async function createAll(bench: Bench, cloud: Cloud, count: number): Promise<readonly string[]> {
  const alice = await cloud.login('alice', 'acme');
  const before = await useOf(cloud.server.pid);
  await resetVcdCalls(cloud.vcdUrl);
  const names: string[] = [];
  const seconds = await secondsOf(async () => {
    const accepting = await secondsOf(async () => {
      const accepted = await askForFleet(bench, alice, { from: 0, to: count, workers });
      names.push(...accepted.names);
      bench.figure('create: not accepted in time', accepted.tooLate, 'requests', { atMost: 0 });
    });
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
  return names;
}

/** What nobody had the time for is not asked for again: it may have been kept, and one node more is the measure. */
async function growAll(bench: Bench, cloud: Cloud, names: readonly string[]): Promise<void> {
  const count = names.length;
  // A session of its own: sessions of tenants end while fleets are made.
  const alice = await cloud.login('alice', 'acme');
  const before = await useOf(cloud.server.pid);
  const seconds = await secondsOf(async () => {
    const late = await inTurn(count, (n) => askForNode(alice, names[n] ?? ''), bench.signal);
    bench.figure('one node more: not accepted in time', late.size, 'requests', { atMost: 0 });
    await untilReady(bench, cloud, count - late.size, {
      ...patience(count),
      named: 'fleet',
      nodes: 2 + workers,
    });
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
    const late = await inTurn(
      owned.length,
      async (n) => {
        const cluster = owned[n];
        if (cluster) taskHref(await cluster.tenant.call('DELETE', `/api/cse/${cluster.name}`));
      },
      bench.signal,
    );
    // Whether it goes is not known. One that has gone meanwhile is not found any more.
    for (const cluster of [...late].map((n) => owned[n]))
      await cluster?.tenant.call('DELETE', `/api/cse/${cluster.name}`);
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
