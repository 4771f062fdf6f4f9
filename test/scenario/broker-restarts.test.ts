import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelInput } from 'vcdsim';
import { brokerLine } from '../support/broker-line.ts';
import { nodesBody } from '../support/node-requests.ts';
import {
  persistentTenant,
  type Insistence,
  type PersistentTenant,
  type QueriedTask,
} from '../support/persistent-tenant.ts';
import { recordedLog, type LogLine } from '../support/recorded-log.ts';
import { assertWireClean, eventually, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { throttle } from '../support/throttle.ts';
import { rabbitmqInstalled, startRabbitmq } from '../../scripts/rabbitmq.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { withNetworks } from '../support/simulated-model.ts';

const restarts = 20;
const requestsPerRestart = 25;
/** How many are sent between two kills: what was not answered comes again among the others. */
const sendsPerRestart = 29;

/** What is asked for of one cluster, one after the other. */
type Wish = 'create' | 'add' | 'remove' | 'delete';
const lives: readonly (readonly Wish[])[] = [
  ...Array.from({ length: 25 }, () => ['create', 'add', 'remove', 'delete'] as const),
  ...Array.from({ length: 50 }, () => ['create', 'add'] as const),
  ...Array.from({ length: 50 }, () => ['create', 'delete'] as const),
  ...Array.from({ length: 200 }, () => ['create'] as const),
];

/**
 * A broker that is killed loses its transient queue and all messages in it, as it would do to CSE 1.2.7: who sent one
 * reads from vCD that nobody has answered. So "not lost" means: what the service took is done to its end, and its task
 * says so; what nobody answered can be asked for again. And "not twice" means: one task for each request that was
 * taken, one vApp for each cluster, each node once.
 */
describe('a broker that is killed again and again', { skip: !rabbitmqInstalled() }, () => {
  it(
    `${restarts * requestsPerRestart} requests over ${restarts} kills: none lost, none done twice`,
    { timeout: 600_000 },
    async (t) => {
      assert.equal(lives.flat().length, restarts * requestsPerRestart);
      await using broker = await startRabbitmq();
      const { log, lines } = recordedLog();
      await using cloud = await startCloud({
        amqpUrl: broker.url,
        brokerPauseMs: 250,
        log,
        model: wideNetworks,
      });
      const { telemetryUrl } = await cloud.startServer();
      const way = brokerLine({ broker, cloud, telemetryUrl });
      const burst = throttle();
      const tenant = persistentTenant(cloud.alice, async () => {
        await burst.pass();
        await way.served();
      });

      const lived = Promise.all(lives.map((wishes, n) => live({ cloud, tenant }, `c${n}`, wishes)));
      // A failure is told by the await below, after the kills.
      lived.catch(() => undefined);
      for (let kill = 1; kill <= restarts; kill += 1) {
        burst.give(sendsPerRestart);
        // In the middle of the answers, another one each time; however slow the machine is.
        const answers = tenant.answered + ((kill * 7) % sendsPerRestart);
        for (let waited = 0; tenant.answered < answers && waited < 5000; waited += 5) await delay(5);
        await way.kill();
      }
      burst.give(Infinity);
      await lived;
      t.diagnostic(`${tenant.unanswered} requests were not answered`);
      assert.ok(tenant.unanswered >= restarts, `${tenant.unanswered} unanswered requests`);

      await assertOneEffectEach(t, cloud, tenant, lines);
      assertWireClean(t, cloud.wire);
    },
  );
});

interface Stage {
  readonly cloud: SimulatedCloud;
  readonly tenant: PersistentTenant;
}

/** Asks for one thing after the other, and sees to it that each was done once. */
async function live(stage: Stage, name: string, wishes: readonly Wish[]): Promise<void> {
  for (const wish of wishes) {
    await fulfilments[wish](stage, name);
  }
}

const fulfilments: Readonly<Record<Wish, (stage: Stage, name: string) => Promise<void>>> = {
  /**
   * A second attempt does no harm, for a name that is taken is refused through the task. It may be taken by one that comes
   * to nothing: a slow machine opens no task in time, and the service takes back what it cannot answer for.
   */
  async create({ cloud, tenant }, name) {
    const body = createBody(name, { node_count: 0 });
    for (let made = 0; made === 0;) {
      const isMade = async () => (await tenant.tasks()).some((task) => isUnderWay(task, name));
      const ended = await tenant.insist(() => cloud.alice.call('POST', '/api/cse', body), isMade);
      assertAccepted(ended);
      const tasks = await endedTasks(tenant, name, 'create_cluster');
      made = tasks.filter(({ status }) => status === 'success').length;
      const told = tasks.find(({ href }) => href === taskOf(ended));
      const error = told && (await cloud.alice.task(told.href)).error;
      assert.ok(!error || error === `Cluster ${name} already exists.`, `${name}: ${error}`);
      assert.ok(made <= 1, `${name} is made ${made} times`);
    }
  },

  /** Twice would be two nodes, so it is looked first whether an earlier attempt is at work. */
  async add({ cloud, tenant }, name) {
    const send = () => cloud.alice.call('POST', `/api/cse/${name}/node`, nodesBody(name));
    assertAccepted(await tenant.insist(send, () => isTaken({ cloud, tenant }, name, 'create_nodes')));
    assert.deepEqual(endsOf(await endedTasks(tenant, name, 'create_nodes')), ['success'], name);
  },

  async remove({ cloud, tenant }, name) {
    const nodes = await workersOf({ cloud, tenant }, name);
    assert.equal(nodes.length, 1, `workers of ${name}`);
    const body = { name, vdc: 'acme-vdc', nodes, force: false };
    const send = () => cloud.alice.call('DELETE', `/api/cse/${name}/node`, body);
    assertAccepted(await tenant.insist(send, () => isTaken({ cloud, tenant }, name, 'delete_nodes')));
    assert.deepEqual(endsOf(await endedTasks(tenant, name, 'delete_nodes')), ['success'], name);
  },

  /** Again without looking: what is gone is not found. */
  async delete({ cloud, tenant }, name) {
    const ended = await tenant.insist(() => cloud.alice.call('DELETE', `/api/cse/${name}`), unseen);
    assert.ok(ended.kind === 'answered');
    if (ended.attempts > 1 && ended.answer.status === 500) assert.match(ended.answer.text, /not found/);
    else assertAccepted(ended);
    const ends = endsOf(await endedTasks(tenant, name, 'delete_cluster'));
    assert.deepEqual([...new Set(ends)], ['success'], name);
  },
};

const unseen = async () => false;

function isUnderWay({ clusterName, operation, status }: QueriedTask, name: string): boolean {
  return clusterName === name && operation === 'create_cluster' && status !== 'error';
}

function assertAccepted(ended: Insistence): void {
  if (ended.kind === 'answered') assert.equal(ended.answer.status, 202, ended.answer.text);
}

/** The link that a request was answered with. */
function taskOf(ended: Insistence): string | undefined {
  // The contract's 202.
  return ended.kind === 'answered' ? (ended.answer.body as { task_href: string }).task_href : undefined;
}

/** What the service had taken before it answers here is kept by now: it ends with one connection before the next. */
async function isTaken({ cloud, tenant }: Stage, name: string, operation: string): Promise<boolean> {
  await workersOf({ cloud, tenant }, name);
  const tasks = await tenant.tasks();
  return tasks.some((task) => task.clusterName === name && task.operation === operation);
}

async function workersOf({ cloud, tenant }: Stage, name: string): Promise<readonly string[]> {
  const ended = await tenant.insist(() => cloud.alice.call('GET', `/api/cse/${name}/info`), unseen);
  assert.ok(ended.kind === 'answered');
  assert.equal(ended.answer.status, 200, ended.answer.text);
  // The contract's cluster object.
  const { nodes } = ended.answer.body as { nodes: { name: string }[] };
  return nodes.map((node) => node.name);
}

/** The tasks of an operation on a cluster, once all of them have ended. */
async function endedTasks(
  tenant: PersistentTenant,
  name: string,
  operation: string,
): Promise<readonly QueriedTask[]> {
  for (;;) {
    const all = await tenant.tasks();
    const theirs = all.filter((task) => task.clusterName === name && task.operation === operation);
    if (theirs.length > 0 && theirs.every(({ status }) => status !== 'running')) return theirs;
  }
}

function endsOf(tasks: readonly QueriedTask[]): readonly string[] {
  return tasks.map(({ status }) => status);
}

async function assertOneEffectEach(
  t: TestContext,
  cloud: SimulatedCloud,
  tenant: PersistentTenant,
  lines: readonly LogLine[],
): Promise<void> {
  const standing = lives.flatMap((wishes, n) => {
    const workers = wishes.includes('add') && !wishes.includes('remove') ? 1 : 0;
    return wishes.includes('delete') ? [] : [`c${n} ${1 + workers}`];
  });
  await eventually(
    async () => (await cloud.records()).length === standing.length || undefined,
    'the records of deleted clusters are gone',
  );
  const { vApps } = cloud.sim.inventory;
  const made = [...vApps.values()].map((vApp) => `${vApp.name} ${vApp.vmIds.size}`);
  assert.deepEqual(made.toSorted(), standing.toSorted(), 'vApps with their numbers of VMs');
  const { vms, ipAddresses, runningTasks } = await cloud.leftovers();
  assert.deepEqual([ipAddresses, runningTasks], [vms, 0]);

  // A request is answered with 202 once it has its task, whether or not a broker took the answer. What was taken back
  // has its task too.
  const taken = lines.filter(({ msg, status }) => msg === 'request answered' && status === 202);
  const tasks = await tenant.tasks();
  const failed = tasks.filter(({ status }) => status !== 'success');
  const errors = await Promise.all(failed.map(async ({ href }) => (await cloud.alice.task(href)).error));
  const takenBack = errors.filter((error) => error.endsWith('was deleted before it was ready.')).length;
  t.diagnostic(`${taken.length} requests taken, ${takenBack} taken back`);
  assert.equal(tasks.length - takenBack, taken.length, 'one task for each request that was taken');
  assert.equal(new Set(taken.map(({ requestId }) => requestId)).size, taken.length);
  const creations = tasks.filter(({ operation }) => operation === 'create_cluster');
  assert.equal(new Set(creations.map(({ cluster }) => cluster)).size, creations.length);
}

/** Room for more VMs than one network of the built-in model has addresses. */
function wideNetworks(model: ModelInput): ModelInput {
  return withNetworks(model, (network) => {
    const net = network.gateway.split('.').slice(0, 2).join('.');
    const ranges = [{ start: `${net}.0.10`, end: `${net}.3.250` }];
    return { ...network, gateway: `${net}.0.1`, netmask: '255.255.0.0', ranges };
  });
}
