import type { ChannelModel } from 'amqplib';
import type { Time } from '#time/time.ts';
import { brokerError, ModelConnection, type ModelChannel } from './broker-connection.ts';

/** A message on its way. */
export interface Message {
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
    for (const { queue, message } of [...returned].toReversed()) {
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
