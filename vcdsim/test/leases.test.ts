import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManualClock, defaultModel } from '../src/index.ts';
import type { ModelInput } from '../src/index.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { all, first, simulated, xmlns } from './simulated.ts';
import { compose, findPlaces, vmsOf } from './tenant-world.ts';

const hour = 3600;

function modelWith(leases: object): ModelInput {
  const orgs = (defaultModel.orgs ?? []).map((org) => ({ ...org, leases }));
  // Hours pass here.
  return { ...defaultModel, orgs, sessions: { idleMinutes: 1e6, absoluteMinutes: 1e6 } };
}

/** A vApp of two VMs in an organization with leases, and a clock that stands still. */
async function leased(t: TestContext, leases: object) {
  const clock = new ManualClock();
  const server = await simulated(t, { clock, model: modelWith(leases) });
  const alice = await server.login('alice@acme');
  const href = await compose(alice, await findPlaces(alice), 'k8s', ['a', 'b']);
  const section = async () => first((await alice.get(href)).root, 'LeaseSettingsSection');
  return {
    alice,
    administrator: await server.login('administrator@System'),
    href,
    section,
    after: (seconds: number) => new Date(clock.now().getTime() + seconds * 1000).toISOString(),
    /** Lets time pass until the vApp is as it should be. */
    async until(seconds: number, isSo: () => Promise<boolean>): Promise<void> {
      clock.advance(seconds * 1000);
      for (let looks = 0; !(await isSo()); looks += 1) {
        assert.ok(looks < 500, 'it never is');
        clock.advance(1000);
        await sleep(2);
      }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
    },
  };
}

const leasesBody = (deployment: number, storage: number) =>
  `<LeaseSettingsSection ${xmlns}><ovf:Info>Lease settings section</ovf:Info>` +
  `<DeploymentLeaseInSeconds>${deployment}</DeploymentLeaseInSeconds>` +
  `<StorageLeaseInSeconds>${storage}</StorageLeaseInSeconds></LeaseSettingsSection>`;

test('without leases nothing has an end', async (t) => {
  await using world = await leased(t, {});
  await world.alice.done('POST', `${world.href}/power/action/powerOn`);
  const section = await world.section();
  assert.equal(textOf(section, 'DeploymentLeaseInSeconds'), '0');
  assert.equal(all(section, 'DeploymentLeaseExpiration').length, 0);
  assert.equal(all(section, 'StorageLeaseExpiration').length, 0);
});

test('a lease runs from the power-on, and begins anew when it is put again', async (t) => {
  await using world = await leased(t, { deploymentSeconds: hour, storageSeconds: 2 * hour });
  const { alice, href } = world;
  assert.equal(textOf(await world.section(), 'StorageLeaseExpiration'), world.after(2 * hour));
  assert.equal(textOf(await world.section(), 'DeploymentLeaseExpiration'), undefined);
  await alice.done('POST', `${href}/power/action/powerOn`);
  const running = await world.section();
  assert.equal(textOf(running, 'DeploymentLeaseExpiration'), world.after(hour));
  assert.equal(textOf(running, 'StorageLeaseExpiration'), world.after(3 * hour));
  await world.until(hour / 2, async () => true);
  await alice.done('PUT', `${href}/leaseSettingsSection/`, leasesBody(hour / 2, hour));
  assert.equal(textOf(await world.section(), 'DeploymentLeaseExpiration'), world.after(hour / 2));
  const alone = await alice.get(`${href}/leaseSettingsSection/`);
  assert.equal(textOf(alone.root, 'StorageLeaseInSeconds'), String(hour));
});

test('a tenant cannot have more than the organization allows, and an administrator can', async (t) => {
  await using world = await leased(t, { deploymentSeconds: hour });
  for (const seconds of [0, hour + 1]) {
    const answer = await world.alice.send(
      'PUT',
      `${world.href}/leaseSettingsSection/`,
      leasesBody(seconds, 0),
    );
    assert.equal(answer.status, 400);
  }
  await world.administrator.done('PUT', `${world.href}/leaseSettingsSection/`, leasesBody(0, 0));
  assert.equal(textOf(await world.section(), 'DeploymentLeaseInSeconds'), '0');
});

test('at the end of the first lease the vApp is stopped, and at the end of the second it is deleted', async (t) => {
  const policy = { deploymentSeconds: hour, storageSeconds: hour, stopBy: 'powerOff', deleteExpired: true };
  await using world = await leased(t, policy);
  const { alice, href } = world;
  await alice.done('POST', `${href}/power/action/powerOn`);
  await world.until(hour, async () => attributeOf((await alice.get(href)).root, 'deployed') === 'false');
  for (const vm of (await vmsOf(alice, href)).values()) assert.equal(attributeOf(vm, 'status'), '8');
  await world.until(hour, async () => (await alice.get(href)).status === 403);
});

test('or its VMs are suspended, and it is marked as expired until it is deployed again', async (t) => {
  await using world = await leased(t, { deploymentSeconds: hour, storageSeconds: hour });
  const { alice, href } = world;
  const isExpired = async () => {
    const { root } = await alice.get('/api/query?type=vApp&filter=name==k8s');
    return attributeOf(first(root, 'VAppRecord'), 'isExpired') === 'true';
  };
  await alice.done('POST', `${href}/power/action/powerOn`);
  await world.until(hour, async () => attributeOf((await alice.get(href)).root, 'status') === '3');
  assert.equal(await isExpired(), false);
  await world.until(hour, isExpired);
  await alice.done('POST', `${href}/power/action/powerOn`);
  await world.until(0, async () => !(await isExpired()));
});
