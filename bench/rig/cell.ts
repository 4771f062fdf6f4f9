import { TooLate } from './too-late.ts';
import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';

/** A request under `/api/cse` as a tenant makes it. */
export interface TenantRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  /** Who sends it, as vCD says in the security context. */
  readonly org: string;
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** A cell of Cloud Director, seen from the broker: publishes requests and is sent the replies. */
export interface Cell extends AsyncDisposable {
  /** Throws `TooLate` when no reply comes within vCD's ten seconds. */
  ask(request: TenantRequest): Promise<Reply>;
}

const replyExchange = 'vcd.replyExchange';
const timeoutMs = 10_000;

/** Connects; `exchange` is also the routing key. The reply exchange is there: vcdsim has declared it. */
export async function startCell(amqpUrl: string, exchange: string): Promise<Cell> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, replyExchange, queue);
  const waiting = new Map<unknown, (reply: Reply) => void>();
  await channel.consume(
    queue,
    (message) => message && waiting.get(message.properties.correlationId)?.(replyOf(message.content)),
    { noAck: true },
  );

  return {
    async ask(request) {
      const id = randomUUID();
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      const giveUp = () => reject(new TooLate(`no reply to ${request.method} ${request.path}`));
      const timer = setTimeout(giveUp, timeoutMs);
      waiting.set(id, resolve);
      try {
        channel.publish(exchange, exchange, Buffer.from(JSON.stringify(envelope(id, request))), {
          correlationId: id,
          replyTo: queue,
          contentType: 'application/json',
          headers: { messageType: 'ProcessHttpRequest', replyToExchange: replyExchange },
        });
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** The message of vCD (contract of CSE 1.2.7, section 2.2). */
function envelope(id: string, { method, path, token, org, body }: TenantRequest): readonly unknown[] {
  const http = {
    id,
    method,
    requestUri: path,
    queryString: null,
    protocol: 'HTTP/1.1',
    scheme: 'https',
    headers: {
      Host: 'vcd.example',
      Accept: 'application/*+json;version=31.0',
      'Content-Type': 'application/json',
      'x-vcloud-authorization': token,
    },
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)).toString('base64'),
    isSecure: true,
    statusCode: 0,
    request: true,
  };
  return [http, { user: 'urn:vcloud:user:unread', org: `urn:vcloud:org:${org}`, rights: [], language: 'en' }];
}

function replyOf(content: Buffer): Reply {
  // Our own server's reply: the bench ends at its status if it is anything else.
  const { statusCode, body } = JSON.parse(content.toString()) as { statusCode: number; body: string };
  return { status: statusCode, text: Buffer.from(body, 'base64').toString() };
}
