/**
 * How many requests the server answers per second with a bounded number under way, and how long each waits: over AMQP
 * as a cell of Cloud Director sends them, and over HTTP through vcdsim. Every answer is checked; an accepted create is
 * durable and its task open before it is answered, and the controllers work on the clusters meanwhile.
 */
import { runBench, type Bench } from './rig/bench.ts';
import { startCell, type TenantRequest } from './rig/cell.ts';
import { createBody } from '../scripts/simulated/tenant.ts';
import { openLimits, startCloud, type Cloud } from './rig/cloud.ts';
import { measureLoad } from './rig/load.ts';
import { askForCluster, untilReady } from './rig/requests.ts';
import type { Tenant } from '../scripts/simulated/tenant.ts';

const inFlight = 32;
const reads = 600;
const creates = 150;
const warmUp = 50;
/** How many clusters a list shows. */
const listed = 10;
const slowCommitMs = 5;

await runBench('intake', async (bench) => {
  await measureReads(bench);
  await measureCreates(bench, 'AMQP', 'create over AMQP', undefined);
  await measureCreates(bench, 'HTTP', 'create over HTTP', undefined);
  const slow = `create over AMQP, commits ${slowCommitMs} ms slower`;
  await measureCreates(bench, 'AMQP', slow, slowCommitMs);
});

type Way = 'AMQP' | 'HTTP';
type Send = (request: Omit<TenantRequest, 'token'>, expected: number) => Promise<void>;

async function measureReads(bench: Bench): Promise<void> {
  await using cloud = await cloudFor(bench, 'reads');
  const alice = await cloud.login('alice', 'acme');
  for (let n = 0; n < listed; n += 1) await askForCluster(alice, `listed${n}`, 1);
  await untilReady(bench, cloud, listed, { timeoutMs: 30_000 });
  for (const way of ['AMQP', 'HTTP'] as const) {
    await using sender = await senderFor(cloud, way, alice);
    for (const [what, path] of [
      [`list of ${listed} clusters`, '/api/cse'],
      ['list of templates', '/api/cse/template'],
    ] as const) {
      const send = () => sender.send({ method: 'GET', path }, 200);
      for (let n = 0; n < warmUp; n += 1) await send();
      await measureLoad(bench, `${what} over ${way}`, {
        requests: reads,
        inFlight,
        send,
        serverPid: cloud.server.pid,
      });
    }
  }
}

/** Each time with a cloud of its own: the clusters of the last time would still be worked on. */
async function measureCreates(
  bench: Bench,
  way: Way,
  label: string,
  commitDelayMs: number | undefined,
): Promise<void> {
  await using cloud = await cloudFor(bench, `creates-${way}-${commitDelayMs ?? 0}`, commitDelayMs);
  await using sender = await senderFor(cloud, way, await cloud.login('alice', 'acme'));
  for (let n = 0; n < warmUp; n += 1) await sender.send({ method: 'GET', path: '/api/cse/template' }, 200);
  await measureLoad(bench, label, {
    requests: creates,
    inFlight,
    serverPid: cloud.server.pid,
    send: (n) => sender.send({ method: 'POST', path: '/api/cse', body: createBody(`c${n}`) }, 202),
  });
  const kept = (await cloud.records.clusters.list()).items.length;
  if (kept !== creates) throw new Error(`${label}: ${creates} were accepted and ${kept} are kept`);
}

function cloudFor(bench: Bench, name: string, commitDelayMs?: number): Promise<Cloud> {
  const slowed = commitDelayMs === undefined ? {} : { commitDelayMs };
  return startCloud(bench, { name, latency: {}, bootMs: 0, limits: openLimits, ...slowed });
}

async function senderFor(
  { amqpUrl, exchange }: Cloud,
  way: Way,
  tenant: Tenant,
): Promise<AsyncDisposable & { readonly send: Send }> {
  if (way === 'HTTP') {
    return {
      send: async ({ method, path, body }, expected) =>
        expectStatus(await tenant.call(method, path, body), expected),
      [Symbol.asyncDispose]: async () => {},
    };
  }
  const cell = await startCell(amqpUrl, exchange);
  return {
    send: async (request, expected) =>
      expectStatus(await cell.ask({ ...request, token: tenant.token }), expected),
    [Symbol.asyncDispose]: () => cell[Symbol.asyncDispose](),
  };
}

function expectStatus(answer: { readonly status: number; readonly text: string }, expected: number): void {
  if (answer.status !== expected) throw new Error(`answered ${answer.status}: ${answer.text}`);
}
