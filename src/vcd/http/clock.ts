import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the client sees it; tests hand in one that they move. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that comes first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. A sleep does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    signal.throwIfAborted();
    try {
      await sleep(ms, undefined, { signal, ref: false });
    } catch (fault) {
      signal.throwIfAborted();
      throw fault;
    }
  },
};
