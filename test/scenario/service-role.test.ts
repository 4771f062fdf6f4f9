import assert from 'node:assert/strict';
import { connect } from 'amqplib';
import { after, before, describe, it } from 'node:test';
import { loadServiceRole, type ServiceRole } from '#installation/service-role.ts';
import { openSite } from '#wiring/open-site.ts';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { accountCalls, refusedWithout, rightsNeeded, type NeededRights } from '../support/account-calls.ts';
import { cliWorld } from '../support/cli-world.ts';
import { startEmptyCloud, type EmptyCloud } from '../support/empty-cloud.ts';
import { amqpUrl, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

describe('the role of the service account, for running', { skip: noBroker }, () => {
  const service = accountCalls(serviceAccount.username);
  let cloud: SimulatedCloud;
  let role: ServiceRole;
  let needed: NeededRights;
  before(async () => {
    role = await loadServiceRole();
    cloud = await startCloud({ onExchange: service.note });
    await cloud.startServer();
  });
  after(() => cloud[Symbol.asyncDispose]());

  it('is enough for a cluster’s life, for the provider’s commands and for what is checked', async () => {
    await lifeOfACluster(cloud);
    await redeliveredRequest(cloud);
    const administrator = await cloud.login('administrator', 'System');
    const [vdc] = cloud.sim.inventory.vdcs.values();
    const wish = {
      ovdc_id: vdc?.id,
      ovdc_name: vdc?.name,
      org_name: 'acme',
      container_provider: 'vcd',
      enable: true,
    };
    const answer = await administrator.call('PUT', `/api/cse/ovdc/${vdc?.id}/info`, wish);
    assert.equal(answer.status, 202, answer.text);
    const { code, stdout } = await cliWorld({
      openSite: async (config, { log }) => openSite(config, { log }),
    }).run('check', '-c', cloud.configPath, '-i', '-t', 'ubuntu-24.04', '--as', serviceAccount.username);
    assert.equal(code, 0, stdout);
  });

  it('holds no right that nothing needs', async () => {
    needed = await rightsNeeded(cloud.sim, serviceAccount, service.calls());
    assert.deepEqual([...needed.keys()].toSorted(), Object.keys(role.run).toSorted());
  });

  it('holds no right without which all calls would go through', async () => {
    for (const [right, call] of needed) {
      const refused = await refusedWithout(cloud.sim, serviceAccount, right, call);
      assert.ok(refused.includes(right), `${call.method} ${call.path} goes through without ${right}`);
    }
  });
});

describe('the role of the service account, for installing', { skip: noBroker }, () => {
  it('needs these rights more, and no other', async () => {
    const installer = accountCalls(serviceAccount.username);
    await using cloud: EmptyCloud = await startEmptyCloud({ onExchange: installer.note });
    await cloud.edit((config) => {
      Object.assign(config['amqp'] ?? {}, { prefix: 'other' });
    });
    const options = ['--ext', 'config', '--amqp', 'config', '--role', 'CSE'];
    await cloud.cse('install', ...options);
    await cloud.cse('uninstall', '--yes', '--role', 'CSE');
    const needed = await rightsNeeded(cloud.sim, serviceAccount, installer.calls());
    const { run, install } = await loadServiceRole();
    const more = [...needed.keys()].filter((right) => !(right in run));
    assert.deepEqual(more.toSorted(), Object.keys(install).toSorted());
  });
});

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
