import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { imageDescription, vAppDescription } from '#controllers/template/marks.ts';
import { keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { startLeakWorld, type LeakWorld } from '../support/leak-world.ts';
import { newTemplate } from '../support/sample-template.ts';

const hour = 3_600_000;

const recipe = {
  image: { name: 'noble.ova', url: 'https://x/i', checksum: { algorithm: 'sha256', value: 'ab' } },
  temporaryVApp: {
    ...{ name: 'noble-temp', vdc: 'provider-vdc', network: 'provider-net' },
    ...{ ipAllocation: 'pool', storageProfile: '*', cleanup: true },
  },
} as const satisfies Template['spec']['recipe'];

function keepTemplate({ store }: LeakWorld, spec: Partial<Template['spec']> = {}): Promise<Template> {
  const place = { org: 'provider', catalog: 'cse', catalogItem: 'noble-k8s' };
  return store.templates.create(newTemplate('noble', { spec: { ...place, recipe, ...spec } }));
}

/** A temporary vApp as a build makes it, in the organization of the catalog. */
async function makeTemporaryVApp(world: LeakWorld, template: Template, build: string) {
  const { vcd, signal } = world;
  const catalog = await vcd.catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, signal);
  const [item] = catalog?.items ?? [];
  assert.ok(catalog && item);
  const context = { orgId: catalog.orgId };
  const { vAppTemplateId = '' } = await vcd.catalogs.getItem(item.id, context, signal);
  const { source } = await vcd.catalogs.getVAppTemplate(vAppTemplateId, context, signal);
  const vdc = await vcd.administration.findVdc(catalog.orgId, 'provider-vdc', signal);
  const [network] = vdc?.networks ?? [];
  assert.ok(source && vdc && network);
  const description = vAppDescription(template, build);
  const vm = {
    ...{ name: 'noble-temp', description, source, storageProfile: undefined },
    nic: { index: 0, network: network.name, adapter: undefined },
    customizationScript: undefined,
  };
  const wish = { vdcId: vdc.id, description, vAppTemplateId, network, vm };
  const vApp = await vcd.catalogs.instantiate(wish, context, signal);
  await world.settled();
  return { vApp, context };
}

describe('what builds of templates left behind', () => {
  it('is a temporary vApp of which no template knows the build', async () => {
    await using world = await startLeakWorld();
    const template = await keepTemplate(world);
    await makeTemporaryVApp(world, template, randomUUID());
    assert.deepEqual(await world.look(), ['temporaryVApp noble-temp: due']);
    world.pass(hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), []);
    assert.deepEqual(await world.look(), []);
  });

  it('is not one whose build is under way, or that was asked to stay; and one that was found good is only told', async () => {
    await using world = await startLeakWorld();
    const build = { id: randomUUID(), replace: false, capture: true, sshKey: null };
    const template = await keepTemplate(world, { build });
    const { vApp, context } = await makeTemporaryVApp(world, template, build.id);
    assert.deepEqual(await world.look(), []);

    const status = (doneAt?: string) => ({
      conditions: [],
      build: { id: build.id, ...(doneAt && { doneAt }) },
    });
    const at = world.now().toISOString();
    const done = await world.store.templates.updateStatus({ ...template, status: status(at) });
    assert.deepEqual(await world.look(), ['temporaryVApp noble-temp: due']);
    await world.vcd.setMetadata(vApp.id, { 'cse.template.validated': build.id }, context, world.signal);
    assert.deepEqual(await world.look(), ['temporaryVApp noble-temp: kept wasReady']);

    const temporaryVApp = { ...recipe.temporaryVApp, cleanup: false };
    await world.store.templates.updateSpec({
      ...done,
      spec: { ...done.spec, recipe: { ...recipe, temporaryVApp } },
    });
    assert.deepEqual(await world.look(), []);
    world.pass(100 * hour);
    await world.reconcile();
    assert.deepEqual(world.vApps(), ['noble-temp']);
  });

  it('is a half-made image that says that it is ours, and none that does not', async () => {
    await using world = await startLeakWorld();
    await keepTemplate(world);
    const { catalogs } = world.vcd;
    const find = () => catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, world.signal);
    const catalog = await find();
    assert.ok(catalog);
    const begin = (description: string) =>
      catalogs.startUpload(
        catalog.id,
        { name: 'noble.ova', description },
        { orgId: catalog.orgId },
        world.signal,
      );
    const foreign = await begin('somebody’s own upload');
    assert.deepEqual(await world.look(), []);
    await world.stopUpload(foreign.id);
    await catalogs.deleteItem(foreign.id, { orgId: catalog.orgId }, world.signal);

    await begin(imageDescription(recipe.image));
    assert.deepEqual(await world.look(), ['catalogItem noble.ova: due']);
    world.pass(hour);
    await world.reconcile();
    assert.equal(
      (await find())?.items.some(({ name }) => name === 'noble.ova'),
      false,
    );
    assert.deepEqual(await world.look(), []);
  });

  it('is what a capture was to become, which bears no mark: it is only told', async () => {
    await using world = await startLeakWorld();
    const build = { id: randomUUID(), replace: false, capture: true, sshKey: null };
    const template = await keepTemplate(world, { build });
    const catalog = await world.vcd.catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, world.signal);
    assert.ok(catalog);
    const item = { name: 'noble-k8s', description: 'Noble' };
    await world.vcd.catalogs.startUpload(catalog.id, item, { orgId: catalog.orgId }, world.signal);
    assert.deepEqual(await world.look(), []);
    // The record is let go in the middle of its build.
    await world.store.templates.remove(keyOf(template));
    assert.equal(await world.store.templates.get(keyOf(template)), undefined);
    assert.deepEqual(await world.look(), ['catalogItem noble-k8s: kept unproven']);
    world.pass(100 * hour);
    // vCD still waits for what is to be uploaded, and does not settle.
    await world.audit.reconcile(keyOf(template), world.signal);
    const id = `capture/${template.spec.build?.id}`;
    assert.equal(await world.audit.removeNow(id, { dryRun: false }, world.signal), undefined);
    assert.deepEqual(await world.look(), []);
  });
});

describe('a look', () => {
  it('tells the rest where vCD does not answer one of its questions', async () => {
    await using world = await startLeakWorld();
    const uid = randomUUID();
    await world.compose({ name: 'half', uid, metadata: { 'cse.cluster.id': uid } });
    await keepTemplate(world);
    world.vcd.catalogs.findCatalog = () => Promise.reject(new Error('not for this account'));
    assert.deepEqual(await world.look(), ['vApp half: due']);
    const told = world.lines.map(({ msg }) => msg);
    assert.ok(told.includes('A part of what may be left behind could not be looked for'));
  });
});
