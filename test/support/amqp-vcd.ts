import { connect, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { randomUUID } from 'node:crypto';
import type { AmqpAddress } from '#broker/connection.ts';

/** A reply as vCD's cell would see it. */
export interface CellReply {
  readonly message: ConsumeMessage;
  /** The reply object with its body decoded. */
  readonly id: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly statusCode: number;
  readonly body: string;
  readonly keys: readonly string[];
}

export interface CellMessage {
  readonly id?: string;
  readonly line?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The sender's organization, as the security context names it. */
  readonly org?: string;
  /** The whole message body in place of an envelope. */
  readonly raw?: unknown;
  readonly elements?: 1 | 2 | 3;
  readonly replyTo?: string | null;
  readonly replyToExchange?: string;
  /** Outlives the broker, in a queue that does. */
  readonly persistent?: boolean;
}

/** vCD's end of the broker: publishes requests as a cell does and collects the replies. */
export interface Cell extends AsyncDisposable {
  readonly address: AmqpAddress;
  readonly channel: ConfirmChannel;
  readonly replyExchange: string;
  readonly replyQueue: string;
  declareExchange(): Promise<void>;
  /** Resolves when the broker has the message. */
  send(message: CellMessage): Promise<void>;
  /** The next reply, in the order of arrival. */
  reply(): Promise<CellReply>;
  ask(message: CellMessage): Promise<CellReply>;
  /** Messages that wait in the extension's queue, and its consumers. */
  queue(): Promise<{ messageCount: number; consumerCount: number }>;
}

/** Names of its own for exchange and queue, so that tests share a broker without meeting; or those of `another` cell. */
export async function startCell(
  url: string,
  another?: { readonly address: Pick<AmqpAddress, 'exchange' | 'routingKey'> },
): Promise<Cell> {
  const suffix = randomUUID().slice(0, 8);
  const { hostname, port, username, password, pathname } = new URL(url);
  const address: AmqpAddress = {
    host: hostname,
    port: Number(port),
    username,
    password,
    vhost: pathname.length > 1 ? decodeURIComponent(pathname.slice(1)) : '/',
    ssl: false,
    sslAcceptAll: false,
    exchange: `cse-ext-${suffix}`,
    routingKey: `cse-${suffix}`,
    ...another?.address,
  };
  const replyExchange = `vcd.replyExchange-${suffix}`;
  const replyQueue = `vcd.replyQueue.${suffix}`;

  const connection = await connect(url);
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange(replyExchange, 'direct', { durable: false });
  await channel.assertQueue(replyQueue, { exclusive: true });
  await channel.bindQueue(replyQueue, replyExchange, replyQueue);
  const arrived: CellReply[] = [];
  const waiting: ((reply: CellReply) => void)[] = [];
  await channel.consume(
    replyQueue,
    (message) => {
      if (message === null) return;
      const reply = replyOf(message);
      const taker = waiting.shift();
      if (taker) taker(reply);
      else arrived.push(reply);
    },
    { noAck: true },
  );

  const cell: Cell = {
    address,
    channel,
    replyExchange,
    replyQueue,
    async declareExchange() {
      await channel.assertExchange(address.exchange, 'direct', { durable: true });
    },
    send(message) {
      const replyTo = message.replyTo === undefined ? replyQueue : message.replyTo;
      const properties = {
        correlationId: `correlation-${message.id ?? ''}`,
        ...(replyTo !== null && { replyTo }),
        ...(message.persistent && { persistent: true }),
        headers: {
          replyToExchange: message.replyToExchange ?? replyExchange,
          messageType: 'ProcessHttpRequest',
        },
      };
      const content = Buffer.from(
        typeof message.raw === 'string' ? message.raw : JSON.stringify(message.raw ?? envelopeOf(message)),
      );
      return new Promise((resolve, reject) => {
        channel.publish(address.exchange, address.routingKey, content, properties, (error: unknown) => {
          if (error === null || error === undefined) resolve();
          else reject(new Error('the broker refused a request', { cause: error }));
        });
      });
    },
    reply() {
      const first = arrived.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    async ask(message) {
      await cell.send(message);
      return await cell.reply();
    },
    queue: () => channel.checkQueue(address.routingKey),
    async [Symbol.asyncDispose]() {
      await connection.close().catch(() => undefined);
    },
  };
  return cell;
}

function envelopeOf({
  id = 'message-1',
  line = 'GET /api/cse/template',
  ...message
}: CellMessage): unknown[] {
  const [method, requestUri] = line.split(' ');
  const http = {
    id,
    method,
    requestUri,
    queryString: null,
    protocol: 'HTTP/1.1',
    scheme: 'https',
    remoteAddr: '192.0.2.10',
    remotePort: 50_123,
    localAddr: '192.0.2.1',
    localPort: 443,
    headers: message.headers ?? {
      Accept: 'application/*+json;version=31.0',
      'x-vcloud-authorization': 'token-of-ann',
      Host: 'vcd.example.com',
    },
    body: message.body === undefined ? '' : Buffer.from(JSON.stringify(message.body)).toString('base64'),
    statusCode: 0,
    request: true,
  };
  const security = { user: 'urn:vcloud:user:1f', org: message.org ?? 'urn:vcloud:org:9a', rights: null };
  return [http, security, {}].slice(0, message.elements ?? 2);
}

function replyOf(message: ConsumeMessage): CellReply {
  // What this is for is to test that the reply has these keys; a wrong one fails the assertion that reads it.
  const reply = JSON.parse(message.content.toString()) as Omit<CellReply, 'message' | 'keys'>;
  const body = Buffer.from(reply.body, 'base64').toString();
  return { ...reply, body, message, keys: Object.keys(reply) };
}
