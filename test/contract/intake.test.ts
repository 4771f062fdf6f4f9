import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from 'node:tls';
import type { HandleRequest } from '#api/api.ts';
import { jsonResponse } from '#api/request.ts';
import { selfSignedCertificate } from '../../vcdsim/src/http/self-signed.ts';
import { startCell } from '../support/amqp-vcd.ts';
import { intakeFor, until } from '../support/intake-of-cell.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { startStallingLine } from '../support/stalling-line.ts';

/** The AMQP contract of CSE 1.2.7 (sections 2 and 14), against a real broker. */
const url = process.env['CSE_TEST_AMQP_URL'] ?? '';
const shared = {
  timeout: 300_000,
  skip: url === '' && 'CSE_TEST_AMQP_URL names no broker (scripts/with-rabbitmq.ts starts one)',
};

/** Ends TLS in front of the broker, with a certificate that nobody has signed. */
async function startTlsFront(brokerPort: number): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer(await selfSignedCertificate('localhost'), (socket) => {
    const broker = connect(brokerPort, '127.0.0.1');
    // One side's end, whatever the cause, is the other's too.
    pipeline(socket, broker, socket, () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

test('what a reply is', shared, async (t) => {
  await using cell = await startCell(url);
  await cell.declareExchange();
  await using intake = intakeFor(cell);
  await until(() => intake.connected(), t);

  await t.test('exactly its five keys, and of properties only the correlation id [check 4]', async () => {
    const reply = await cell.ask({ id: 'm-1' });
    assert.deepEqual(reply.keys, ['id', 'headers', 'statusCode', 'body', 'request']);
    assert.deepEqual([reply.id, reply.statusCode], ['m-1', 200]);
    const { fields, properties } = reply.message;
    assert.deepEqual([fields.exchange, fields.routingKey], [cell.replyExchange, cell.replyQueue]);
    const sent = Object.entries(properties).filter(([, value]) => value !== undefined);
    assert.deepEqual(sent, [
      ['headers', {}],
      ['correlationId', 'correlation-m-1'],
    ]);
  });

  await t.test(
    'under the content type that was accepted, with its length in bytes [checks 9, 10]',
    async () => {
      const headers = { Accept: 'text/x-yaml;version=31.0' };
      const reply = await cell.ask({ line: 'GET /api/cse/c1/config', headers });
      assert.deepEqual(reply.headers, {
        'Content-Type': 'text/x-yaml;version=31.0',
        'Content-Length': Buffer.byteLength(reply.body),
      });
    },
  );

  await t.test('JSON where the request accepts nothing in particular [check 8]', async () => {
    const reply = await cell.ask({ headers: {} });
    assert.equal(reply.headers['Content-Type'], 'application/json');
  });

  await t.test('the same for one, two and three elements [check 6]', async () => {
    const replies = [];
    for (const elements of [1, 2, 3] as const) replies.push((await cell.ask({ elements })).body);
    assert.equal(new Set(replies).size, 1);
  });

  await t.test(
    'nothing to a message without reply_to, or that is no request; the next is served [checks 5, 7]',
    async () => {
      await cell.send({ id: 'silent', replyTo: null });
      await cell.send({ raw: 'not json' });
      await cell.send({ raw: [] });
      await cell.send({ raw: { id: 'm-1' } });
      assert.equal((await cell.ask({ id: 'next' })).id, 'next');
    },
  );

  await t.test('lost when its exchange is not there, without harm to others', async () => {
    await cell.send({ id: 'lost', replyToExchange: 'no-such-exchange' });
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => cell.ask({ id: `other-${n}` })));
    assert.equal(new Set(replies.map(({ id }) => id)).size, 10);
  });

  await intake[Symbol.asyncDispose]();
  assert.deepEqual(await cell.queue(), { queue: cell.address.routingKey, messageCount: 0, consumerCount: 0 });
});

test('an exchange that is not there yet is waited for [check 1]', shared, async (t) => {
  await using cell = await startCell(url);
  const { log, lines } = recordedLog();
  await using intake = intakeFor(cell, { log });
  await until(() => lines.filter(({ msg }) => msg === 'cannot consume requests yet').length >= 2, t);
  assert.equal(intake.connected(), false);
  await cell.declareExchange();
  await until(() => intake.connected(), t);
  assert.equal((await cell.ask({ id: 'm-1' })).id, 'm-1');
});

test(
  'a queue that another kind of server declared is not consumed, and the log says why',
  shared,
  async (t) => {
    await using cell = await startCell(url);
    await cell.declareExchange();
    const { routingKey } = cell.address;
    await cell.channel.assertQueue(routingKey, { durable: true });
    const { log, lines } = recordedLog();
    await using intake = intakeFor(cell, { log });
    await until(() => JSON.stringify(lines).includes('PRECONDITION'), t);
    assert.equal(intake.connected(), false);
    await cell.channel.deleteQueue(routingKey);
    await until(() => intake.connected(), t);
  },
);

test('a consumer that the broker cancels is replaced', shared, async (t) => {
  await using cell = await startCell(url);
  await cell.declareExchange();
  await using intake = intakeFor(cell);
  await until(() => intake.connected(), t);
  await cell.channel.deleteQueue(cell.address.routingKey);
  await until(() => !intake.connected(), t);
  await until(() => intake.connected(), t);
  assert.equal((await cell.queue()).consumerCount, 2);
  assert.equal((await cell.ask({ id: 'm-1' })).id, 'm-1');
});

test('a broker that is not there is no reason to fail, and no obstacle to stopping', shared, async (t) => {
  await using cell = await startCell(url);
  const { log, lines } = recordedLog();
  const intake = intakeFor(cell, { log, address: { ...cell.address, port: 1 } });
  await until(() => JSON.stringify(lines).includes('ECONNREFUSED'), t);
  await intake[Symbol.asyncDispose]();
  assert.doesNotMatch(JSON.stringify(lines), /"password"/);
});

test('a broker that has fallen silent does not hold up the stop', shared, async (t) => {
  await using cell = await startCell(url);
  await cell.declareExchange();
  await using line = await startStallingLine(cell.address.port);
  const intake = intakeFor(cell, { address: { ...cell.address, port: line.port } });
  await until(() => intake.connected(), t);
  line.stall();
  assert.equal(line.held(), 1);
  await intake[Symbol.asyncDispose]();
  await until(() => line.held() === 0, t);
});

test('a broker behind TLS is trusted by its certificate, or on demand without', shared, async (t) => {
  await using cell = await startCell(url);
  await cell.declareExchange();
  await using tls = await startTlsFront(cell.address.port);
  const address = { ...cell.address, host: 'localhost', port: tls.port, ssl: true };

  const { log, lines } = recordedLog();
  await using careful = intakeFor(cell, { log, address });
  await until(() => JSON.stringify(lines).includes('DEPTH_ZERO_SELF_SIGNED_CERT'), t);
  assert.equal(careful.connected(), false);

  await using trusting = intakeFor(cell, { address: { ...address, sslAcceptAll: true } });
  await until(() => trusting.connected(), t);
  assert.equal((await cell.ask({ id: 'm-1' })).id, 'm-1');
});

test(
  'stopping takes no more, finishes what is in hand and leaves the rest in the queue',
  shared,
  async (t) => {
    await using cell = await startCell(url);
    await cell.declareExchange();
    const begun: string[] = [];
    const release = Promise.withResolvers<void>();
    const handle: HandleRequest = async (request) => {
      begun.push(request.id);
      await release.promise;
      return jsonResponse(200, request.id);
    };
    const intake = intakeFor(cell, { handle, listeners: 1, prefetch: 2 });
    await until(() => intake.connected(), t);
    for (const id of ['m-1', 'm-2', 'm-3']) await cell.send({ id });
    await until(() => begun.length === 2, t);

    const stopped = intake[Symbol.asyncDispose]();
    await until(async () => (await cell.queue()).consumerCount === 0, t);
    assert.equal(intake.connected(), false);
    release.resolve();
    await stopped;
    assert.deepEqual([(await cell.reply()).id, (await cell.reply()).id], ['m-1', 'm-2']);
    assert.deepEqual(begun, ['m-1', 'm-2']);
    assert.equal((await cell.queue()).messageCount, 1);
  },
);

test('a thousand requests of one organization do not stand before one of another', shared, async (t) => {
  await using cell = await startCell(url);
  await cell.declareExchange();
  const begun: string[] = [];
  const gate = Promise.withResolvers<void>();
  const handle: HandleRequest = async (request) => {
    begun.push(request.id);
    await gate.promise;
    return jsonResponse(200, request.id);
  };
  const turns = { atOnce: 6, atOnceEach: 4 };
  await using intake = intakeFor(cell, { handle, prefetch: 1_000, turns });
  await until(() => intake.connected(), t);
  const burst = Array.from({ length: 1_000 }, (_, number) => `burst-${number}`);
  await Promise.all(burst.map((id) => cell.send({ id })));
  await cell.send({ id: 'other', org: 'urn:vcloud:org:other' });
  await until(() => begun.length === 5, t);
  assert.equal(begun.at(-1), 'other');
  gate.resolve();
  const replies = await Promise.all([...burst, 'other'].map(() => cell.reply()));
  assert.equal(new Set(replies.map(({ id }) => id)).size, 1_001);
});

test('no consumer holds more than it may', shared, async (t) => {
  await using cell = await startCell(url);
  await cell.declareExchange();
  let [inHand, most] = [0, 0];
  const handle: HandleRequest = async (request) => {
    inHand += 1;
    most = Math.max(most, inHand);
    await delay(5);
    inHand -= 1;
    return jsonResponse(200, request.id);
  };
  await using intake = intakeFor(cell, { handle, listeners: 2, prefetch: 3 });
  await until(() => intake.connected(), t);
  const ids = Array.from({ length: 60 }, (_, number) => `m-${number}`);
  await Promise.all(ids.map((id) => cell.send({ id })));
  const replies = await Promise.all(ids.map(() => cell.reply()));
  assert.deepEqual(replies.map(({ id }) => id).toSorted(), ids.toSorted());
  assert.equal(most, 6);
});
