import { EventEmitter } from 'node:events';
import type { Time } from '#time/time.ts';
import type { BrokerModel, BrokerSide, Message } from './broker-model.ts';

/** One connection, as its client sees it. */
export class ModelConnection extends EventEmitter {
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
export class ModelChannel extends EventEmitter {
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

/** A refusal with what a client can tell it by. */
export function brokerError(code: number | string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
