import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rabbitmqInstalled, startRabbitmq } from '../../scripts/rabbitmq.ts';
import { startCell } from '../support/amqp-vcd.ts';
import { startApiWorld } from '../support/api-world.ts';
import { intakeFor, until } from '../support/intake-of-cell.ts';

/** The AMQP contract of CSE 1.2.7 (sections 2 and 14) where the broker has trouble. */
const own = {
  timeout: 300_000,
  skip: !rabbitmqInstalled() && 'needs a RabbitMQ that the test may kill',
};

test('a broker of its own', own, async (t) => {
  await using broker = await startRabbitmq();

  await t.test('sees the queue, binding and consumers that the contract names [checks 2, 3]', async (t) => {
    await using cell = await startCell(broker.url);
    await cell.declareExchange();
    await using intake = intakeFor(cell, { listeners: 5 });
    await until(() => intake.connected(), t);
    const { exchange, routingKey } = cell.address;
    const queues = await broker.ctl(
      'list_queues',
      'name',
      'durable',
      'auto_delete',
      'exclusive',
      'consumers',
      'arguments',
    );
    assert.match(queues, new RegExp(`^${routingKey}\tfalse\tfalse\tfalse\t5\t\\[\\]$`, 'm'));
    const bindings = await broker.ctl('list_bindings', 'source_name', 'destination_name', 'routing_key');
    assert.deepEqual(
      bindings.split('\n').filter((line) => line.startsWith(exchange)),
      [`${exchange}\t${routingKey}\t${routingKey}`],
    );
  });

  await t.test('keeps the queue over a restart where that was chosen', async (t) => {
    await using cell = await startCell(broker.url);
    await cell.declareExchange();
    await using intake = intakeFor(cell, { durableQueue: true });
    await until(() => intake.connected(), t);
    assert.match(
      await broker.ctl('list_queues', 'name', 'durable'),
      new RegExp(`^${cell.address.routingKey}\ttrue$`, 'm'),
    );
  });

  await t.test('closes the connection: the intake comes back and serves [check 11]', async (t) => {
    await using cell = await startCell(broker.url);
    await cell.declareExchange();
    const states: boolean[] = [];
    const inHand: number[] = [];
    const unexpected = () => assert.fail('counted what did not happen');
    const meter = {
      answered: () => undefined,
      dropped: unexpected,
      replyLost: unexpected,
      unacknowledged: (count: number) => void inHand.push(count),
      connected: (isConnected: boolean) => void states.push(isConnected),
    };
    await using intake = intakeFor(cell, { meter });
    await until(() => intake.connected(), t);
    await broker.ctl('close_all_connections', 'test');
    await until(() => !intake.connected(), t);
    await until(() => intake.connected(), t);
    await using after = await startCell(broker.url, cell);
    assert.equal((await after.ask({ id: 'm-1' })).id, 'm-1');
    assert.deepEqual(states, [false, true, false, true]);
    await until(() => inHand.length === 2, t);
    assert.deepEqual(inHand, [1, 0]);
  });

  await t.test('uses a virtual host with any name', async (t) => {
    await broker.ctl('add_vhost', 'a/b %');
    await broker.ctl('set_permissions', '-p', 'a/b %', 'guest', '.*', '.*', '.*');
    await using cell = await startCell(`${broker.url}/${encodeURIComponent('a/b %')}`);
    await cell.declareExchange();
    await using intake = intakeFor(cell);
    await until(() => intake.connected(), t);
    assert.equal((await cell.ask({ id: 'm-1' })).id, 'm-1');
  });

  await t.test(
    'delivers again what was kept but not answered: the same cluster, the same task',
    async (t) => {
      await using world = await startApiWorld();
      await world.addTemplate('ubuntu', { isDefault: true });
      const body = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 1 };
      const answers: unknown[] = [];
      const redelivered: boolean[] = [];
      await using cell = await startCell(broker.url);
      await cell.declareExchange();
      await using intake = intakeFor(cell, {
        async handle(request, signal) {
          const response = await world.handle(request, signal);
          assert.ok(response.body.kind === 'json');
          redelivered.push(request.redelivered);
          answers.push(response.body.value);
          // All is kept; the reply does not get out, as when the server dies here.
          if (answers.length === 1) await until(() => !intake.connected(), t);
          return response;
        },
      });
      await until(() => intake.connected(), t);
      await cell.send({ id: 'm-1', line: 'POST /api/cse', body });
      await until(() => answers.length === 1, t);
      await broker.ctl('close_all_connections', 'test');
      await until(() => answers.length === 2, t);
      assert.deepEqual(redelivered, [false, true]);
      const { items } = await world.store.clusters.list();
      const answer = { name: 'c1', cluster_id: items[0]?.metadata.uid, task_href: world.tasks[0]?.href };
      assert.deepEqual(answers, [answer, answer]);
      assert.deepEqual([items.length, world.tasks.length], [1, 1]);
    },
  );

  await t.test('dies and comes back: everything is declared anew', async (t) => {
    const first = await startCell(broker.url);
    await first.declareExchange();
    await using intake = intakeFor(first);
    await until(() => intake.connected(), t);
    await broker.kill9();
    await until(() => !intake.connected(), t);
    await broker.restart();
    await using cell = await startCell(broker.url, first);
    // A crash may lose even a durable exchange that was made just before it.
    await cell.declareExchange();
    await until(() => intake.connected(), t);
    assert.equal((await cell.ask({ id: 'm-1' })).id, 'm-1');
  });
});
