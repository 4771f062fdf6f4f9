import { setTimeout as delay } from 'node:timers/promises';

/** For the quickest of guests: their seconds are milliseconds. */
export const hastyClock = {
  now: () => new Date(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms / 1000, undefined, signal ? { signal } : {}),
};
