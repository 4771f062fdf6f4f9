import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startCell, type CellMessage } from '../support/amqp-vcd.ts';
import { brokerLine } from '../support/broker-line.ts';
import { nodesBody } from '../support/node-requests.ts';
import { persistentTenant, type PersistentTenant, type QueriedTask } from '../support/persistent-tenant.ts';
import { assertWireClean, eventually, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { rabbitmqInstalled, startRabbitmq, type PrivateRabbitmq } from '../../scripts/rabbitmq.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';

const count = 20;

it(
  'a durable queue over kills of its broker: what it has taken is done without being asked for again, and once though every message be sent twice',
  { skip: !rabbitmqInstalled(), timeout: 300_000 },
  async (t) => {
    await using broker = await startRabbitmq();
    await using cloud = await startCloud({ amqpUrl: broker.url, brokerPauseMs: 250, durableQueue: true });
    const { telemetryUrl } = await cloud.startServer();
    const way = brokerLine({ broker, cloud, telemetryUrl });
    const tenant = persistentTenant(cloud.alice, way.served);
    const sent = { broker, cloud, served: way.served };

    const [creations, changes] = requests(cloud.alice.token);
    for (const [messages, tasks] of [
      [creations, count],
      [changes, 2 * count],
    ] as const) {
      for (const part of [messages.slice(0, count / 2), messages.slice(count / 2)]) {
        const delivered = deliver(sent, [...part, ...part]);
        await delay(40);
        await Promise.all([way.kill(), delivered]);
      }
      const ends = await endsOfTasks(tenant, tasks);
      assert.deepEqual([...new Set(ends)], ['success']);
    }
    await eventually(
      async () => (await cloud.records()).length === count / 2 || undefined,
      'the deleted clusters have no record',
    );
    await nothingIsQueued(broker, cloud);
    assert.equal((await endsOfTasks(tenant, 2 * count)).length, 2 * count, 'one task for each message');
    assert.equal(cloud.sim.inventory.vApps.size, count / 2);
    assert.equal(cloud.sim.inventory.vms.size, count);
    assertWireClean(t, cloud.wire);
  },
);

/** Messages for clusters, and then for the addition of a node to each second one and the deletion of the others. */
function requests(token: string): readonly [CellMessage[], CellMessage[]] {
  const headers = { 'x-vcloud-authorization': token };
  const names = Array.from({ length: count }, (_, n) => `c${n}`);
  return [
    names.map((name) => {
      const body = createBody(name, { node_count: 0 });
      return { id: `create ${name}`, line: 'POST /api/cse', headers, body };
    }),
    names.map((name, n) =>
      n % 2 === 0
        ? { id: `add to ${name}`, line: `POST /api/cse/${name}/node`, headers, body: nodesBody(name) }
        : { id: `delete ${name}`, line: `DELETE /api/cse/${name}`, headers },
    ),
  ];
}

interface Sending {
  readonly broker: PrivateRabbitmq;
  readonly cloud: SimulatedCloud;
  readonly served: () => Promise<void>;
}

/** Sends each message until the broker says that it has it on its disk. */
async function deliver({ broker, cloud, served }: Sending, messages: readonly CellMessage[]): Promise<void> {
  for (let left = messages; left.length > 0;) {
    await served();
    try {
      await using cell = await startCell(broker.url, addressOf(cloud));
      const sent = await Promise.allSettled(
        left.map((message) => cell.send({ ...message, persistent: true })),
      );
      left = left.filter((_, index) => sent[index]?.status === 'rejected');
    } catch {
      // Killed while the connection was being made.
    }
  }
}

function nothingIsQueued(broker: PrivateRabbitmq, cloud: SimulatedCloud): Promise<true> {
  return eventually(async () => {
    const queues = await broker.ctl('list_queues', 'name', 'messages');
    return queues.includes(`${cloud.exchange}\t0`) || undefined;
  }, 'every message is acknowledged');
}

function addressOf({ exchange }: SimulatedCloud) {
  return { address: { exchange, routingKey: exchange } };
}

/** How all tasks of clusters have ended, once there are so many and none of them runs. */
async function endsOfTasks(tenant: PersistentTenant, atLeast: number): Promise<readonly string[]> {
  for (;;) {
    const ends = (await tenant.tasks()).map(({ status }: QueriedTask) => status);
    if (ends.length >= atLeast && !ends.includes('running')) return ends;
  }
}
