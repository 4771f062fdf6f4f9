import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './guests/guest-driver.ts';

/** The time of the machine. */
export function systemClock(): Clock {
  return {
    now: () => new Date(),
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, signal ? { signal } : {});
    },
  };
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(start: Date = new Date('2026-01-01T00:00:00.000Z')) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (ms <= 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { until: this.#now + ms, wake: resolve };
    const abort = (): void => {
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#sleepers.push(sleeper);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    }
  }

  /** Moves time on and wakes, earliest first, those whose time has come. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.until <= this.#now);
    for (const sleeper of due.sort((a, b) => a.until - b.until)) sleeper.wake();
  }
}
