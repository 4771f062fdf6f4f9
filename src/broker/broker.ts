import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { abortable } from './abortable.ts';
import { openConnection, type AmqpAddress } from './connection.ts';
import { BrokerRefused, BrokerUnavailable, refusal } from './errors.ts';

/** What the installation does on the broker. Methods reject with `BrokerRefused` when the broker says no. */
export interface Broker extends AsyncDisposable {
  readonly address: AmqpAddress;
  exchange(signal: AbortSignal): Promise<ExchangeState>;
  /** Direct, durable, not deleted by itself (contract of CSE 1.2.7, section 2.1). */
  makeExchange(signal: AbortSignal): Promise<void>;
  removeExchange(signal: AbortSignal): Promise<void>;
  queue(signal: AbortSignal): Promise<QueueState>;
  removeQueue(signal: AbortSignal): Promise<void>;
  /** Sends a message through the exchange to a queue of its own and waits for it; rejects when it does not arrive. */
  passMessage(signal: AbortSignal): Promise<void>;
  /** Tells of every request that arrives for the service from now on, without taking it from anybody. */
  overhear(listener: (message: OverheardMessage) => void, signal: AbortSignal): Promise<AsyncDisposable>;
}

/** How an exchange is beside how it should be. */
export type ExchangeState =
  | { readonly state: 'right' }
  | { readonly state: 'absent' }
  /** Of another type or durability; `message` is the broker's. */
  | { readonly state: 'different'; readonly message: string };

/** Whether a queue is there, and how much waits in it. */
export type QueueState =
  | { readonly state: 'absent' }
  | { readonly state: 'there'; readonly consumers: number; readonly messages: number };

/** One message for the service, and the means to answer it. */
export interface OverheardMessage {
  readonly content: Buffer;
  /** Undefined where the sender waits for no answer. */
  readonly answer: ((content: Buffer) => void) | undefined;
}

const arrivalTimeoutMs = 5_000;
const closeTimeoutMs = 2_000;

/** Connects. Rejects with `BrokerUnavailable`. */
export async function openBroker(address: AmqpAddress, signal: AbortSignal): Promise<Broker> {
  const opening = openConnection(address, 'cse installation');
  const connection = await abortable(opening, signal).catch((error: unknown) => {
    opening.then((late) => late.close()).catch(() => undefined);
    signal.throwIfAborted();
    throw new BrokerUnavailable(error);
  });
  // Whoever waits for the broker learns of a lost connection from the call that fails.
  connection.on('error', () => undefined);
  return brokerOver(connection, address);
}

function brokerOver(connection: ChannelModel, address: AmqpAddress): Broker {
  const { exchange, routingKey } = address;

  /** A refusal ends a channel, so each use has one of its own. */
  async function onChannel<T>(use: (channel: Channel) => Promise<T>, signal: AbortSignal): Promise<T> {
    const channel = await abortable(openChannel(connection), signal);
    try {
      return await abortable(use(channel), signal);
    } catch (error) {
      throw refusal(error);
    } finally {
      await closed(channel);
    }
  }

  const declareExchange = (channel: Channel) =>
    channel.assertExchange(exchange, 'direct', { durable: true, autoDelete: false });

  return {
    address,

    async exchange(signal) {
      try {
        await onChannel((channel) => channel.checkExchange(exchange), signal);
      } catch (error) {
        if (isRefused(error, 404)) return { state: 'absent' };
        throw error;
      }
      try {
        // Of one that is there this changes nothing, and the broker says whether it is the same.
        await onChannel(declareExchange, signal);
        return { state: 'right' };
      } catch (error) {
        if (!isRefused(error, 406)) throw error;
        return { state: 'different', message: error.message };
      }
    },

    async makeExchange(signal) {
      await onChannel(declareExchange, signal);
    },

    async removeExchange(signal) {
      await onChannel((channel) => channel.deleteExchange(exchange, { ifUnused: true }), signal);
    },

    async queue(signal) {
      try {
        const { consumerCount, messageCount } = await onChannel(
          (channel) => channel.checkQueue(routingKey),
          signal,
        );
        return { state: 'there', consumers: consumerCount, messages: messageCount };
      } catch (error) {
        if (isRefused(error, 404)) return { state: 'absent' };
        throw error;
      }
    },

    async removeQueue(signal) {
      await onChannel((channel) => channel.deleteQueue(routingKey, { ifUnused: true }), signal);
    },

    async passMessage(signal) {
      await onChannel((channel) => passOneMessage(channel, exchange), signal);
    },

    async overhear(listener, signal) {
      const channel = await abortable(openChannel(connection), signal);
      const { queue } = await abortable(channel.assertQueue('', { exclusive: true }), signal);
      await abortable(channel.bindQueue(queue, exchange, routingKey), signal);
      const consume = (message: ConsumeMessage | null) => {
        if (message) listener({ content: message.content, answer: answerOf(channel, message) });
      };
      await abortable(channel.consume(queue, consume, { noAck: true }), signal);
      // The queue goes with its channel's connection or here, whichever is first.
      return {
        async [Symbol.asyncDispose]() {
          await channel.deleteQueue(queue).catch(() => undefined);
          await closed(channel);
        },
      };
    },

    async [Symbol.asyncDispose]() {
      const closing = connection.close().catch(() => undefined);
      await Promise.race([closing, delay(closeTimeoutMs, undefined, { ref: false })]);
    },
  };
}

async function openChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  // The call that was refused rejects; without a listener the event would end the process.
  channel.on('error', () => undefined);
  return channel;
}

async function closed(channel: Channel): Promise<void> {
  // One that was refused something is closed already, and says so.
  await Promise.resolve()
    .then(() => channel.close())
    .catch(() => undefined);
}

async function passOneMessage(channel: Channel, exchange: string): Promise<void> {
  const key = `cse-check-${randomUUID()}`;
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  await channel.bindQueue(queue, exchange, key);
  const arrived = Promise.withResolvers<void>();
  await channel.consume(queue, () => arrived.resolve(), { noAck: true });
  channel.publish(exchange, key, Buffer.from(key));
  const late = new AbortController();
  const lateness = delay(arrivalTimeoutMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`a message to exchange '${exchange}' did not come back within ${arrivalTimeoutMs} ms`);
  });
  try {
    await Promise.race([arrived.promise, lateness]);
  } finally {
    late.abort();
    await lateness.catch(() => undefined);
  }
}

function answerOf(channel: Channel, { properties }: ConsumeMessage): OverheardMessage['answer'] {
  const { replyTo, correlationId, headers } = properties as {
    readonly replyTo?: unknown;
    readonly correlationId?: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
  }; // the library has no types for what a message carries
  const exchange = headers?.['replyToExchange'];
  if (typeof replyTo !== 'string' || typeof exchange !== 'string') return undefined;
  return (content) => {
    channel.publish(exchange, replyTo, content, typeof correlationId === 'string' ? { correlationId } : {});
  };
}

function isRefused(error: unknown, status: number): error is BrokerRefused {
  return error instanceof BrokerRefused && error.status === status;
}
