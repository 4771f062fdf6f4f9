import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { AmqpIntakeOptions } from './intake-options.ts';
import { openSession, type AmqpSession } from './amqp-session.ts';

/** The door for tenants' requests. Disposing of it takes nothing more, finishes what is in hand and closes. */
export interface AmqpIntake extends AsyncDisposable {
  /** Whether requests are being consumed. */
  connected(): boolean;
}

/**
 * Consumes requests until it is disposed of. A broker that is away, an exchange that is not there yet, a lost
 * connection: all are met by trying again every five seconds or so, for ever, with every declaration made anew.
 */
export function startAmqpIntake(options: AmqpIntakeOptions): AmqpIntake {
  const { address, log, meter, reconnectDelayMs = 5000 } = options;
  const stopping = new AbortController();
  let current: AmqpSession | undefined;
  const supervising = supervise();

  async function supervise(): Promise<void> {
    meter?.connected(false);
    while (!stopping.signal.aborted) {
      await serveOnce();
      const pauseMs = reconnectDelayMs * (0.9 + Math.random() * 0.2);
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function serveOnce(): Promise<void> {
    const where = { host: address.host, port: address.port, exchange: address.exchange };
    try {
      await using session = await openSession(options);
      current = session;
      meter?.connected(true);
      log.info({ ...where, queue: address.routingKey, listeners: options.listeners }, 'consuming requests');
      await untilAborted(AbortSignal.any([session.ended, stopping.signal]));
      meter?.connected(false);
      if (session.ended.aborted) {
        const reason: unknown = session.ended.reason;
        log.warn({ ...where, err: reason }, 'lost the message broker');
      }
    } catch (error) {
      log.warn({ ...where, err: error }, 'cannot consume requests yet');
    }
  }

  return {
    connected: () => current !== undefined && !current.ended.aborted && !stopping.signal.aborted,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await supervising;
    },
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
