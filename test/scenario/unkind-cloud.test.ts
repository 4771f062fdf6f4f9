import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { FaultRule } from 'vcdsim';
import {
  deleted,
  gone,
  listed,
  noRecords,
  requestCluster,
  requestDeletion,
} from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const compose = 'POST /api/vdc/{id}/action/composeVApp';
const readVApp = 'GET /api/vApp/vapp-{id}';
const removal = 'DELETE /api/vApp/vapp-{id}';
const setOwner = 'PUT /api/vApp/vapp-{id}/owner';
const setMetadata = 'POST /api/vApp/vapp-{id}/metadata';
const powerOn = 'POST /api/vApp/vapp-{id}/power/action/powerOn';
const reconfigure = 'POST /api/vApp/vm-{id}/action/reconfigureVm';
const updateTask = 'PUT /api/task/{id}';
const query = 'GET /api/query';

type Fault = Partial<FaultRule> & Pick<FaultRule, 'operation' | 'effect'>;

function answer(operation: string, status: number, code: string, rest: Partial<FaultRule>): Fault {
  return { operation, effect: 'answer', status, code, message: `${code} by a fault rule`, ...rest };
}

function dropped(operation: string, effect: 'drop-before' | 'drop-after', count = 1): Fault {
  return { operation, effect, count };
}

function taskError(operation: string, rest: Partial<FaultRule> = {}): Fault {
  return { operation, effect: 'task-error', message: `${operation} failed in the cloud`, ...rest };
}

/** What goes wrong for the cluster of the name, and is got over; most of it both while it is made and while it goes. */
const passing: Record<string, readonly Fault[]> = {
  'busy-compose': [answer(compose, 400, 'BUSY_ENTITY', { count: 2 })],
  'busy-power': [answer(powerOn, 400, 'BUSY_ENTITY', { count: 2 })],
  'busy-owner': [answer(setOwner, 400, 'BUSY_ENTITY', { count: 2 })],
  'busy-delete': [answer(removal, 400, 'BUSY_ENTITY', { count: 2 })],
  'broken-reads': [answer(readVApp, 500, 'INTERNAL_SERVER_ERROR', { after: 2, count: 5 })],
  'broken-writes': [
    answer(compose, 500, 'INTERNAL_SERVER_ERROR', { count: 1 }),
    answer(setMetadata, 502, '', { count: 1 }),
    answer(removal, 500, 'INTERNAL_SERVER_ERROR', { count: 1 }),
  ],
  'too-many-requests': [
    answer(compose, 429, '', { count: 2, retryAfterSeconds: 1 }),
    answer(powerOn, 503, 'SERVICE_UNAVAILABLE', { count: 2, retryAfterSeconds: 1 }),
    answer(removal, 429, '', { count: 2, retryAfterSeconds: 1 }),
  ],
  'too-many-operations': [answer(compose, 400, 'OPERATION_LIMITS_EXCEEDED', { count: 1 })],
  'compose-unheard': [dropped(compose, 'drop-before', 2)],
  'compose-unanswered': [dropped(compose, 'drop-after')],
  'tags-unanswered': [dropped(setOwner, 'drop-after'), dropped(setMetadata, 'drop-after')],
  'tags-unheard': [dropped(setOwner, 'drop-before'), dropped(setMetadata, 'drop-before')],
  'power-unanswered': [dropped(powerOn, 'drop-after')],
  'removal-unanswered': [dropped(removal, 'drop-after')],
  'power-fails-once': [taskError('vappDeploy', { count: 1 })],
  'tags-fail-once': [taskError('metadataUpdate', { count: 1 })],
  'removal-fails-once': [taskError('vdcDeleteVapp', { count: 1 })],
};

/** The same for calls that do not name their cluster: any of those above is hit. */
const passingForAnybody: readonly Fault[] = [
  dropped(reconfigure, 'drop-after', 3),
  dropped(reconfigure, 'drop-before', 3),
  answer(reconfigure, 400, 'BUSY_ENTITY', { count: 3 }),
  taskError('vappUpdateVm', { count: 3 }),
  answer(updateTask, 500, 'INTERNAL_SERVER_ERROR', { after: 5, count: 3 }),
  dropped(updateTask, 'drop-after', 3),
  answer(query, 500, 'INTERNAL_SERVER_ERROR', { after: 10, count: 3 }),
];

