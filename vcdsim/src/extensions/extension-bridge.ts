import { isDeepStrictEqual } from 'node:util';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { Clock } from '../guests/guest-driver.ts';
import { ApiError } from '../http/api-error.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { ExtensionService } from '../inventory/extension-entities.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Random } from '../random.ts';
import type { Session } from '../sessions/session-store.ts';
import type { BrokerSettings } from './broker-settings.ts';
import { connectTo } from './broker-settings.ts';
import type { ExtensionReply } from './envelope.ts';
import { readReply, requestEnvelope } from './envelope.ts';

/** Where calls of registered API filters go. */
export interface ExtensionBridge extends AsyncDisposable {
  /** The enabled service whose filter matches the whole path; the smallest priority number wins. */
  serviceFor(path: string): { readonly service: ExtensionService; readonly urlPattern: string } | undefined;
  /** Resolves with the extension's answer. Throws 504 when none comes in time, 500 when it cannot be sent. */
  forward(service: ExtensionService, request: HttpRequest, session: Session): Promise<ExtensionReply>;
  /** Resolves when the first attempt to reach the broker has ended; later ones follow by themselves. */
  ready(): Promise<void>;
  /** Leaves the broker for another one, and resolves when the first attempt to reach that has ended. */
  useBroker(broker: BrokerSettings): Promise<void>;
  readonly connected: boolean;
  readonly broker: BrokerSettings | undefined;
}

/** Where extensions are reached, and how long they are waited for. */
export interface BridgeSettings {
  /** Undefined: no broker, every forwarded call fails. */
  readonly broker: BrokerSettings | undefined;
  readonly replyExchange: string;
  /** Made where they are missing (direct, durable), as `cse install` would. */
  readonly declaredExchanges: readonly string[];
  readonly timeoutMs: number;
  readonly reconnectMs?: number;
  /** In place of the network. */
  readonly connect?: ((broker: BrokerSettings) => Promise<ChannelModel>) | undefined;
  readonly log: (line: string) => void;
}

/** The endless attempt to be connected to one broker. */
interface Attachment {
  readonly stop: AbortController;
  readonly firstAttempt: Promise<void>;
  readonly ended: Promise<void>;
}

interface Link {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly replyQueue: string;
}

