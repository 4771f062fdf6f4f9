import { jittered, pause, systemTime } from '#time/time.ts';
import type { AmqpIntakeOptions } from './intake-options.ts';
import { openSession, type AmqpSession } from './amqp-session.ts';

/** The door for tenants' requests. Disposing of it takes nothing more, finishes what is in hand and closes. */
export interface AmqpIntake extends AsyncDisposable {
  /** Whether requests are being consumed. */
  connected(): boolean;
}

/** What is sent while nobody consumes is lost with a queue that is gone, so the first tries come soon. */
const firstPauseMs = 250;

/**
 * Consumes requests until it is disposed of. A broker that is away, an exchange that is not there yet, a lost
 * connection: all are met by trying again, soon at first and then every five seconds or so, for ever, with every
 * declaration made anew.
 */
export function startAmqpIntake(options: AmqpIntakeOptions): AmqpIntake {
  const { address, log, meter, longestPauseMs = 5000, time = systemTime, random = Math.random } = options;
  const stopping = new AbortController();
  let current: AmqpSession | undefined;
  const supervising = supervise();

  async function supervise(): Promise<void> {
    meter?.connected(false);
    for (let pauseMs = firstPauseMs; !stopping.signal.aborted; pauseMs *= 2) {
      const openForMs = await serveOnce();
      // One that is lost as soon as it is had is no better than none.
      if (openForMs > longestPauseMs) pauseMs = firstPauseMs;
      pauseMs = Math.min(pauseMs, longestPauseMs);
      await pause(time, jittered(pauseMs, random), stopping.signal);
    }
  }

  /** Serves for as long as one connection lasts; gives how long that was. */
  async function serveOnce(): Promise<number> {
    let openedAt: number | undefined;
    const where = { host: address.host, port: address.port, exchange: address.exchange };
    try {
      await using session = await openSession(options);
      current = session;
      openedAt = time.now();
      meter?.connected(true);
      log.info({ ...where, queue: address.routingKey, listeners: options.listeners }, 'consuming requests');
      await untilOneAborts([session.ended, stopping.signal]);
      meter?.connected(false);
      if (session.ended.aborted) {
        const reason: unknown = session.ended.reason;
        log.warn({ ...where, err: reason }, 'lost the message broker');
      }
    } catch (error) {
      log.warn({ ...where, err: error }, 'cannot consume requests yet');
    }
    return openedAt === undefined ? 0 : time.now() - openedAt;
  }

  return {
    connected: () => current !== undefined && !current.ended.aborted && !stopping.signal.aborted,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await supervising;
    },
  };
}

/** What `AbortSignal.any` makes of them the engine would keep until then, with all that waits for it, whoever has forgotten it. */
async function untilOneAborts(signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  for (const signal of signals) signal.addEventListener('abort', end);
  await promise;
  for (const signal of signals) signal.removeEventListener('abort', end);
}
