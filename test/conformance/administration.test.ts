import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { requestCluster } from '../support/cluster-requests.ts';
import { toldGuests } from '../support/told-guests.ts';
import { notReady, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertPrinted, assertRefused, awaited, propertiesIn } from './printed.ts';

const disabled = 'CSE service is disabled. Contact the System Administrator.';
const right = '{cse}:CSE NATIVE DEPLOY RIGHT';

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7. */
describe('administration by the original client', { skip: notReady() }, () => {
  const guests = toldGuests((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '');
  let cloud: ConformanceCloud;
  let alice: Shell;
  let bob: Shell;
  let administrator: Shell;
  before(async () => {
    cloud = await startConformance({ guests });
    [alice, bob, administrator] = await Promise.all([
      cloud.shellOf('alice', 'acme'),
      cloud.shellOf('bob', 'acme'),
      cloud.shellOf('administrator', 'System'),
    ]);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    // Whoever makes guests ends them: those of clusters that are still there go on looking for jobs.
    await guests[Symbol.asyncDispose]();
  });

  const status = async () => propertiesIn((await administrator.vcd('cse system info')).stdout).get('status');
  const told = (message: string) => [
    'property    value',
    `----------  ${'-'.repeat(message.length)}`,
    `message     ${message}`,
  ];

  it('`system disable`: Updated; `cluster list` is refused; `system info` says Disabled; work goes on [check 65]', async () => {
    const creation = await requestCluster(cloud.alice, 'c1', { node_count: 0 });
    assertPrinted(await administrator.vcd('cse system disable'), told('Updated'));
    assertRefused(await alice.vcd('cse cluster list'), disabled);
    assertRefused(await alice.vcd('cse template list'), disabled);
    assert.equal((await alice.vcd('cse system info')).code, 0);
    assert.equal(await status(), 'Disabled');
    guests.tell('c1', 'answer');
    assert.equal((await creation.ended()).status, 'success');
    assertPrinted(await administrator.vcd('cse system enable'), told('Updated'));
    assert.equal(await status(), 'Running');
  });

  it('`system stop -y` while enabled is refused [check 66]', async () => {
    const refusal = 'Cannot stop CSE while is enabled. Disable the service first.';
    assertRefused(await administrator.vcd('cse system stop -y'), refusal);
    assert.equal(await status(), 'Running');
  });

  it('`system disable` by a tenant is refused, and nothing changes [check 68]', async () => {
    for (const words of ['cse system disable', 'cse system enable', 'cse system stop -y']) {
      assertRefused(await alice.vcd(words), 'Unauthorized');
    }
    assert.equal(await status(), 'Running');
  });

  it('disabled and stopped with work under way: how much, Shutting down, the process ends after it [check 67]', async () => {
    await cloud.stopServer();
    const server = await cloud.startServer();
    const creation = await requestCluster(cloud.alice, 'c2', { node_count: 0 });
    assert.equal((await administrator.vcd('cse system disable')).code, 0);
    const message = 'CSE graceful shutdown started. CSE will finish processing 1 requests.';
    assertPrinted(await administrator.vcd('cse system stop -y'), told(message));
    assert.equal(await status(), 'Shutting down');
    assertRefused(await administrator.vcd('cse system enable'), 'Cannot enable while being stopped.');
    guests.tell('c2', 'answer');
    await server.drained;
    assert.equal((await creation.ended()).status, 'success');
    await cloud.stopServer();
    await cloud.startServer();
    assert.equal(await status(), 'Running');
  });

  it('`ovdc enablek8s`, `infok8s`, `disablek8s`: the metadata of the VDC [check 71]', async () => {
    const { vdcs } = cloud.sim.inventory;
    const vdc = [...vdcs.values()].find(({ name }) => name === 'acme-vdc');
    assert.ok(vdc);
    const stored = () => {
      const entry = vdc.metadata.get('SYSTEM:container_provider');
      return [entry?.visibility, entry?.value];
    };
    const provider = async () => {
      const ended = await administrator.vcd('cse ovdc infok8s acme-vdc -o acme');
      assert.equal(ended.code, 0, ended.stderr);
      return propertiesIn(ended.stdout).get('container_provider');
    };
    const enabled = awaited(await administrator.vcd('cse ovdc enablek8s acme-vdc -c vcd -o acme'));
    assert.equal(enabled.result, 'success');
    assert.deepEqual(stored(), ['PRIVATE', 'vcd']);
    assert.equal(await provider(), 'vcd');

    const taken = awaited(await administrator.vcd('cse ovdc disablek8s acme-vdc -o acme'));
    assert.equal(taken.result, 'success');
    assert.deepEqual(stored(), ['PRIVATE', '']);
    assert.equal(await provider(), '');
    assertRefused(await alice.vcd('cse ovdc infok8s acme-vdc'), 'Unauthorized operation');
  });

  it('without rights enforced no role is looked up [check 70]', async () => {
    assert.ok(cloud.exchanges.some(({ pattern }) => pattern === '/api/session'));
    // Other roles are looked up when the service account is given its own.
    const tenants = [...cloud.sim.inventory.orgs.values()].find(({ name }) => name === 'acme')?.id;
    assert.deepEqual(
      cloud.exchanges.filter(({ path }) => path.startsWith(`/api/admin/org/${tenants}/role/`)),
      [],
    );
  });

  it('with rights enforced a role without the right cannot create and delete, but list, info, config [check 69]', async () => {
    await restartEnforcing();
    const refusal = 'Access Forbidden. Missing required rights.';
    const create = 'cse cluster create c3 -n acme-net -N 0';
    assertRefused(await bob.vcd(create), refusal);
    assertRefused(await bob.vcd('cse cluster delete c1 -y'), refusal);
    assert.ok(cloud.exchanges.some(({ pattern }) => pattern.includes('/role/')));
    assert.equal((await bob.vcd('cse cluster list')).code, 0);
    assert.equal((await alice.vcd('cse cluster info c1')).code, 0);
    assert.equal((await alice.vcd('cse cluster config c1')).code, 0);

    const { rights, roles, users } = cloud.sim.inventory;
    const granted = [...rights.values()].find(({ name }) => name === right);
    const user = [...users.values()].find(({ name }) => name === 'bob');
    assert.ok(granted && user);
    roles.get(user.roleId)?.rightIds.add(granted.id);
    // What was looked up a moment ago is good for some seconds; a restart forgets it.
    await restartEnforcing();
    guests.tell('c3', 'answer');
    assert.equal(awaited(await bob.vcd(create)).result, 'success');
    assert.equal(awaited(await bob.vcd('cse cluster delete c3 -y')).result, 'success');
  });

  async function restartEnforcing(): Promise<void> {
    await cloud.stopServer();
    const text = await readFile(cloud.configPath, 'utf8');
    await writeFile(
      cloud.configPath,
      text.replace(/enforce_authorization: \w+/, 'enforce_authorization: true'),
    );
    await cloud.startServer();
  }
});
