import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from './percentile.ts';
import { inTime } from './too-late.ts';

export interface OpenLoadPlan {
  readonly perSecond: number;
  readonly seconds: number;
  /** Sends the n-th request, whatever became of those before; throws when the answer is not the one that counts. */
  readonly send: (n: number) => Promise<unknown>;
  readonly signal: AbortSignal;
}

export interface OpenLoad {
  readonly answered: number;
  /** Requests that nobody answered, or only with the word that there was no time. */
  readonly tooLate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  /** How late the last request was sent: a sender that falls behind measures itself. */
  readonly senderLateMs: number;
}

const tickMs = 5;

/**
 * Sends at a steady rate, as tenants who know nothing of each other do; time counts from when a request was due. Throws
 * when one is not answered as it should be.
 */
export async function openLoad({ perSecond, seconds, send, signal }: OpenLoadPlan): Promise<OpenLoad> {
  const total = Math.round(perSecond * seconds);
  const durationsMs: number[] = [];
  const underWay: Promise<void>[] = [];
  const startedAt = performance.now();
  let senderLateMs = 0;
  let tooLate = 0;
  const failures: unknown[] = [];
  const sendOne = async (n: number, dueAt: number): Promise<void> => {
    try {
      if (await inTime(send(n))) durationsMs.push(performance.now() - dueAt);
      else tooLate += 1;
    } catch (error) {
      failures.push(error);
    }
  };
  for (let n = 0; n < total && failures.length === 0;) {
    const dueUntil = ((performance.now() - startedAt) / 1000) * perSecond;
    for (; n < Math.min(total, dueUntil); n += 1) {
      const dueAt = startedAt + (n / perSecond) * 1000;
      senderLateMs = Math.max(senderLateMs, performance.now() - dueAt - tickMs);
      underWay.push(sendOne(n, dueAt));
    }
    await delay(tickMs, undefined, { signal });
  }
  await Promise.all(underWay);
  if (failures.length > 0)
    throw new Error(`${failures.length} requests failed; the first: ${String(failures[0])}`);
  durationsMs.sort((a, b) => a - b);
  return {
    answered: durationsMs.length,
    tooLate,
    p50Ms: percentile(durationsMs, 0.5),
    p99Ms: percentile(durationsMs, 0.99),
    slowestMs: durationsMs.at(-1) ?? Number.NaN,
    senderLateMs,
  };
}
