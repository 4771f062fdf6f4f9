import assert from 'node:assert/strict';
import { connect } from 'amqplib';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Simulator } from 'vcdsim';
import { loadServiceRole, type ServiceRole } from '#installation/service-role.ts';
import { OperatorClient } from '#operator/client.ts';
import { openSite } from '#wiring/open-site.ts';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { accountCalls, refusedWithout, rightsNeeded, type NeededRights } from '../support/account-calls.ts';
import { cliWorld } from '../support/cli-world.ts';
import { startEmptyCloud } from '../support/empty-cloud.ts';
import { amqpUrl, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

describe('the role of the service account', { skip: noBroker }, () => {
  const { username } = serviceAccount;
  let role: ServiceRole;
  let neededToRun: NeededRights;
  let neededToInstall: NeededRights;
  before(async () => {
    role = await loadServiceRole();
  });

  it('is enough for a cluster’s life, for the provider’s commands and for what is checked', async () => {
    const service = accountCalls(username);
    await using cloud = await startCloud({ onExchange: service.note });
    await cloud.startServer();
    await lifeOfACluster(cloud);
    await redeliveredRequest(cloud);
    await offerVdc(cloud);
    const operator = new OperatorClient({ socket: join(cloud.directory, 'cse.sock') }, 'olga');
    await operator.leaks(AbortSignal.timeout(10_000));
    const { code, stdout } = await cliWorld({
      openSite: async (config, { log }) => openSite(config, { log }),
    }).run('check', '-c', cloud.configPath, '-i', '-t', 'ubuntu-24.04', '--as', username);
    assert.equal(code, 0, stdout);
    neededToRun = await rightsNeeded(cloud.sim, serviceAccount, service.calls());
    assert.deepEqual(
      [...neededToRun.keys()].filter((right) => !(right in role.run)),
      [],
    );
    await refusedEach(cloud.sim, neededToRun);
  });

  it('wants more to install and uninstall, and nothing more to make templates', async () => {
    const installer = accountCalls(username);
    await using cloud = await startEmptyCloud({ onExchange: installer.note });
    await cloud.offerSmallTemplate();
    await cloud.edit((config) => {
      Object.assign(config['amqp'] ?? {}, { prefix: 'other' });
    });
    const options = ['--ext', 'config', '--amqp', 'config', '--role', 'CSE'];
    const installed = await cloud.cse('install', ...options);
    assert.equal(installed.code, 0, installed.stderr);
    const updated = await cloud.cse('install', '--update', ...options);
    assert.equal(updated.code, 0, updated.stderr);
    const removed = await cloud.cse('uninstall', '--yes', '--role', 'CSE');
    assert.equal(removed.code, 0, removed.stderr);
    neededToInstall = await rightsNeeded(cloud.sim, serviceAccount, installer.calls());
    const more = [...neededToInstall.keys()].filter((right) => !(right in role.run));
    assert.deepEqual(more.toSorted(), Object.keys(role.install).toSorted());
    await refusedEach(cloud.sim, neededToInstall);
  });

  it('holds no right that nothing needs', () => {
    const needed = new Set([...neededToRun.keys(), ...neededToInstall.keys()]);
    assert.deepEqual(
      Object.keys(role.run).filter((right) => !needed.has(right)),
      [],
    );
  });
});

/** Without any one of them some call is refused, and vCD says which right it was. */
async function refusedEach(sim: Simulator, needed: NeededRights): Promise<void> {
  for (const [right, call] of needed) {
    const refused = await refusedWithout(sim, serviceAccount, right, call);
    assert.ok(refused.includes(right), `${call.method} ${call.path} goes through without ${right}`);
  }
}

/** What the provider's command `vcd cse ovdc enablek8s` does. */
async function offerVdc(cloud: SimulatedCloud): Promise<void> {
  const administrator = await cloud.login('administrator', 'System');
  const vdc = [...cloud.sim.inventory.vdcs.values()].find(({ name }) => name === 'acme-vdc');
  const answer = await administrator.call('PUT', `/api/cse/ovdc/${vdc?.id}/info`, {
    ovdc_id: vdc?.id,
    ovdc_name: 'acme-vdc',
    org_name: 'acme',
    container_provider: 'vcd',
    enable: true,
  });
  assert.equal(answer.status, 202, answer.text);
}

/** A request that a server before this one had in hand, whose task may be there already. */
async function redeliveredRequest(cloud: SimulatedCloud): Promise<void> {
  await cloud.stopServer();
  const connection = await connect(amqpUrl ?? '');
  const channel = await connection.createChannel();
  const given = Promise.withResolvers<void>();
  await channel.consume(cloud.exchange, (message) => {
    if (!message) return;
    channel.nack(message);
    given.resolve();
  });
  const asking = cloud.alice.call('POST', '/api/cse', createBody('c2', { node_count: 0 }));
  await given.promise;
  await connection.close();
  await cloud.startServer();
  const answer = await asking;
  assert.equal(answer.status, 202, answer.text);
}

async function lifeOfACluster({ alice, sim }: SimulatedCloud): Promise<void> {
  const done = async (method: string, path: string, body?: unknown) => {
    const answer = await alice.call(method, path, body);
    assert.equal(answer.status, 202, answer.text);
    const { task_href: href } = Object(answer.body) as { task_href: string }; // contract of CSE 1.2.7, section 3.8
    const task = await alice.waitForTask(href);
    assert.equal(task.status, 'success', task.error);
  };
  await done('POST', '/api/cse', createBody('c1', { node_count: 1, cpu: 4, memory: 4096, enable_nfs: true }));
  const one = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 1, node_type: 'node' };
  await done('POST', '/api/cse/c1/node', one);
  const worker = [...sim.inventory.vms.values()].find(({ name }) => name.startsWith('node-'));
  await done('DELETE', '/api/cse/c1/node', { name: 'c1', vdc: 'acme-vdc', nodes: [worker?.name] });
  await done('DELETE', '/api/cse/c1', undefined);
}
