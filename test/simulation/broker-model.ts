import { EventEmitter } from 'node:events';
import type { ChannelModel } from 'amqplib';
import type { Time } from '#time/time.ts';

/** A message on its way. */
interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly properties: Readonly<Record<string, unknown>>;
  redelivered: boolean;
}

interface Consumer {
  readonly tag: string;
  readonly channel: ModelChannel;
  readonly noAck: boolean;
  readonly deliver: (message: unknown) => void;
}

interface Queue {
  readonly name: string;
  readonly durable: boolean;
  readonly exclusiveTo: ModelConnection | undefined;
  readonly messages: Message[];
  consumers: Consumer[];
}

/** Who is connected: a network that is cut may cut one side only. */
export type BrokerSide = 'service' | 'vcd';

export interface BrokerModelOptions {
  /** Each way. */
  readonly latencyMs?: number;
}

/** What may be done to the broker from outside. */
const oneWayMs = 1;

/**
 * A broker in memory, as far as intake and Cloud Director use RabbitMQ: direct exchanges, queues, prefetch,
 * acknowledgements, confirms; unacknowledged messages are delivered again, marked so, when their connection is gone.
 * Connections look like those of amqplib. Everything takes its time on the way, in order within a connection.
 */
export class BrokerModel {
  readonly #latencyMs: number;
  readonly #exchanges = new Map<string, Map<string, Set<string>>>();
  readonly #queues = new Map<string, Queue>();
  readonly #connections = new Set<ModelConnection>();
  #away = false;
  #blocked: (() => void)[] | undefined;
  #twice = 0;
  #tags = 0;

  constructor({ latencyMs = oneWayMs }: BrokerModelOptions = {}) {
    this.#latencyMs = latencyMs;
  }

