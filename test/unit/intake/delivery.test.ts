import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ConsumeMessage } from 'amqplib';
import type { HandleRequest } from '#api/api.ts';
import { jsonResponse } from '#api/request.ts';
import { takeDelivery } from '#intake/delivery.ts';
import { FairTurns } from '#intake/fair-turns.ts';
import type { ReplyAddress } from '#intake/reply-channels.ts';
import { recordedLog } from '../../support/recorded-log.ts';

const request = { id: '6f0c', method: 'GET', requestUri: '/api/cse/template', headers: {}, body: '' };

function messageOf(
  body: unknown,
  properties: object = { replyTo: 'cell-1', correlationId: 'c-1' },
): ConsumeMessage {
  const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  // The library fills in many more fields than the intake looks at.
  return { content, fields: { redelivered: false }, properties } as ConsumeMessage;
}

function session(publishing: () => Promise<void> = async () => undefined, open = true) {
  const published: { to: ReplyAddress; reply: unknown }[] = [];
  return {
    published,
    turns: new FairTurns({ atOnce: 1, atOnceEach: 1 }),
    isOpen: () => open,
    async publish(to: ReplyAddress, content: Buffer) {
      published.push({ to, reply: JSON.parse(content.toString()) });
      await publishing();
    },
  };
}

const unexpected = () => assert.fail('counted what did not happen');
const noMeter = {
  answered: unexpected,
  dropped: unexpected,
  replyLost: unexpected,
  unacknowledged: unexpected,
  connected: unexpected,
};

const { log } = recordedLog();
const fine: HandleRequest = async () => jsonResponse(200, []);

test('the reply goes where the message says', async (t) => {
  const table = [
    { headers: { replyToExchange: 'vcd.replyExchange' }, exchange: 'vcd.replyExchange' },
    { headers: {}, exchange: '' },
    { headers: undefined, exchange: '' },
  ];
  for (const { headers, exchange } of table) {
    await t.test(exchange || 'the default exchange', async () => {
      const to = session();
      const message = messageOf([request], { replyTo: 'cell-1', correlationId: 'c-1', headers });
      assert.equal(await takeDelivery(message, { handle: fine, log }, to), 'acknowledge');
      assert.deepEqual(
        to.published.map((one) => one.to),
        [{ exchange, routingKey: 'cell-1', correlationId: 'c-1' }],
      );
    });
  }
});

test('a message without reply_to is handled and not replied to', async () => {
  const to = session();
  assert.equal(await takeDelivery(messageOf([request], {}), { handle: fine, log }, to), 'acknowledge');
  assert.deepEqual(to.published, []);
});

test('a message that is no request is acknowledged, counted and not handled', async () => {
  const to = session();
  const dropped = mock.fn();
  const meter = { ...noMeter, dropped };
  const handle: HandleRequest = () => assert.fail('handled');
  assert.equal(await takeDelivery(messageOf('not json'), { handle, log, meter }, to), 'acknowledge');
  assert.equal(dropped.mock.callCount(), 1);
  assert.deepEqual(to.published, []);
});

test('a reply that a lost connection swallowed leaves the message to be delivered again', async () => {
  const to = session(() => Promise.reject(new Error('channel closed')), false);
  assert.equal(await takeDelivery(messageOf([request]), { handle: fine, log }, to), 'leave');
});

test('a reply that the broker does not want is lost, and the message done with', async () => {
  const to = session(() => Promise.reject(new Error('no such exchange')), true);
  const replyLost = mock.fn();
  const meter = { ...noMeter, answered: () => undefined, replyLost };
  assert.equal(await takeDelivery(messageOf([request]), { handle: fine, log, meter }, to), 'acknowledge');
  assert.equal(replyLost.mock.callCount(), 1);
});

test('a handler learns of the deadline, and what it says then is the answer', async () => {
  const to = session();
  const handle: HandleRequest = (_request, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(jsonResponse(503, 'late'))));
  await takeDelivery(messageOf([request]), { handle, log, deadlineMs: 5 }, to);
  assert.match(JSON.stringify(to.published), /"statusCode":503/);
});

test('a handler that throws is answered for', async () => {
  const to = session();
  const handle: HandleRequest = () => Promise.reject(new Error('bug'));
  assert.equal(await takeDelivery(messageOf([request]), { handle, log }, to), 'acknowledge');
  assert.match(JSON.stringify(to.published), /"statusCode":500/);
});

test('a handler that does not heed its deadline is answered for, and the message done with', async () => {
  const to = session();
  const deaf: HandleRequest = () => new Promise(() => undefined);
  assert.equal(
    await takeDelivery(messageOf([request]), { handle: deaf, log, deadlineMs: 1 }, to),
    'acknowledge',
  );
  assert.match(JSON.stringify(to.published), /"statusCode":503/);
});

function replyStatus(reply: unknown): unknown {
  return typeof reply === 'object' && reply !== null && 'statusCode' in reply ? reply.statusCode : undefined;
}

test('a request whose turn does not come in time is answered, and nothing is done for it', async () => {
  const to = session();
  const never = Promise.withResolvers<void>();
  const before = to.turns.run(' looks', () => never.promise, new AbortController().signal);
  const handle: HandleRequest = async () => assert.fail('it was to be left alone');
  assert.equal(await takeDelivery(messageOf([request]), { handle, log, deadlineMs: 1 }, to), 'acknowledge');
  assert.equal(replyStatus(to.published[0]?.reply), 503);
  never.resolve();
  await before;
});

test('a request whose turn does not come before the session ends is left to the next', async () => {
  const to = session();
  const never = Promise.withResolvers<void>();
  const before = to.turns.run(' looks', () => never.promise, new AbortController().signal);
  const taken = takeDelivery(messageOf([request]), { handle: fine, log }, to);
  to.turns[Symbol.dispose]();
  assert.equal(await taken, 'leave');
  assert.equal(to.published.length, 0);
  never.resolve();
  await before;
});
