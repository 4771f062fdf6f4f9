import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel, ConsumeMessage } from 'amqplib';
import { connect } from 'amqplib';
import { defaultModel, startVcdsim } from '../src/index.ts';
import type { ModelInput } from '../src/index.ts';
import { attributeOf, parseXml } from '../src/xml/read.ts';
import { errorOf, simulated } from './simulated.ts';
import type { Client } from './simulated.ts';

const amqpUrl = process.env['CSE_TEST_AMQP_URL'];
const skip = amqpUrl === undefined && 'CSE_TEST_AMQP_URL is not set: no broker';

interface Request {
  readonly id: string;
  readonly method: string;
  readonly requestUri: string;
  readonly queryString: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly statusCode: number;
  readonly request: boolean;
}

interface Delivery {
  readonly message: ConsumeMessage;
  readonly request: Request;
  readonly security: { readonly user: string; readonly org: string; readonly rights: readonly string[] };
}

/** An exchange of this file alone, so that files can share a broker. */
function modelFor(exchange: string, declareExchange = true): ModelInput {
  const model = structuredClone(defaultModel);
  const service = model.services?.[0];
  assert.ok(service);
  service.exchange = exchange;
  return { ...model, amqp: { declareExchange } };
}

function uniqueName(): string {
  return `vcdsim-test-${crypto.randomUUID()}`;
}

/** An extension as the original is one: a queue bound to the exchange, answers to the exchange that the request names. */
async function extension(
  exchange: string,
  answer: (delivery: Delivery, channel: Channel) => void,
): Promise<AsyncDisposable> {
  const connection = await connect(amqpUrl ?? '');
  const channel = await connection.createChannel();
  await channel.checkExchange(exchange);
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, exchange, 'cse');
  await channel.consume(queue, (message) => {
    if (!message) return;
    channel.ack(message);
    const [request, security] = JSON.parse(message.content.toString('utf8')) as [
      Request,
      Delivery['security'],
    ];
    answer({ message, request, security }, channel);
  });
  return { [Symbol.asyncDispose]: async () => connection.close() };
}

function reply(channel: Channel, { message, request }: Delivery, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const answer = {
    id: request.id,
    headers: { 'Content-Type': request.headers['Accept'] ?? request.headers['accept'], 'Content-Length': 1 },
    statusCode: status,
    body: Buffer.from(text).toString('base64'),
    request: false,
  };
  channel.publish(
    String(message.properties.headers?.['replyToExchange']),
    String(message.properties.replyTo),
    Buffer.from(JSON.stringify(answer)),
    // The original sets nothing else.
    { correlationId: String(message.properties.correlationId) },
  );
}

async function call(client: Client, method: string, path: string, body?: string) {
  return client.send(method, path, body, { accept: 'application/*+json;version=29.0' });
}

test(
  'a call goes to the extension as it came, with the legacy token, and its answer comes back',
  { skip },
  async (t) => {
    const exchange = uniqueName();
    await using server = await simulated(t, { amqpUrl: amqpUrl ?? '', model: modelFor(exchange) });
    const alice = await server.login('alice@acme');
    const deliveries: Delivery[] = [];
    await using _extension = await extension(exchange, (delivery, channel) => {
      deliveries.push(delivery);
      reply(channel, delivery, 202, { name: 'größer', task_href: 'x' });
    });
    const answer = await call(alice, 'DELETE', '/api//cse/c1/node/?force=true', '{"nodes": ["ä"]}');
    assert.equal(answer.status, 202);
    assert.equal(answer.headers.get('content-type'), 'application/*+json;version=29.0');
    assert.deepEqual(JSON.parse(answer.text), { name: 'größer', task_href: 'x' }, 'the length is vCD’s own');
    assert.ok(answer.headers.get('x-vmware-vcloud-request-id'));
    const [delivery] = deliveries;
    assert.ok(delivery);
    const { request, security, message } = delivery;
    assert.deepEqual(
      [request.method, request.requestUri, request.queryString, request.statusCode, request.request],
      ['DELETE', '/api/cse/c1/node', 'force=true', 0, true],
    );
    assert.equal(Buffer.from(request.body, 'base64').toString('utf8'), '{"nodes": ["ä"]}');
    assert.equal(request.headers['x-vcloud-authorization'], alice.token);
    assert.match(security.user, /^urn:vcloud:user:[0-9a-f-]{36}$/);
    assert.match(security.org, /^urn:vcloud:org:[0-9a-f-]{36}$/);
    assert.ok(security.rights.length > 0);
    const { properties } = message;
    assert.equal(properties.headers?.['messageType'], 'ProcessHttpRequest');
    assert.equal(properties.headers?.['replyToExchange'], 'vcd.replyExchange');
    assert.match(String(properties.replyTo), /^vcd\.replyQueue\./);
    assert.equal(server.exchanges.at(-1)?.pattern, '/api/cse/.*');
  },
);

