import type { Bench } from './bench.ts';
import { useOf } from './process-figures.ts';

export interface LoadPlan {
  readonly requests: number;
  /** Requests that are under way at the same time; the next one starts when one has ended. */
  readonly inFlight: number;
  /** Sends the n-th request; throws when the answer is not the one that counts. */
  readonly send: (n: number) => Promise<unknown>;
  /** Whose processor time is told. */
  readonly serverPid: number;
}

/** Sends all requests and tells how many were answered per second, how long an answer took and what it cost the server. */
export async function measureLoad(bench: Bench, label: string, plan: LoadPlan): Promise<void> {
  const { requests, inFlight, send, serverPid } = plan;
  const durationsMs: number[] = [];
  let next = 0;
  async function sender(): Promise<void> {
    while (next < requests) {
      bench.signal.throwIfAborted();
      const n = next;
      next += 1;
      const sentAt = performance.now();
      await send(n);
      durationsMs.push(performance.now() - sentAt);
    }
  }
  const before = await useOf(serverPid);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, sender));
  const perSecond = (durationsMs.length / (performance.now() - startedAt)) * 1000;
  const costMs = (((await useOf(serverPid)).cpuSeconds - before.cpuSeconds) / requests) * 1000;

  durationsMs.sort((a, b) => a - b);
  const [p50, p99] = [percentile(durationsMs, 0.5), percentile(durationsMs, 0.99)];
  bench.figure(`${label}: answered`, perSecond, 'requests/s');
  bench.figure(`${label}: p50`, p50, 'ms');
  bench.figure(`${label}: p99`, p99, 'ms');
  bench.figure(`${label}: processor time of the server`, costMs, 'ms/request');
  bench.say(
    `${label}: ${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${costMs.toFixed(2)} ms of the server each`,
  );
}

/** The nearest rank of `sorted`; NaN of nothing. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