  /** Connects. `time` is the client's: what is sent to a client whose time has ended never arrives. */
  async connect(side: BrokerSide, time: Time): Promise<ChannelModel> {
    const connection = new ModelConnection(this, side, time, this.#latencyMs);
    await connection.travel(() => {
      if (this.#away) throw brokerError('ECONNREFUSED', 'connect ECONNREFUSED: the broker is gone');
      this.#connections.add(connection);
    });
    // As much of amqplib's class as is used; the rest nobody calls.
    return connection as unknown as ChannelModel;
  }

  /** Cuts the connections of a side; its unacknowledged messages are delivered again. */
  cut(side: BrokerSide): void {
    for (const connection of [...this.#connections]) if (connection.side === side) connection.lose();
  }

  /** The client's process is gone: as a cut line, and it hears nothing of it. */
  abandon(side: BrokerSide): void {
    this.cut(side);
  }

  /** The broker ends; what is not durable is lost. */
  leave(): void {
    this.#away = true;
    for (const connection of [...this.#connections]) connection.lose();
    for (const [name, queue] of this.#queues) {
      queue.messages.length = 0;
      if (!queue.durable) this.#queues.delete(name);
    }
  }

  comeBack(): void {
    this.#away = false;
  }

  /** As a memory or disk alarm does: what is published waits. */
  block(): void {
    this.#blocked ??= [];
  }

  unblock(): void {
    const held = this.#blocked ?? [];
    this.#blocked = undefined;
    for (const publish of held) publish();
  }

  /** Ends the consumers of a queue, as its deletion on a mirror does. */
  cancelConsumers(name: string): void {
    const queue = this.#queues.get(name);
    for (const { channel, deliver } of queue?.consumers ?? []) channel.connection.tell(() => deliver(null));
    if (queue) queue.consumers = [];
  }

  /** The next message to any queue arrives twice. */
  deliverTwice(): void {
    this.#twice += 1;
  }

  /** What waits in a queue waits in another order. */
  shuffle(name: string, order: (a: Message, b: Message) => number): void {
    this.#queues.get(name)?.messages.sort(order);
  }

  /** Messages that wait, and messages that a consumer has and has not acknowledged. */
  load(name: string): { readonly waiting: number; readonly unacknowledged: number } {
    const queue = this.#queues.get(name);
    const channels = new Set(queue?.consumers.map(({ channel }) => channel));
    const unacknowledged = [...channels].reduce((sum, channel) => sum + channel.unacknowledged.size, 0);
    return { waiting: queue?.messages.length ?? 0, unacknowledged };
  }

  /** From here on what a client's channel asks for, as it arrives at the broker. */

  assertExchange(name: string): void {
    if (!this.#exchanges.has(name)) this.#exchanges.set(name, new Map());
  }

  checkExchange(name: string): void {
    if (!this.#exchanges.has(name)) throw brokerError(404, `NOT_FOUND - no exchange '${name}'`);
  }

  assertQueue(name: string, queue: Omit<Queue, 'name' | 'messages' | 'consumers'>): void {
    if (!this.#queues.has(name)) this.#queues.set(name, { name, ...queue, messages: [], consumers: [] });
  }

  bind(queue: string, exchange: string, key: string): void {
    this.checkExchange(exchange);
    const bindings = this.#exchanges.get(exchange);
    const bound = bindings?.get(key) ?? new Set();
    bindings?.set(key, bound.add(queue));
  }

  consume(name: string, consumer: Omit<Consumer, 'tag'>): string {
    const queue = this.#queues.get(name);
    if (!queue) throw brokerError(404, `NOT_FOUND - no queue '${name}'`);
    const tag = `consumer-${(this.#tags += 1)}`;
    queue.consumers.push({ tag, ...consumer });
    this.#pump(queue);
    return tag;
  }

  cancel(tag: string): void {
    for (const queue of this.#queues.values()) {
      queue.consumers = queue.consumers.filter((consumer) => consumer.tag !== tag);
    }
  }

  /** Calls back when the message is in its queues, or when there are none for it. */
  publish(message: Message, confirmed: () => void): void {
    if (this.#blocked) {
      this.#blocked.push(() => this.publish(message, confirmed));
      return;
    }
    const names = this.#exchanges.get(message.exchange)?.get(message.routingKey) ?? new Set<string>();
    const copies = this.#twice > 0 && names.size > 0 ? 2 : 1;
    this.#twice -= copies - 1;
    for (const name of names) {
      const queue = this.#queues.get(name);
      for (let copy = 0; copy < copies; copy += 1) queue?.messages.push({ ...message });
      if (queue) this.#pump(queue);
    }
    confirmed();
  }

  pumpAll(): void {
    for (const queue of this.#queues.values()) this.#pump(queue);
  }

  /** Messages of a channel that is gone go back to where they were. */
  requeue(returned: Iterable<{ readonly queue: string; readonly message: Message }>): void {
    for (const { queue, message } of [...returned].reverse()) {
      message.redelivered = true;
      this.#queues.get(queue)?.messages.unshift(message);
    }
  }

  /** A connection is no more, whoever ended it. */
  forget(connection: ModelConnection): void {
    this.#connections.delete(connection);
    for (const [name, queue] of this.#queues) {
      queue.consumers = queue.consumers.filter(({ channel }) => channel.connection !== connection);
      if (queue.exclusiveTo === connection) this.#queues.delete(name);
    }
    for (const channel of connection.channels) this.requeue(channel.unacknowledged.values());
    this.pumpAll();
  }

  #pump(queue: Queue): void {
    while (queue.messages.length > 0) {
      const at = queue.consumers.findIndex(({ channel, noAck }) => noAck || channel.hasRoom());
      const [consumer] = at === -1 ? [] : queue.consumers.splice(at, 1);
      const message = consumer && queue.messages.shift();
      if (!consumer || !message) return;
      // Last in the row now: consumers take turns.
      queue.consumers.push(consumer);
      const deliveryTag = consumer.noAck ? 0 : consumer.channel.hold(queue.name, message);
      const { content, properties, redelivered, exchange, routingKey } = message;
      const fields = { deliveryTag, redelivered, exchange, routingKey, consumerTag: consumer.tag };
      consumer.channel.connection.tell(() => consumer.deliver({ content, properties, fields }));
    }
  }
}

/** One connection, as its client sees it. */
class ModelConnection extends EventEmitter {
  readonly channels = new Set<ModelChannel>();
  /** Where amqplib keeps the socket: destroying it is how a client lets a silent broker go. */
  readonly connection = { stream: { destroy: () => this.lose() } };
  readonly side: BrokerSide;
  readonly #broker: BrokerModel;
  readonly #time: Time;
  readonly #latencyMs: number;
  #open = true;

  constructor(broker: BrokerModel, side: BrokerSide, time: Time, latencyMs: number) {
    super();
    this.#broker = broker;
    this.side = side;
    this.#time = time;
    this.#latencyMs = latencyMs;
  }

  get open(): boolean {
    return this.#open;
  }

  createChannel(): Promise<ModelChannel> {
    return this.travel(() => {
      const channel = new ModelChannel(this.#broker, this);
      this.channels.add(channel);
      return channel;
    });
  }

  createConfirmChannel(): Promise<ModelChannel> {
    return this.createChannel();
  }

  close(): Promise<void> {
    return this.travel(() => this.#end());
  }

  /** The line is cut. */
  lose(): void {
    if (!this.#open) return;
    this.#end(new Error('Unexpected close'));
  }

  /** Does something at the broker and comes back with what came of it; never, when the line is cut meanwhile. */
  travel<T>(there: () => T): Promise<T> {
    if (!this.#open) return Promise.reject(new Error('Connection closed'));
    return new Promise((resolve, reject) => {
      const failed = () => reject(new Error('Connection closed'));
      this.once('close', failed);
      this.#time.after(this.#latencyMs, () => {
        let back: () => void;
        try {
          const result = there();
          back = () => resolve(result);
        } catch (error) {
          back = () => reject(error);
        }
        this.#time.after(this.#latencyMs, () => {
          this.off('close', failed);
          back();
        });
      });
    });
  }

  /** Something for the client, unless the line is cut before. */
  tell(what: () => void): void {
    this.#time.after(this.#latencyMs, () => {
      if (this.#open) what();
    });
  }

  #end(error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    this.#broker.forget(this);
    this.#time.after(0, () => {
      for (const channel of this.channels) channel.end(error);
      if (error) this.emit('error', error);
      this.emit('close', error);
    });
  }
}

/** One channel, as its client sees it. */
class ModelChannel extends EventEmitter {
  readonly unacknowledged = new Map<number, { readonly queue: string; readonly message: Message }>();
  readonly connection: ModelConnection;
  readonly #broker: BrokerModel;
  readonly #confirming = new Set<(error: Error) => void>();
  #prefetch = Infinity;
  #deliveries = 0;
  #open = true;

  constructor(broker: BrokerModel, connection: ModelConnection) {
    super();
    this.#broker = broker;
    this.connection = connection;
  }

  hasRoom(): boolean {
    return this.unacknowledged.size < this.#prefetch;
  }

  hold(queue: string, message: Message): number {
    this.#deliveries += 1;
    this.unacknowledged.set(this.#deliveries, { queue, message });
    return this.#deliveries;
  }

  assertExchange(name: string): Promise<void> {
    return this.#ask(() => this.#broker.assertExchange(name));
  }

  checkExchange(name: string): Promise<void> {
    return this.#ask(() => this.#broker.checkExchange(name));
  }

  assertQueue(name: string, options: { durable?: boolean; exclusive?: boolean } = {}): Promise<void> {
    const exclusiveTo = options.exclusive ? this.connection : undefined;
    return this.#ask(() => this.#broker.assertQueue(name, { durable: options.durable ?? true, exclusiveTo }));
  }

  bindQueue(queue: string, exchange: string, key: string): Promise<void> {
    return this.#ask(() => this.#broker.bind(queue, exchange, key));
  }

  prefetch(count: number): Promise<void> {
    return this.#ask(() => void (this.#prefetch = count));
  }

  consume(
    queue: string,
    deliver: (message: unknown) => void,
    { noAck = false }: { noAck?: boolean } = {},
  ): Promise<{ readonly consumerTag: string }> {
    return this.#ask(() => ({ consumerTag: this.#broker.consume(queue, { channel: this, noAck, deliver }) }));
  }

  cancel(tag: string): Promise<void> {
    return this.#ask(() => this.#broker.cancel(tag));
  }

  ack({ fields }: { readonly fields: { readonly deliveryTag: number } }): void {
    if (!this.#open) throw new Error('Channel closed');
    this.connection
      .travel(() => {
        this.unacknowledged.delete(fields.deliveryTag);
        this.#broker.pumpAll();
      })
      // A line that is cut under way: the message is delivered again.
      .catch(() => undefined);
  }

  publish(
    exchange: string,
    routingKey: string,
    content: Buffer,
    properties: Readonly<Record<string, unknown>>,
    confirmed: (error: Error | null) => void,
  ): boolean {
    if (!this.#open) throw new Error('Channel closed');
    this.#confirming.add(confirmed);
    const settle = (error: Error | null) => {
      if (this.#confirming.delete(confirmed)) confirmed(error);
    };
    this.connection
      .travel(() => {
        if (exchange !== '') this.#broker.checkExchange(exchange);
        this.#broker.publish({ exchange, routingKey, content, properties, redelivered: false }, () =>
          this.connection.tell(() => settle(null)),
        );
      })
      .catch((error: Error) => {
        settle(error);
        this.end(error);
      });
    return true;
  }

  async close(): Promise<void> {
    await this.connection.travel(() => {
      this.#broker.requeue(this.unacknowledged.values());
      this.unacknowledged.clear();
      this.#broker.pumpAll();
    });
    this.end();
  }

  /** It is no more: by its client's wish, by the broker's refusal or with its connection. */
  end(error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    for (const confirmed of [...this.#confirming]) confirmed(error ?? new Error('channel closed'));
    this.#confirming.clear();
    if (error && this.connection.open) this.emit('error', error);
    this.emit('close');
  }

  async #ask<T>(there: () => T): Promise<T> {
    if (!this.#open) throw new Error('Channel closed');
    try {
      return await this.connection.travel(there);
    } catch (error) {
      // Whatever a broker refuses ends the channel that asked for it.
      if (error instanceof Error && 'code' in error) this.end(error);
      throw error;
    }
  }
}

function brokerError(code: number | string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