test('a caller with a bearer token still brings a legacy one', { skip }, async (t) => {
  const exchange = uniqueName();
  await using server = await simulated(t, { amqpUrl: amqpUrl ?? '', model: modelFor(exchange) });
  const alice = await server.login('alice@acme');
  const tokens: (string | undefined)[] = [];
  await using _extension = await extension(exchange, (delivery, channel) => {
    tokens.push(delivery.request.headers['x-vcloud-authorization']);
    reply(channel, delivery, 200, []);
  });
  const session = await alice.send('GET', '/api/session');
  assert.equal(session.status, 200);
  const login = await fetch(`${server.url}/cloudapi/1.0.0/sessions`, {
    method: 'POST',
    headers: {
      accept: 'application/json;version=37.0',
      authorization: `Basic ${Buffer.from('alice@acme:secret').toString('base64')}`,
    },
  });
  const bearer = login.headers.get('x-vmware-vcloud-access-token') ?? '';
  const answer = await fetch(`${server.url}/api/cse`, {
    headers: { accept: 'application/json;version=37.0', authorization: `Bearer ${bearer}` },
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(tokens, [login.headers.get('x-vcloud-authorization')]);
});

test(
  'an extension that does not answer in time is a 504 in XML, and its late answer is dropped [check 12]',
  { skip },
  async (t) => {
    const exchange = uniqueName();
    await using server = await simulated(t, {
      amqpUrl: amqpUrl ?? '',
      model: modelFor(exchange),
      extensionTimeoutMs: 200,
    });
    const alice = await server.login('alice@acme');
    const late: (() => void)[] = [];
    await using _extension = await extension(exchange, (delivery, channel) => {
      if (delivery.request.requestUri === '/api/cse/slow') {
        late.push(() => {
          reply(channel, delivery, 200, 'late');
        });
        return;
      }
      for (const send of late) send();
      channel.publish('vcd.replyExchange', String(delivery.message.properties.replyTo), Buffer.from('{'), {
        correlationId: String(delivery.message.properties.correlationId),
      });
      reply(channel, delivery, 200, 'on time');
    });
    const answer = await call(alice, 'GET', '/api/cse/slow');
    assert.equal(answer.status, 504);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/vnd\.vmware\.vcloud\.error\+xml/);
    assert.match(
      errorOf(answer).message,
      /^External service 'cse' failed to respond in the specified timeout \(0\.2 SECONDS\)$/,
    );
    assert.equal(errorOf(answer).code, 'GATEWAY_TIMEOUT');
    const next = await call(alice, 'GET', '/api/cse/quick');
    assert.equal(JSON.parse(next.text), 'on time', 'a broken message and a late one harm nobody');
  },
);

test(
  'an exchange that is not there cannot be sent to, and is found again when it is',
  { skip },
  async (t) => {
    const exchange = uniqueName();
    await using server = await simulated(t, { amqpUrl: amqpUrl ?? '', model: modelFor(exchange, false) });
    const alice = await server.login('alice@acme');
    const id = [...server.sim.inventory.services.keys()][0] ?? '';
    const answer = await call(alice, 'GET', '/api/cse');
    assert.equal(answer.status, 500);
    assert.equal(
      errorOf(answer).message,
      `Cannot send message to service with id: ${id}. Check your service configuration.`,
    );
    const connection = await connect(amqpUrl ?? '');
    const channel = await connection.createChannel();
    await channel.assertExchange(exchange, 'direct', { durable: false, autoDelete: true });
    await using _extension = await extension(exchange, (delivery, replies) => {
      reply(replies, delivery, 200, 'here');
    });
    await connection.close();
    let again = await call(alice, 'GET', '/api/cse');
    for (let round = 0; again.status === 500 && round < 100; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      again = await call(alice, 'GET', '/api/cse');
    }
    assert.equal(again.status, 200, 'the broken channel is replaced');
  },
);

test('without a broker forwarding fails, and callers have to be known before', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  assert.match(
    errorOf(await call(alice, 'GET', '/api/cse/c1/info')).message,
    /^Cannot send message to service/,
  );
  const headers = { accept: 'application/*+json;version=29.0' };
  const stranger = await fetch(`${server.url}/api/cse`, { headers });
  assert.equal(stranger.status, 401);
  assert.equal(attributeOf(parseXml(await stranger.text()), 'minorErrorCode'), 'UNAUTHORIZED');
});

test('a broker that cannot be reached at the start holds nothing up', async (t) => {
  // A port that was free a moment ago.
  const { url } = await (async () => {
    await using gone = await startVcdsim();
    return { url: new URL(gone.url) };
  })();
  await using server = await simulated(t, { amqpUrl: `amqp://127.0.0.1:${url.port}` });
  const alice = await server.login('alice@acme');
  assert.match(errorOf(await call(alice, 'GET', '/api/cse')).message, /^Cannot send message to service/);
});

test('a disabled service is no service', async (t) => {
  const model = structuredClone(defaultModel);
  const service = model.services?.[0];
  assert.ok(service);
  service.enabled = false;
  await using server = await simulated(t, { model });
  const alice = await server.login('alice@acme');
  assert.equal((await alice.get('/api/cse')).status, 404);
});