/** What is not got over: what goes wrong, and what the task says. */
const lasting: Record<string, { faults: readonly Fault[]; error: RegExp }> = {
  'compose-fails': {
    faults: [taskError('vdcComposeVapp', { message: 'no datastore has room' })],
    error: /^Error while creating vApp: .*no datastore has room/,
  },
  'network-gone': {
    faults: [answer(compose, 400, 'BAD_REQUEST', { message: 'The network is not available in the VDC.' })],
    error: /^Error while creating vApp: The network is not available in the VDC\.$/,
  },
  'network-forbidden': {
    faults: [answer(compose, 403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', { message: 'No access to network.' })],
    error: /^Error while creating vApp: No access to network\.$/,
  },
  'power-fails': {
    faults: [taskError('vappDeploy')],
    error: /did not power on within the deadline.* The last error of Cloud Director was: .*vappDeploy failed/,
  },
  'power-refused': {
    faults: [answer(powerOn, 400, 'BAD_REQUEST', { message: 'The license has expired.' })],
    error: /The license has expired\./,
  },
  'tags-fail': {
    faults: [taskError('metadataUpdate')],
    error: /the metadata and the owner of the vApp could not be set within the deadline/,
  },
};

const named = (rules: readonly Fault[], object: string) => rules.map((rule) => fault({ object, ...rule }));

describe('a cloud that is unkind', { skip: noBroker }, () => {
  describe('now and then', () => {
    let cloud: SimulatedCloud;
    before(async () => {
      cloud = await startCloud();
      await cloud.startServer();
    });
    after(() => cloud[Symbol.asyncDispose]());

    describe('the cluster is made and deleted all the same', { concurrency: true }, () => {
      before(() =>
        cloud.sim.setFaults([
          ...Object.entries(passing).flatMap(([name, rules]) => named(rules, name)),
          ...passingForAnybody.map(fault),
        ]),
      );

      for (const name of Object.keys(passing)) {
        it(name, async () => {
          const task = await (await requestCluster(cloud.alice, name)).ended();
          assert.equal(task.status, 'success', task.error);
          const [vApp, another] = vAppsNamed(cloud, name);
          assert.ok(vApp && !another);
          assert.equal(vApp.vmIds.size, 3);
          await deleted(cloud.alice, name);
          await gone(cloud, name);
        });
      }
    });

    it('every vApp was composed once, and every fault did strike', async () => {
      const { tasks } = await page<{ tasks: Record<string, object> }>(cloud, 'stats');
      assert.deepEqual(tasks['vdcComposeVapp'], { success: Object.keys(passing).length });
      const { rules } = await page<{ rules: (FaultRule & { struck: number })[] }>(cloud, 'faults');
      for (const { operation, object, effect, count, struck } of rules) {
        assert.equal(struck, count, `${effect} of ${operation} for ${object ?? 'anybody'}`);
      }
    });

    it('a wish whose task cannot be opened is refused, and no task stays running', async () => {
      for (const effect of ['drop-before', 'drop-after'] as const) {
        cloud.sim.setFaults([fault({ operation: 'POST /api/tasksList/{id}', effect, count: 1 })]);
        const refused = await cloud.alice.call('POST', '/api/cse', createBody('untold'));
        assert.equal(refused.status, 503, refused.text);
        assert.match(refused.text, /did not open a task/);
        await gone(cloud, 'untold');
        assert.equal((await cloud.leftovers()).total, 0);
      }
    });

    it('sessions that are ended are opened again, once', async () => {
      cloud.sim.setFaults([fault({ operation: 'vdcComposeVapp', effect: 'delay', delayMs: 300 })]);
      const names = ['s1', 's2', 's3', 's4'];
      const requests = await Promise.all(
        names.map((name) => requestCluster(cloud.alice, name, { node_count: 0 })),
      );
      const { logins } = await page<{ logins: number }>(cloud, 'stats');
      cloud.sim.endSessions();
      const alice = await cloud.login('alice', 'acme');
      for (const { taskHref } of requests) {
        const task = await alice.waitForTask(taskHref, { pollMs: 10 });
        assert.equal(task.status, 'success', task.error);
      }
      // Alice's own and the service's.
      assert.equal((await page<{ logins: number }>(cloud, 'stats')).logins, logins + 2);
      await Promise.all(names.map((name) => deleted(alice, name)));
    });

    it('leaves nothing behind, and says nothing that does not fit the schemas', (t) => isClean(t, cloud));
  });

  describe('for good', () => {
    let cloud: SimulatedCloud;
    before(async () => {
      const deadlines = { composing_vapp: 5, tagging_vapp: 5, configuring_guests: 5, powering_on: 5 };
      // What is refused for certain is not waited for as a lost answer is: the name is free at once.
      cloud = await startCloud({ deadlines: { ...deadlines, lost_answer: 300 } });
      await cloud.startServer();
    });
    after(() => cloud[Symbol.asyncDispose]());

    async function failsWith(name: string, error: RegExp): Promise<void> {
      const task = await (await requestCluster(cloud.alice, name)).ended();
      assert.deepEqual([task.status, task.operation], ['error', 'create cluster']);
      assert.match(task.error, error);
    }

    describe('the task ends in error and nothing is left', { concurrency: true }, () => {
      before(() =>
        cloud.sim.setFaults([
          ...Object.entries(lasting).flatMap(([name, { faults }]) => named(faults, name)),
          ...named([taskError('vdcComposeVapp')], 'wreck'),
          ...named([{ operation: 'vdcComposeVapp', effect: 'task-stuck' }], 'stuck'),
        ]),
      );

      for (const [name, { error }] of Object.entries(lasting)) {
        it(name, async () => {
          await failsWith(name, error);
          await gone(cloud, name);
        });
      }

      it('a wreck that is to be kept stays until it is deleted', async () => {
        const { alice } = cloud;
        const task = await (await requestCluster(alice, 'wreck', { disable_rollback: false })).ended();
        assert.equal(task.status, 'error');
        const isListed = async () => (await listed(alice)).includes('wreck') || undefined;
        await eventually(isListed, 'the wreck is listed');
        await deleted(alice, 'wreck');
        await gone(cloud, 'wreck');
      });

      it('a task that hangs is waited for until the deadline; what it holds goes when it ends', async () => {
        await failsWith('stuck', /^Error while creating vApp: Cloud Director did not finish it within the/);
        const deletion = await requestDeletion(cloud.alice, 'stuck');
        await cancelCompose(cloud);
        assert.equal((await deletion.ended()).status, 'success');
        await gone(cloud, 'stuck');
      });
    });

    it('VMs that cannot be changed end the task in error, with the reason that vCD gave', async () => {
      cloud.sim.setFaults([fault(taskError('vappUpdateVm'))]);
      await failsWith(
        'unchanged',
        /first-boot data could not be written to mstr-\w{4}, .*vappUpdateVm failed/,
      );
      await gone(cloud, 'unchanged');
    });

    it('leaves nothing behind, and says nothing that does not fit the schemas', (t) => isClean(t, cloud));
  });
});

function vAppsNamed({ sim }: SimulatedCloud, name: string) {
  return [...sim.inventory.vApps.values()].filter((vApp) => vApp.name === name);
}

async function isClean(t: TestContext, cloud: SimulatedCloud): Promise<void> {
  await noRecords(cloud);
  assert.equal((await cloud.leftovers()).total, 0);
  assertWireClean(t, cloud.wire);
}

/** One of vcdsim's own pages; their shapes are documented there. */
async function page<T>({ sim }: SimulatedCloud, name: 'stats' | 'faults' | 'inventory'): Promise<T> {
  return (await (await fetch(`${sim.url}/sim/${name}`)).json()) as T;
}

/** As an operator does who sees that it does not end. */
async function cancelCompose(cloud: SimulatedCloud): Promise<void> {
  type Running = { runningTasks: { id: string; operationName: string }[] };
  const { runningTasks } = await page<Running>(cloud, 'inventory');
  const { id } = runningTasks.find((task) => task.operationName === 'vdcComposeVapp') ?? assert.fail();
  const headers = { accept: 'application/*+xml;version=31.0', 'x-vcloud-authorization': cloud.alice.token };
  const url = `${cloud.sim.url}/api/task/${id}/action/cancel`;
  assert.equal((await fetch(url, { method: 'POST', headers })).status, 204);
}
