import type { ServiceSwitch } from '#api/service-switch.ts';
import type { Logger } from '#telemetry/logger.ts';
import { pause, systemTime, type Time } from '#time/time.ts';

/** The end that a system administrator asked for. Disposing of it, last of all, notes that the end was reached. */
export interface Drain extends AsyncDisposable {
  /** Resolves when the service was told to stop and nothing runs any more; never, when nobody tells it to. */
  readonly over: Promise<void>;
}

/**
 * Watches for a stop, and then for its work to run out, every second as the original did (contract of CSE 1.2.7, section
 * 3.12). A stop that was reached is over: the next start takes requests again. One that was cut short goes on then.
 */
export function startDrain({
  serviceSwitch,
  openRequests,
  log,
  time = systemTime,
  checkEveryMs = 1_000,
}: {
  readonly serviceSwitch: ServiceSwitch;
  readonly openRequests: () => Promise<number>;
  readonly log: Logger;
  readonly time?: Time;
  readonly checkEveryMs?: number;
}): Drain {
  const closing = new AbortController();
  const over = Promise.withResolvers<void>();
  let isOver = false;
  let told = '';

  async function look(): Promise<'serving' | 'draining' | 'drained'> {
    try {
      if ((await serviceSwitch.state()) !== 'stopping') return 'serving';
      // What is in hand now can still become an operation; nothing else is admitted any more.
      const [inHand, open] = [serviceSwitch.inHand, await openRequests()];
      const left = `${inHand} ${open}`;
      if (left !== told) log.info({ inHand, open }, 'stopping when these have ended');
      told = left;
      return inHand + open === 0 ? 'drained' : 'draining';
    } catch (error) {
      log.error({ err: error }, 'cannot see whether the service may stop');
      return 'draining';
    }
  }

  async function watch(): Promise<void> {
    const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
    while (!closing.signal.aborted) {
      const changed = serviceSwitch.nextChange();
      const seen = await look();
      if (seen === 'drained') {
        isOver = true;
        over.resolve();
        return;
      }
      if (seen === 'serving') await Promise.race([changed, closed]);
      else await pause(time, checkEveryMs, closing.signal);
    }
  }

  const watching = watch();
  return {
    over: over.promise,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await watching;
      if (isOver) await serviceSwitch.change(() => 'enabled');
    },
  };
}
