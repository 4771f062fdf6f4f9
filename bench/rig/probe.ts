import { setTimeout as delay } from 'node:timers/promises';
import { createBody } from '../../scripts/simulated/tenant.ts';
import type { Bench } from './bench.ts';
import { startCell } from './cell.ts';
import type { Cloud } from './cloud.ts';
import { percentile } from './percentile.ts';
import { inTime, TooLate } from './too-late.ts';

/** Requests per second: so few that what they wait for is the server's other work. */
const perSecond = 10;

/** Every so many requests one asks for a cluster; the others look at the templates. */
const writesEvery = 10;

/** Not the tenant whose fleet is made: tenants take turns. */
const org = 'globex';

/** How long requests took that came while the server had other things to do. */
export interface Waits {
  readonly reads: number;
  readonly p99Ms: number;
  readonly accepted: number;
  readonly acceptedP99Ms: number;
}

/**
 * Sends requests of a tenant who is not busy at a steady pace, over AMQP as a cell of vCD does, until `work` has ended.
 * Throws when one was answered with anything else than it should be, or than that there was no time. The clusters that it
 * asks for are alone and are named `probe…`.
 */
export async function probed(bench: Bench, cloud: Cloud, work: () => Promise<void>): Promise<Waits> {
  await using cell = await startCell(cloud.amqpUrl, cloud.exchange);
  const { token } = await cloud.login('carol', org);
  const [reads, writes]: [number[], number[]] = [[], []];
  const asked: Promise<void>[] = [];
  const over = new AbortController();
  const ask = async (n: number) => {
    const isWrite = n % writesEvery === 0;
    const startedAt = performance.now();
    const send = async () => {
      const { status, text } = await cell.ask({
        ...{ token, org },
        ...(isWrite
          ? { method: 'POST', path: '/api/cse', body: bodyOf(n) }
          : { method: 'GET', path: '/api/cse/template' }),
      });
      if (status === 503) throw new TooLate(text);
      if (status !== (isWrite ? 202 : 200)) throw new Error(`a probe was answered with ${status}: ${text}`);
    };
    // One that nobody had the time for has waited all the same.
    await inTime(send());
    (isWrite ? writes : reads).push(performance.now() - startedAt);
  };
  const sending = (async () => {
    for (let n = 1; !over.signal.aborted && !bench.signal.aborted; n += 1) {
      asked.push(ask(n));
      await delay(1000 / perSecond, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  try {
    await work();
  } finally {
    over.abort();
    await sending;
  }
  await Promise.all(asked);
  return {
    reads: reads.length,
    p99Ms: percentile(sorted([...reads, ...writes]), 0.99),
    accepted: writes.length,
    acceptedP99Ms: percentile(sorted(writes), 0.99),
  };
}

function bodyOf(n: number): Record<string, unknown> {
  return createBody(`probe${n}`, { node_count: 0, vdc: `${org}-vdc`, network: `${org}-net` });
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
