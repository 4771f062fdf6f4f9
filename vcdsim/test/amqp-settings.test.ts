import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { connect } from 'amqplib';
import { textOf } from '../src/xml/read.ts';
import { errorOf, simulated } from './simulated.ts';

const at = '/api/admin/extension/settings/amqp';
const broker = process.env['CSE_TEST_AMQP_URL'];

const body = (port: number | string, host = '127.0.0.1', password = 'guest') =>
  `<vmext:AmqpSettings xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5">
  <vmext:AmqpHost>${host}</vmext:AmqpHost><vmext:AmqpPort>${port}</vmext:AmqpPort>
  <vmext:AmqpUsername>guest</vmext:AmqpUsername><vmext:AmqpPassword>${password}</vmext:AmqpPassword>
  <vmext:AmqpExchange>x</vmext:AmqpExchange><vmext:AmqpVHost>/</vmext:AmqpVHost>
  <vmext:AmqpUseSSL>false</vmext:AmqpUseSSL></vmext:AmqpSettings>`;

test('the broker is told to the provider alone, and never with its password', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const told = (await administrator.get(at)).root;
  assert.deepEqual(
    ['AmqpHost', 'AmqpPort', 'AmqpVHost'].map((name) => textOf(told, name, 'vmext')),
    ['localhost', '5672', '/'],
  );
  const changed = await administrator.send('PUT', at, body(5673, 'rabbit'));
  assert.equal(changed.status, 200, changed.text);
  const again = await administrator.get(at);
  assert.equal(textOf(again.root, 'AmqpHost', 'vmext'), 'rabbit');
  assert.doesNotMatch(again.text, /AmqpPassword/);
  assert.equal(errorOf(await administrator.send('PUT', at, body('many'))).code, 'BAD_REQUEST');
  const alice = await server.login('alice@acme');
  assert.equal((await alice.get(at)).status, 403);
});

test('settings that reach no broker are not valid', async (t) => {
  // A port where nobody listens any more.
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  // It listens on a port, so its address is no pipe.
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const tried = await administrator.send('POST', `${at}/action/test`, body(port));
  assert.equal(tried.status, 200);
  assert.equal(textOf(tried.root, 'Valid', 'vmext'), 'false');
  assert.match(tried.text, /ECONNREFUSED/);
});

test(
  'settings that reach the broker are valid',
  { skip: broker ? false : 'CSE_TEST_AMQP_URL is not set' },
  async (t) => {
    const { hostname, port, username, password } = new URL(broker ?? '');
    await using server = await simulated(t);
    const administrator = await server.login('administrator@System');
    const valid = async (secret: string) => {
      const settings = body(port, hostname, secret).replace(
        '>guest</vmext:AmqpUsername',
        `>${username}</vmext:AmqpUsername`,
      );
      const tried = await administrator.send('POST', `${at}/action/test`, settings);
      return textOf(tried.root, 'Valid', 'vmext');
    };
    assert.deepEqual([await valid(password), await valid('wrong')], ['true', 'false']);
  },
);

test(
  'extensions are reached through the broker that the settings name',
  { skip: broker ? false : 'CSE_TEST_AMQP_URL is not set' },
  async (t) => {
    const { hostname, port, username, password } = new URL(broker ?? '');
    await using server = await simulated(t, { extensionTimeoutMs: 500 });
    const administrator = await server.login('administrator@System');
    const refusal = async () => errorOf(await administrator.get('/api/cse')).status;
    assert.equal(await refusal(), 500, 'nothing says where the broker is');
    const settings = body(port, hostname, password).replace(
      '>guest</vmext:AmqpUsername',
      `>${username}</vmext:AmqpUsername`,
    );
    const connection = await connect(broker ?? '');
    t.after(async () => connection.close());
    const channel = await connection.createChannel();
    await administrator.send('PUT', at, settings);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'cse-ext', 'cse');
    const delivered = Promise.withResolvers<string>();
    await channel.consume(queue, (message) => delivered.resolve(message?.content.toString() ?? ''), {
      noAck: true,
    });
    const asked = administrator.get('/api/cse/c1');
    assert.match(await delivered.promise, /"requestUri":"\/api\/cse\/c1"/);
    // Another broker, where nobody listens: the link is gone before the answer to the change.
    assert.equal((await administrator.send('PUT', at, body(1))).status, 200);
    assert.equal(await refusal(), 500);
    assert.equal((await asked).status, 504, 'nobody answered');
  },
);