/** vCD's side of AMQP extensions (contract of CSE 1.2.7, section 2). */
export function createExtensionBridge(deps: {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: BridgeSettings;
}): ExtensionBridge {
  const { inventory, clock, random, settings } = deps;
  const { connect = connectTo } = settings;
  const waiting = new Map<string, (reply: ExtensionReply) => void>();
  const replyQueue = `vcd.replyQueue.${random.uuid()}`;
  let { broker } = settings;
  let link: Link | undefined;

  function receive(content: string, correlationId: string): void {
    const reply = readReply(content);
    // A late reply finds nobody waiting and is dropped, as vCD does.
    if (reply) waiting.get(correlationId)?.(reply);
  }

  async function open(at: BrokerSettings): Promise<{ readonly link: Link; readonly closed: Promise<void> }> {
    const connection = await connect(at);
    const closed = Promise.withResolvers<void>();
    connection.on('close', () => {
      closed.resolve();
    });
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => {});
    // One for every call that waits for the broker's word.
    channel.setMaxListeners(0);
    channel.on('close', () => {
      // A publish to an exchange that is gone closes the channel: start anew.
      connection.close().catch(() => {});
      closed.resolve();
    });
    await declare(channel);
    return { link: { connection, channel, replyQueue }, closed: closed.promise };
  }

  async function declare(channel: Channel): Promise<void> {
    await channel.assertExchange(settings.replyExchange, 'direct', { durable: true });
    await channel.assertQueue(replyQueue, { exclusive: true, autoDelete: true, durable: false });
    await channel.bindQueue(replyQueue, settings.replyExchange, replyQueue);
    for (const exchange of settings.declaredExchanges) {
      await channel.assertExchange(exchange, 'direct', { durable: true });
    }
    await channel.consume(
      replyQueue,
      (message) => {
        // The original sets the correlation id and nothing else.
        const correlationId: unknown = message?.properties.correlationId;
        if (message && typeof correlationId === 'string') {
          receive(message.content.toString('utf8'), correlationId);
        }
      },
      { noAck: true },
    );
  }

  function attach(at: BrokerSettings): Attachment {
    const stop = new AbortController();
    const first = Promise.withResolvers<void>();
    return { stop, firstAttempt: first.promise, ended: keepConnected(at, stop.signal, first.resolve) };
  }

  async function keepConnected(at: BrokerSettings, stop: AbortSignal, tried: () => void): Promise<void> {
    while (!stop.aborted) {
      try {
        const opened = await open(at);
        ({ link } = opened);
        tried();
        if (stop.aborted) link.connection.close().catch(() => {});
        await opened.closed;
      } catch (error) {
        settings.log(`the broker cannot be used: ${error instanceof Error ? error.message : String(error)}`);
        tried();
      }
      link = undefined;
      await clock.sleep(settings.reconnectMs ?? 1000, stop).catch(() => {});
    }
  }

  async function detach(): Promise<void> {
    attachment?.stop.abort();
    // Not waited for: when the broker goes at the same time nobody confirms it.
    link?.connection.close().catch(() => {});
    await attachment?.ended;
  }

  let attachment = broker && attach(broker);

  async function send(service: ExtensionService, id: string, content: string): Promise<void> {
    const channel = link?.channel;
    if (!channel) throw cannotSend(service);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refuse = (): void => {
      reject(cannotSend(service));
    };
    channel.once('close', refuse);
    try {
      channel.publish(
        service.exchange,
        service.routingKey,
        Buffer.from(content, 'utf8'),
        {
          correlationId: id,
          replyTo: replyQueue,
          contentType: 'application/json',
          headers: { messageType: 'ProcessHttpRequest', replyToExchange: settings.replyExchange },
        },
        (error: unknown) => {
          if (error) refuse();
          else resolve();
        },
      );
      await promise;
    } catch (error) {
      throw error instanceof ApiError ? error : cannotSend(service, error);
    } finally {
      channel.removeListener('close', refuse);
    }
  }

  return {
    serviceFor(path) {
      const enabled = [...inventory.services.values()].filter((service) => service.enabled);
      for (const service of enabled.sort((a, b) => a.priority - b.priority)) {
        const filter = service.apiFilters.find(({ urlPattern }) =>
          new RegExp(`^(?:${urlPattern})$`).test(path),
        );
        if (filter) return { service, urlPattern: filter.urlPattern };
      }
      return undefined;
    },
    async forward(service, request, session) {
      const id = random.uuid();
      const answered = Promise.withResolvers<ExtensionReply>();
      waiting.set(id, answered.resolve);
      const done = new AbortController();
      clock.sleep(settings.timeoutMs, done.signal).then(
        () => answered.reject(timedOut(service, settings.timeoutMs)),
        () => {},
      );
      try {
        // The timeout may come while the broker still confirms.
        answered.promise.catch(() => {});
        await send(service, id, requestEnvelope(id, request, session));
        return await answered.promise;
      } finally {
        done.abort();
        waiting.delete(id);
      }
    },
    async ready() {
      await attachment?.firstAttempt;
    },
    async useBroker(other) {
      // The exchange of notifications and the prefix are of no concern here.
      const unchanged =
        broker && isDeepStrictEqual({ ...other, exchange: broker.exchange, prefix: broker.prefix }, broker);
      broker = other;
      if (unchanged) return;
      await detach();
      attachment = attach(other);
      await attachment.firstAttempt;
    },
    get broker() {
      return broker;
    },
    get connected() {
      return link !== undefined;
    },
    [Symbol.asyncDispose]: detach,
  };
}

function timedOut(service: ExtensionService, timeoutMs: number): ApiError {
  return new ApiError(
    504,
    'GATEWAY_TIMEOUT',
    `External service '${service.name}' failed to respond in the specified timeout (${timeoutMs / 1000} SECONDS)`,
  );
}

function cannotSend(service: ExtensionService, cause?: unknown): ApiError {
  return new ApiError(
    500,
    'INTERNAL_SERVER_ERROR',
    `Cannot send message to service with id: ${service.id}. Check your service configuration.`,
    { cause },
  );
}
