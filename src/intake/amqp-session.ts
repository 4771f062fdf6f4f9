import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Duplex } from 'node:stream';
import { openConnection } from '#broker/connection.ts';
import { pause, systemTime, type Time } from '#time/time.ts';
import type { AmqpIntakeOptions } from './intake-options.ts';
import { replyChannels } from './reply-channels.ts';
import { takeDelivery } from './delivery.ts';
import { FairTurns } from './fair-turns.ts';

/** Requests end by their deadline; a broker that no longer takes replies must not hold up the stop for ever. */
const finishTimeoutMs = 12_000;
const closeTimeoutMs = 2000;

/**
 * One connection with all consumers on it. Disposing of it finishes what is in hand, then closes; after a lost
 * connection too, so that a first attempt is over before its message is delivered again.
 */
export interface AmqpSession extends AsyncDisposable {
  /** Aborts, with the reason, as soon as the connection or one of the consumers is no more. */
  readonly ended: AbortSignal;
}

interface Listener {
  cancel(): Promise<unknown>;
  close(): Promise<void>;
}

/** Connects, declares as CSE 1.2.7 does (contract, section 2.1) and consumes. Rejects when any of it is refused. */
export async function openSession(options: AmqpIntakeOptions): Promise<AmqpSession> {
  const { time = systemTime, connect = openConnection } = options;
  const connection = await connect(options.address, 'cse intake');
  const ending = new AbortController();
  const end = (cause: string) => (error?: Error) => ending.abort(error ?? new Error(cause));
  connection.on('error', end('the connection failed'));
  connection.on('close', end('the connection was closed'));

  const replies = replyChannels(connection);
  const turns = new FairTurns(options.turns);
  const inHand = new Set<Promise<void>>();
  let connectionOpen = true;
  connection.once('close', () => (connectionOpen = false));

  async function take(channel: Channel, message: ConsumeMessage): Promise<void> {
    try {
      const session = { publish: replies.publish, turns, isOpen: () => connectionOpen };
      if ((await takeDelivery(message, options, session)) === 'acknowledge') channel.ack(message);
    } catch (error) {
      // The channel went while the message was in hand: the broker delivers it again and finds its record made.
      options.log.warn({ err: error }, 'could not acknowledge a message');
    }
  }

  async function openListener(): Promise<Listener> {
    const channel = await connection.createChannel();
    channel.on('error', end('a channel failed'));
    channel.on('close', end('a channel was closed'));
    await declare(channel, options);
    const { consumerTag } = await channel.consume(options.address.routingKey, (message) => {
      if (message === null) return end('the broker cancelled a consumer')();
      const taking = take(channel, message).finally(() => {
        inHand.delete(taking);
        options.meter?.unacknowledged(inHand.size);
      });
      inHand.add(taking);
      options.meter?.unacknowledged(inHand.size);
    });
    return { cancel: () => channel.cancel(consumerTag), close: () => channel.close() };
  }

  const listeners: Listener[] = [];
  const session: AmqpSession = {
    ended: ending.signal,
    async [Symbol.asyncDispose]() {
      if (connectionOpen)
        await allAtMost(
          time,
          closeTimeoutMs,
          listeners.map((one) => one.cancel()),
        );
      // What waits for its turn goes back to the broker, and from there to another life of the server.
      turns[Symbol.dispose]();
      await allAtMost(time, finishTimeoutMs, inHand);
      // The broker forgets acknowledgements that it reads after the connection's end; a channel's end comes in turn.
      if (connectionOpen)
        await allAtMost(
          time,
          closeTimeoutMs,
          listeners.map((one) => one.close()),
        );
      if (connectionOpen) await allAtMost(time, closeTimeoutMs, [connection.close()]);
      if (connectionOpen) drop(connection);
    },
  };
  try {
    while (listeners.length < options.listeners) listeners.push(await openListener());
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** The exchange must be there already: only the installation makes it. */
async function declare(
  channel: Channel,
  { address, prefetch, durableQueue }: AmqpIntakeOptions,
): Promise<void> {
  const { exchange, routingKey } = address;
  await channel.checkExchange(exchange);
  await channel.assertQueue(routingKey, {
    durable: durableQueue ?? false,
    exclusive: false,
    autoDelete: false,
  });
  await channel.bindQueue(routingKey, exchange, routingKey);
  await channel.prefetch(prefetch);
}

/** Ends a connection whose broker does not answer any more (a line that fell silent, a memory alarm). */
function drop(connection: ChannelModel): void {
  // The library has no way to do it; `stream` is the socket that its Connection class keeps. An error is what makes it
  // stop its heartbeat.
  const { stream } = connection.connection as unknown as { stream: Duplex };
  stream.destroy(new Error('the broker did not answer the close'));
}

/** Waits for all of the work to end, well or not, but no longer than that. */
async function allAtMost(time: Time, timeoutMs: number, work: Iterable<Promise<unknown>>): Promise<void> {
  const finished = new AbortController();
  try {
    await Promise.race([Promise.allSettled(work), pause(time, timeoutMs, finished.signal)]);
  } finally {
    finished.abort();
  }
}
