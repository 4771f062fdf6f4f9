import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { createBody, type Tenant } from '../../scripts/simulated/tenant.ts';
import { deleted, requestCluster } from '../support/cluster-requests.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

const right = '{cse}:CSE NATIVE DEPLOY RIGHT';
const roleLookup = 'GET /api/admin/org/{orgId}/role/{id}';

describe('what needs a right, and what only the provider sets', { skip: noBroker, timeout: 300_000 }, () => {
  let cloud: SimulatedCloud;
  let bob: Tenant;
  let carol: Tenant;
  let administrator: Tenant;
  before(async () => {
    cloud = await startCloud();
    [bob, carol, administrator] = await Promise.all([
      cloud.login('bob', 'acme'),
      cloud.login('carol', 'globex'),
      cloud.login('administrator', 'System'),
    ]);
  });
  after(() => cloud[Symbol.asyncDispose]());

  async function restart(enforce: boolean): Promise<void> {
    await cloud.stopServer();
    const text = await readFile(cloud.configPath, 'utf8');
    const line = `enforce_authorization: ${enforce}`;
    await writeFile(cloud.configPath, text.replace(/enforce_authorization: \w+/, line));
    await cloud.startServer();
  }
  /** How often the service asked for a role. */
  async function roleLookups(): Promise<number> {
    const answer = await fetch(`${cloud.sim.url}/sim/stats`);
    // vcdsim's own answer: its shape is documented there.
    const { requests } = (await answer.json()) as { requests: Record<string, number> };
    return requests[roleLookup] ?? 0;
  }

  it('without enforcement anyone may, and no role is looked up [check 70]', async () => {
    await restart(false);
    const creation = await requestCluster(bob, 'c1', { node_count: 0 });
    assert.equal((await creation.ended()).status, 'success');
    assert.equal(await roleLookups(), 0);
  });

  it('with enforcement a role without the right may look and change nothing [check 69]', async () => {
    await restart(true);
    const refusal = 'Access Forbidden. Missing required rights.';
    for (const [method, path, body] of [
      ['POST', '/api/cse', createBody('c2')],
      ['POST', '/api/cse', 'nonsense'],
      ['DELETE', '/api/cse/c1'],
      ['POST', '/api/cse/c1/node', { ...createBody('c1'), node_type: 'node' }],
      ['DELETE', '/api/cse/c1/node', { name: 'c1', nodes: ['node-ab12'] }],
    ] as const) {
      const answer = await bob.call(method, path, body);
      const { message } = answer.body as { message: { reason: string } };
      assert.deepEqual([answer.status, message.reason], [500, refusal], `${method} ${path}`);
    }
    assert.equal((await bob.call('GET', '/api/cse/c1/info')).status, 200);
    assert.equal((await bob.call('GET', '/api/cse/c1/config')).status, 200);
    assert.equal((await bob.call('GET', '/api/cse')).status, 200);
    assert.equal(await roleLookups(), 1, 'a role is known for some seconds');
  });

  it('with the right it works, also for a role that has just been given it [check 69]', async () => {
    await deleted(cloud.alice, 'c1');
    const { inventory } = cloud.sim;
    const given = [...inventory.rights.values()].find(({ name }) => name === right);
    const role = inventory.roles.get(inventory.users.get(userId('bob'))?.roleId ?? '');
    assert.ok(given && role);
    // The lookup of a moment ago is forgotten with the restart instead of waiting for it.
    role.rightIds.add(given.id);
    await restart(true);
    const creation = await requestCluster(bob, 'c3', { node_count: 0 });
    assert.equal((await creation.ended()).status, 'success');
    await deleted(bob, 'c3');
  });

  const userId = (name: string) =>
    [...cloud.sim.inventory.users.values()].find((user) => user.name === name)?.id ?? '';
  const vdc = () => {
    const found = [...cloud.sim.inventory.vdcs.values()].find(({ name }) => name === 'acme-vdc');
    assert.ok(found);
    return found;
  };
  const path = () => `/api/cse/ovdc/${vdc().id}/info`;
  const wish = (container_provider: string | null) => ({
    ovdc_id: vdc().id,
    ovdc_name: 'acme-vdc',
    container_provider,
    pks_plans: null,
    org_name: 'acme',
    ...(container_provider === null ? { disable: true } : { enable: true }),
  });
  const shown = async () => (await administrator.call('GET', path())).body;
  const stored = () => {
    const entry = vdc().metadata.get('SYSTEM:container_provider');
    return entry && [entry.domain, entry.visibility, entry.value];
  };

  it('a VDC is set to native clusters and back, through a task, in metadata that tenants do not see [check 71]', async () => {
    assert.deepEqual(await shown(), { container_provider: null });
    const answer = await administrator.call('PUT', path(), wish('vcd'));
    assert.equal(answer.status, 202, answer.text);
    const { ovdc_name, task_href } = answer.body as { ovdc_name: string; task_href: string };
    assert.equal(ovdc_name, 'acme-vdc');
    assert.equal((await administrator.waitForTask(task_href, { pollMs: 10 })).status, 'success');
    assert.deepEqual(stored(), ['SYSTEM', 'PRIVATE', 'vcd']);
    assert.deepEqual(await shown(), { container_provider: 'vcd' });

    const disabled = (await administrator.call('PUT', path(), wish(null))).body as { task_href: string };
    assert.equal((await administrator.waitForTask(disabled.task_href, { pollMs: 10 })).status, 'success');
    assert.deepEqual(stored(), ['SYSTEM', 'PRIVATE', '']);
    assert.deepEqual(await shown(), { container_provider: null });
  });

  it('nobody else sees or sets it, whichever organization they administer', async () => {
    for (const tenant of [cloud.alice, bob, carol]) {
      for (const answer of [
        await tenant.call('GET', path()),
        await tenant.call('PUT', path(), wish('vcd')),
      ]) {
        const { message } = answer.body as { message: { reason: string } };
        assert.deepEqual([answer.status, message.reason], [500, 'Unauthorized Operation']);
      }
    }
    assert.deepEqual(stored(), ['SYSTEM', 'PRIVATE', '']);
  });

  it('a VDC that is not there is told', async () => {
    const absent = '/api/cse/ovdc/ffffffff-ffff-4fff-8fff-ffffffffffff/info';
    assert.equal((await administrator.call('GET', absent)).status, 404);
  });

  it('said nothing to vCD that does not fit the schemas', (t) => assertWireClean(t, cloud.wire));
});
