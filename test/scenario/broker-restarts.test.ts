import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelInput } from 'vcdsim';
import { nodesBody } from '../support/node-requests.ts';
import { persistentTenant, type Insistence, type PersistentTenant } from '../support/persistent-tenant.ts';
import { recordedLog, type LogLine } from '../support/recorded-log.ts';
import { assertWireClean, eventually, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { throttle, type Throttle } from '../support/throttle.ts';
import { rabbitmqInstalled, startRabbitmq, type PrivateRabbitmq } from '../../scripts/rabbitmq.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';

const restarts = 20;
const requestsPerRestart = 25;

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
      const way = brokerLine(broker, cloud, telemetryUrl);
      const tenant = persistentTenant(cloud.alice, way.served);
      const burst = throttle();

      const lived = Promise.all(lives.map((wishes, n) => live({ cloud, tenant, burst }, `c${n}`, wishes)));
      // A failure is told by the await below, after the kills.
      lived.catch(() => undefined);
      for (let kill = 1; kill <= restarts; kill += 1) {
        burst.give(requestsPerRestart);
        for (let waited = 0; burst.left > 0 && waited < 3000; waited += 20) await delay(20);
        // A little later each time, so that other moments of the requests are hit.
        await delay((kill * 40) % 170);
        await way.kill();
      }
      await lived;
      t.diagnostic(`${tenant.unanswered} requests were not answered`);
      assert.ok(tenant.unanswered >= restarts, `${tenant.unanswered} unanswered requests`);

      await assertOneEffectEach(cloud, tenant, lines);
      assertWireClean(t, cloud.wire);
    },
  );
});

interface Stage {
  readonly cloud: SimulatedCloud;
  readonly tenant: PersistentTenant;
  readonly burst: Throttle;
}

/** Asks for one thing after the other, and sees to it that each was done once. */
async function live(stage: Stage, name: string, wishes: readonly Wish[]): Promise<void> {
  for (const wish of wishes) {
    await stage.burst.pass();
    await fulfilments[wish](stage, name);
  }
}

const fulfilments: Readonly<Record<Wish, (stage: Stage, name: string) => Promise<void>>> = {
  /** Again without looking: a name that is taken is refused through the task. */
  async create({ cloud, tenant }, name) {
    const body = createBody(name, { node_count: 0 });
    assertAccepted(await tenant.insist(() => cloud.alice.call('POST', '/api/cse', body)));
    const ends = await endsOf(tenant, name, 'create_cluster');
    assert.equal(ends.filter((end) => end === 'success').length, 1, `${name} is made once`);
  },

  /** Twice would be two nodes, so it is looked first whether an earlier attempt is at work. */
  async add({ cloud, tenant }, name) {
    const send = () => cloud.alice.call('POST', `/api/cse/${name}/node`, nodesBody(name));
    assertAccepted(await tenant.insist(send, () => isTaken({ cloud, tenant }, name, 'create_nodes')));
    assert.deepEqual(await endsOf(tenant, name, 'create_nodes'), ['success'], name);
  },

  async remove({ cloud, tenant }, name) {
    const nodes = await workersOf({ cloud, tenant }, name);
    assert.equal(nodes.length, 1, `workers of ${name}`);
    const body = { name, vdc: 'acme-vdc', nodes, force: false };
    const send = () => cloud.alice.call('DELETE', `/api/cse/${name}/node`, body);
    assertAccepted(await tenant.insist(send, () => isTaken({ cloud, tenant }, name, 'delete_nodes')));
    assert.deepEqual(await endsOf(tenant, name, 'delete_nodes'), ['success'], name);
  },

  /** Again without looking: what is gone is not found. */
  async delete({ cloud, tenant }, name) {
    const ended = await tenant.insist(() => cloud.alice.call('DELETE', `/api/cse/${name}`));
    assert.ok(ended.kind === 'answered');
    if (ended.attempts > 1 && ended.answer.status === 500) assert.match(ended.answer.text, /not found/);
    else assertAccepted(ended);
    const ends = await endsOf(tenant, name, 'delete_cluster');
    assert.deepEqual([...new Set(ends)], ['success'], name);
  },
};

