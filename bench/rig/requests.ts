import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '#records/cluster.ts';
import { createBody, type Answer, type Tenant } from '../../scripts/simulated/tenant.ts';
import { until, type Bench } from './bench.ts';
import type { Cloud } from './cloud.ts';
import { inTurn } from './in-turn.ts';
import { TooLate } from './too-late.ts';

/** The href of the task that an accepted request names. Throws what was answered instead, `TooLate` where that is that nobody had the time. */
export function taskHref({ status, text, body }: Answer): string {
  if (status === 503 || status === 504) throw new TooLate(text);
  const accepted = status === 202 && typeof body === 'object' && body !== null && 'task_href' in body;
  if (!accepted) throw new Error(`not accepted: ${status} ${text}`);
  return String(body.task_href);
}

/** The answer's body. Throws when it is not 200. */
export function okBody({ status, text, body }: Answer): unknown {
  if (status !== 200) throw new Error(`not 200: ${status} ${text}`);
  return body;
}

/** Asks for a cluster; the task's href. */
export async function askForCluster(
  tenant: Tenant,
  name: string,
  workers: number,
  org = 'acme',
): Promise<string> {
  return taskHref(
    await tenant.call(
      'POST',
      '/api/cse',
      createBody(name, { node_count: workers, vdc: `${org}-vdc`, network: `${org}-net` }),
    ),
  );
}

/** What became of many requests. */
export interface Accepted {
  /** Of the clusters, in no order. */
  readonly names: readonly string[];
  /** How many times the service said that it had not the time. */
  readonly tooLate: number;
}

/** How often one that nobody had the time for is asked for. */
const mostRounds = 10;

/**
 * Asks for the clusters `fleet…` of these numbers, again and under another name where nobody had the time. Throws when one
 * is not accepted in the end.
 */
export async function askForFleet(
  bench: Bench,
  tenant: Tenant,
  { from, to, workers }: { readonly from: number; readonly to: number; readonly workers: number },
): Promise<Accepted> {
  const names: string[] = [];
  let tooLate = 0;
  let open = Array.from({ length: to - from }, (_, n) => `fleet${from + n}`);
  for (let round = 1; open.length > 0; round += 1) {
    if (round > mostRounds) throw new Error(`${open[0]} is not accepted`);
    const asked = open;
    const ask = (n: number) => askForCluster(tenant, asked[n] ?? '', workers);
    const late = await inTurn(asked.length, ask, bench.signal);
    tooLate += late.size;
    names.push(...asked.filter((_, n) => !late.has(n)));
    open = [...late].map((n) => `${asked[n]}x`);
  }
  return { names, tooLate };
}

/** Asks for one node more; the task's href. */
export async function askForNode(tenant: Tenant, cluster: string, org = 'acme'): Promise<string> {
  return taskHref(
    await tenant.call('POST', `/api/cse/${cluster}/node`, {
      ...{ name: cluster, node_count: 1, vdc: `${org}-vdc`, network: `${org}-net`, node_type: 'node' },
      ...{ cpu: null, memory: null, storage_profile: null, ssh_key: null, template: null },
      disable_rollback: true,
    }),
  );
}

/**
 * Waits, without a call of vCD, until `count` clusters, of those whose name begins with `named`, need nothing more and
 * have at least `nodes` nodes that have joined. Throws when one of them failed.
 */
export async function untilReady(
  bench: Bench,
  cloud: Cloud,
  count: number,
  options: {
    readonly timeoutMs: number;
    readonly everyMs?: number;
    readonly named?: string;
    readonly nodes?: number;
  },
): Promise<readonly Cluster[]> {
  const { named = '', nodes = 1 } = options;
  const isReady = ({ status }: Cluster) =>
    status.phase === 'ready' && status.nodes.filter(({ state }) => state === 'joined').length >= nodes;
  return until(
    async () => {
      const list = await cloud.records.clusters.list();
      const items = list.items.filter(({ metadata }) => metadata.name.startsWith(named));
      const failed = items.find(({ status }) => status.failure !== undefined);
      if (failed) throw new Error(`${failed.metadata.name} failed: ${failed.status.failure?.message}`);
      return items.filter(isReady).length >= count ? items : undefined;
    },
    `${count} clusters are ready`,
    { signal: bench.signal, ...options },
  );
}

/** Waits, without a call of vCD, until no cluster is left. */
export async function untilGone(
  bench: Bench,
  cloud: Cloud,
  options: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<void> {
  const look = async () => ((await cloud.records.clusters.list()).items.length === 0 ? true : undefined);
  await until(look, 'every cluster is gone', { signal: bench.signal, ...options });
}

/** Gives what is still under way between a last record and vCD's count of calls a moment to arrive. */
export async function settle(signal: AbortSignal): Promise<void> {
  await delay(300, undefined, { signal });
}
