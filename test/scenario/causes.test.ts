import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import type { FaultRule } from 'vcdsim';
import { gone, requestCluster } from '../support/cluster-requests.ts';
import { startCuttableLine, type CuttableLine } from '../support/cuttable-line.ts';
import { fault } from '../support/faults.ts';
import { assertGolden } from '../support/golden.ts';
import {
  amqpUrl,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { fieldIn, operatorOf, problemTold, steady } from '../support/told-causes.ts';
import { guestsByCluster, withTinyNetwork } from '../support/troubled-cloud.ts';

const compose = 'POST /api/vdc/{id}/action/composeVApp';
const powerOn = 'POST /api/vApp/vapp-{id}/power/action/powerOn';
const readVApp = 'GET /api/vApp/vapp-{id}';

type Fault = Partial<FaultRule> & Pick<FaultRule, 'operation' | 'effect'>;

/** One way in which a creation hangs or fails: what is asked for, what the cloud does, and what the cause begins to say. */
interface Way {
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  /** What it made is taken back, as tenants get it who do not ask for anything else: the record goes, too. */
  readonly rollback?: true;
  readonly shows: RegExp;
}

const refusing = (operation: string, status: number, code: string, message: string): Fault => ({
  operation,
  effect: 'answer',
  status,
  code,
  message,
});
const failing = (operation: string, message: string): Fault => ({ operation, effect: 'task-error', message });

/** By the name of the cluster; how its guests behave is in `guestsByCluster`. */
const ways: Readonly<Record<string, Way>> = {
  'no-vdc': { changes: { vdc: 'no-such-vdc' }, shows: /no-such-vdc/ },
  'no-network': { changes: { network: 'no-such-net' }, shows: /no-such-net/ },
  'no-profile': { changes: { storage_profile: 'platinum' }, shows: /platinum/ },
  'name-taken': {
    faults: [refusing(compose, 400, 'DUPLICATE_NAME', 'The VCD entity name-taken already exists.')],
    shows: /already exists/,
  },
  forbidden: {
    faults: [refusing(compose, 403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'No access to the VDC acme-vdc.')],
    shows: /No access/,
  },
  'no-room': {
    faults: [
      failing('vdcComposeVapp', 'The requested operation will exceed the memory quota of VDC acme-vdc.'),
    ],
    shows: /memory quota/,
  },
  'no-room-taken-back': {
    rollback: true,
    faults: [failing('vdcComposeVapp', 'The requested operation will exceed the CPU quota of VDC acme-vdc.')],
    shows: /CPU quota/,
  },
  'compose-hangs': { faults: [{ operation: 'vdcComposeVapp', effect: 'task-stuck' }], shows: /task/ },
  'vcd-overloaded': {
    faults: [
      { ...refusing(compose, 503, 'SERVICE_UNAVAILABLE', 'The cell is overloaded.'), retryAfterSeconds: 1 },
    ],
    shows: /overloaded/,
  },
  'vcd-confused': {
    faults: [
      { ...refusing(readVApp, 500, 'INTERNAL_SERVER_ERROR', 'The cell lost its database.'), after: 2 },
    ],
    shows: /lost its database/,
  },
  'busy-vapp': {
    faults: [refusing(powerOn, 400, 'BUSY_ENTITY', 'The entity busy-vapp is busy completing an operation.')],
    shows: /is busy/,
  },
  'pool-empty': { changes: { network: 'tiny-net' }, shows: /no more IP/ },
  'no-address': {
    faults: [{ operation: 'vdcComposeVapp', effect: 'delay', delayMs: 400 }],
    shows: /gave no IP address/,
  },
  'no-metadata': {
    faults: [failing('metadataUpdate', 'The metadata service is down.')],
    shows: /could not be set/,
  },
  'no-power': {
    faults: [failing('vappDeploy', 'The host has no room for the VM.')],
    shows: /did not power on/,
  },
  'no-license': {
    faults: [refusing(powerOn, 400, 'BAD_REQUEST', 'The license has expired.')],
    shows: /license/,
  },
  'cp-fails': { shows: /Couldn't initialize/ },
  'worker-fails': { shows: /Couldn't join/ },
  'cp-silent': { shows: /no word from the guest yet(, node-\w+: kubeadm\.node\.join){2}/ },
  'worker-silent': { shows: /joining the cluster: node-\w+: no word [^,]+, node-\w+: no word/ },
  'cp-silent-too-long': { shows: /the guest never answered/ },
  'cp-silent-paused': { shows: /paused/ },
};

describe('the cause of every creation that hangs or fails', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let line: CuttableLine;
  const found = new Map<string, string>();
  const guests = guestsByCluster((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '');
  let cse: ReturnType<typeof operatorOf>;

  before(async () => {
    assert.ok(amqpUrl);
    line = await startCuttableLine(amqpUrl);
    const { port } = new URL(line.url);
    cloud = await startCloud({
      amqpUrl: Object.assign(new URL(amqpUrl), { port }).href,
      guests,
      model: withTinyNetwork('127.98.0'),
      deadlines: {
        ...{ awaiting_addresses: 5, tagging_vapp: 5, powering_on: 10, initializing_control_plane: 12 },
      },
    });
    cse = operatorOf(cloud);
    await cloud.startServer();
    cloud.sim.setFaults([
      ...Object.entries(ways).flatMap(([name, { faults = [] }]) =>
        faults.map((rule) => fault({ object: name, ...rule })),
      ),
      // What is refused before there is a vApp would be gone before anybody can look.
      fault({ operation: 'PUT /api/task/{id}', effect: 'delay', delayMs: 1_000 }),
    ]);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
    await line[Symbol.asyncDispose]();
  });

  async function noteCause(name: string, shows: RegExp, as = name): Promise<void> {
    const texts = await eventually(async () => {
      const printed = [
        (await cse('describe', 'cluster', name)).stdout,
        (await cse('explain', 'cluster', name)).stdout,
      ];
      return printed.every((text) => shows.test(fieldIn(text, 'Cause'))) ? printed : undefined;
    }, `the cause of ${name} is shown`);
    const [described, explained] = texts.map((text) => fieldIn(text, 'Cause'));
    assert.ok(described && explained);
    const remedies = texts.map((text) => fieldIn(text, 'What to do'));
    found.set(
      as,
      `describe: ${steady(described)}\n          ${steady(remedies[0] ?? '')}\nexplain:  ${steady(explained)}\n          ${steady(remedies[1] ?? '')}\n`,
    );
  }

  describe('of one cluster', { concurrency: true }, () => {
    for (const [name, { changes, shows, rollback = false }] of Object.entries(ways)) {
      it(name, async () => {
        const request = await requestCluster(cloud.alice, name, { ...changes, disable_rollback: rollback });
        if (rollback) {
          await request.ended();
          await gone(cloud, name);
        }
        if (name === 'no-address') await takeAddressesFrom(name);
        if (name.endsWith('paused')) assert.equal((await cse('pause', 'cluster', name)).code, 0);
        await noteCause(name, shows);
      });
    }
  });

  async function takeAddressesFrom(name: string): Promise<void> {
    const vApp = await eventually(
      async () => [...cloud.sim.inventory.vApps.values()].find((each) => each.name === name),
      `vApp ${name}`,
    );
    for (const vm of cloud.sim.inventory.vmsOf(vApp))
      vm.hardware.nics = vm.hardware.nics.map((nic) => ({ ...nic, mode: 'NONE' }));
  }

  it('of all: vCD does not answer', async () => {
    cloud.sim.setFaults([fault({ operation: '*', effect: 'drop-before' })]);
    await cse('reconcile', 'cluster', 'worker-silent');
    await noteCause('worker-silent', /no answer/, 'vcd-down');
  });

  it('of all: vCD does not know the service account any more', async () => {
    const message = 'The user or password is wrong.';
    cloud.sim.endSessions();
    cloud.sim.setFaults([fault(refusing('*', 401, 'UNAUTHORIZED', message))]);
    await cse('reconcile', 'cluster', 'worker-silent');
    await noteCause('worker-silent', /log ?in|password|401|session/i, 'vcd-login-refused');
  });

  /** What hides behind no single record: said with every record, and by `cse top`. */
  async function noteProblem(as: string, shows: RegExp): Promise<void> {
    const told = () => problemTold(cse, 'worker-silent', shows);
    found.set(as, await eventually(told, `${as} is shown`));
  }

  it('of all: the database is locked', async () => {
    const intruder = new SqliteDatabase(join(cloud.directory, 'cse.db'));
    intruder.exec('begin immediate');
    try {
      await noteProblem('store-locked', /Nothing can be written: another program holds a lock/);
    } finally {
      intruder.close();
    }
    await eventually(
      async () => !(await cse('top')).stdout.includes('Nothing can be written') || undefined,
      'it goes on by itself',
    );
  });

  it('of all: the broker is gone', async () => {
    line.cut();
    await noteProblem('broker-down', /broker is not connected/);
  });

  it('is told in words that somebody can act on', async () => {
    const text = [...found]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, causes]) => `${name}\n${causes}`);
    assert.ok(found.size >= 15);
    await assertGolden('causes.txt', text.join('\n'));
  });
});