function assertAccepted(ended: Insistence): void {
  if (ended.kind === 'answered') assert.equal(ended.answer.status, 202, ended.answer.text);
}

/** What the service had taken before it answers here is kept by now: it ends with one connection before the next. */
async function isTaken(
  { cloud, tenant }: Pick<Stage, 'cloud' | 'tenant'>,
  name: string,
  operation: string,
): Promise<boolean> {
  await workersOf({ cloud, tenant }, name);
  const tasks = await tenant.tasks();
  return tasks.some((task) => task.clusterName === name && task.operation === operation);
}

async function workersOf(
  { cloud, tenant }: Pick<Stage, 'cloud' | 'tenant'>,
  name: string,
): Promise<readonly string[]> {
  const ended = await tenant.insist(() => cloud.alice.call('GET', `/api/cse/${name}/info`));
  assert.ok(ended.kind === 'answered');
  assert.equal(ended.answer.status, 200, ended.answer.text);
  // The contract's cluster object.
  const { nodes } = ended.answer.body as { nodes: { name: string }[] };
  return nodes.map((node) => node.name);
}

/** How the tasks of an operation on a cluster ended, once all of them have. */
async function endsOf(tenant: PersistentTenant, name: string, operation: string): Promise<readonly string[]> {
  for (;;) {
    const all = await tenant.tasks();
    const theirs = all.filter((task) => task.clusterName === name && task.operation === operation);
    const ends = theirs.map(({ status }) => status);
    if (ends.length > 0 && !ends.includes('running')) return ends;
  }
}

/** The way to the service, which is there while its broker is. */
function brokerLine(broker: PrivateRabbitmq, { alice }: SimulatedCloud, telemetryUrl: string) {
  let restored = Promise.resolve();

  async function restore(): Promise<void> {
    await broker.restart();
    // vCD waits long for the answer to what it sent while nobody consumed; so the server is asked first.
    await eventually(async () => (await fetch(`${telemetryUrl}/readyz`)).ok || undefined, 'consumed', 60_000);
    const path = '/api/cse/template';
    await eventually(
      async () => (await alice.call('GET', path)).status === 200 || undefined,
      'served',
      60_000,
    );
  }

  return {
    /** Resolves while the service can be reached. */
    served: () => restored,
    /** Ends the broker as a crash would; resolves when the service can be reached again. */
    async kill(): Promise<void> {
      const over = Promise.withResolvers<void>();
      restored = over.promise;
      await broker.kill9();
      await restore();
      over.resolve();
    },
  };
}

async function assertOneEffectEach(
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

  // A request is answered with 202 once it has its task, whether or not a broker took the answer.
  const taken = lines.filter(({ msg, status }) => msg === 'request answered' && status === 202);
  const tasks = (await tenant.tasks()).filter(({ cluster }) => cluster.startsWith('urn:cse:cluster:'));
  assert.equal(tasks.length, taken.length, 'one task for each request that was taken');
  assert.equal(new Set(taken.map(({ requestId }) => requestId)).size, taken.length);
  const creations = tasks.filter(({ operation }) => operation === 'create_cluster');
  assert.equal(new Set(creations.map(({ cluster }) => cluster)).size, creations.length);
}

/** Room for more VMs than one network of the built-in model has addresses. */
function wideNetworks(model: ModelInput): ModelInput {
  return {
    ...model,
    orgs: (model.orgs ?? []).map((org) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) => ({
        ...vdc,
        networks: (vdc.networks ?? []).map((network) => {
          const net = network.gateway.split('.').slice(0, 2).join('.');
          const ranges = [{ start: `${net}.0.10`, end: `${net}.3.250` }];
          return { ...network, gateway: `${net}.0.1`, netmask: '255.255.0.0', ranges };
        }),
      })),
    })),
  };
}
