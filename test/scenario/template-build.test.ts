import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertWireClean, quickGuests } from '../support/simulated-cloud.ts';
import {
  catalogItem,
  imageName,
  startTemplateWorld,
  temporaryVApp,
  templateName,
  type TemplateWorld,
} from '../support/template-world.ts';

describe('a template that is made', () => {
  it('comes out of its image, is shared, and leaves nothing beside', async (t) => {
    await using world = await startTemplateWorld();
    assert.deepEqual(await world.build(), {
      template: templateName,
      outcome: 'made',
      message: `made '${catalogItem}' in catalog 'cse'`,
    });
    const [made] = await world.items(catalogItem);
    assert.equal(made?.template.status, 8);
    assert.equal(made.item.description, 'Noble\nKubernetes 1.36');
    assert.equal(made.template.source?.vmName, temporaryVApp);
    assert.deepEqual(await world.temporaryVApps(), []);
    assert.equal((await world.items(imageName)).length, 1);
    assert.deepEqual(phasesOf(world), [
      'fetchingImage',
      'uploadingImage',
      'makingVApp',
      'configuringGuest',
      'poweringOn',
      'markingVApp',
      'shuttingDown',
      'wipingGuest',
      'capturing',
      'removingVApp',
      'concluding',
      'ready',
    ]);

    // A second time nothing is changed.
    const { outcome } = await world.build();
    assert.equal(outcome, 'found');
    assert.equal(world.images.ranges.length, 1);
    assert.equal(world.wire.calls.get('POST /api/catalog/{id}/action/upload'), 1);
    assert.equal(world.wire.calls.get('POST /api/catalog/{id}/action/captureVApp'), 1);
    assertWireClean(t, world.wire);
  });

  it('is left standing where nobody wants it captured, and made anew when somebody does', async () => {
    await using world = await startTemplateWorld();
    const kept = await world.build({ capture: false, sshKey: 'ssh-ed25519 AAAA somebody' });
    assert.equal(kept.outcome, 'kept');
    assert.match(kept.message, /vApp 'noble-temp' is customized and stands in VDC 'provider-vdc'/);
    const [standing] = await world.temporaryVApps();
    assert.equal(standing?.status, 'POWERED_ON');
    assert.deepEqual(await world.items(catalogItem), []);

    assert.equal((await world.build()).outcome, 'made');
    assert.deepEqual(await world.temporaryVApps(), []);
    assert.equal(world.wire.calls.get('POST /api/vdc/{id}/action/instantiateVAppTemplate'), 2);
    assert.equal(world.wire.calls.get('POST /api/catalog/{id}/action/upload'), 1);
  });

  it('keeps its temporary vApp where the configuration says so', async () => {
    await using world = await startTemplateWorld({ entry: { cleanup: false } });
    assert.equal((await world.build()).outcome, 'made');
    assert.equal((await world.temporaryVApps()).length, 1);
  });

  it('is replaced by an update, it alone, and is there until the new one is [check 83]', async () => {
    await using world = await startTemplateWorld();
    await world.build();
    const [before] = await world.items(catalogItem);
    const others = await world.items(imageName);
    const watching = new AbortController();
    const watched = watchUsable(world, watching.signal);
    const updated = await world.build({ update: true });
    watching.abort();
    assert.deepEqual(updated.outcome, 'updated', updated.message);
    const { looks, without } = await watched;
    assert.ok(looks > 5, `${looks} looks`);
    assert.equal(without, 0, 'at every moment there was a usable one');
    const after = await world.items(catalogItem);
    assert.equal(after.length, 1);
    assert.notEqual(after[0]?.template.id, before?.template.id);
    assert.equal(after[0]?.item.versionNumber, (before?.item.versionNumber ?? 0) + 1);
    assert.equal(world.wire.calls.get('POST /api/catalog/{id}/action/upload'), 1, 'the image is the same');
    assert.deepEqual(await world.items(imageName), others);
  });

  it('is taken away with all that was made for it', async () => {
    await using world = await startTemplateWorld({ entry: { cleanup: false } });
    await world.build();
    assert.deepEqual(
      (await world.remove()).map(({ outcome }) => outcome),
      ['removed'],
    );
    assert.deepEqual(await world.items(catalogItem), []);
    assert.deepEqual(await world.items(imageName), []);
    assert.deepEqual(await world.temporaryVApps(), []);
    assert.deepEqual(await readdir(join(world.directory, 'cse_cache')), []);
    assert.equal((await world.build()).outcome, 'made');
  });
});

describe('a template that cannot be made', () => {
  it('keeps the old one, and says what its script said', async () => {
    await using quick = quickGuests();
    await using failing = quickGuests({ failing: /temp$/ });
    let guests = quick;
    await using world = await startTemplateWorld({
      guests: {
        powerOn: (machine) => guests.powerOn(machine),
        workloadApiCalls: () => ({}),
        [Symbol.asyncDispose]: async () => {},
      },
    });
    await world.build();
    const [before] = await world.items(catalogItem);
    guests = failing;
    const { outcome, message } = await world.build({ update: true });
    assert.equal(outcome, 'failed');
    assert.match(
      message,
      /customizing vApp 'noble-temp' failed \(to look inside: cse install --no-capture --ssh-key FILE\): exit status 3: .*the customization script ended with exit status 3/,
    );
    assert.deepEqual(await world.temporaryVApps(), []);
    const [after] = await world.items(catalogItem);
    assert.equal(after?.template.id, before?.template.id);
    assert.ok((await world.record())?.status.source, 'clusters are still made of it');

    guests = quick;
    assert.equal((await world.build({ update: true })).outcome, 'updated');
  });

  it('leaves what failed standing for who wants to look inside, and makes it anew afterwards', async () => {
    await using quick = quickGuests();
    await using failing = quickGuests({ failing: /temp$/ });
    let guests = failing;
    await using world = await startTemplateWorld({
      guests: {
        powerOn: (machine) => guests.powerOn(machine),
        workloadApiCalls: () => ({}),
        [Symbol.asyncDispose]: async () => {},
      },
    });
    const { outcome, message } = await world.build({ capture: false, sshKey: 'ssh-ed25519 AAAA somebody' });
    assert.equal(outcome, 'failed');
    assert.match(message, /failed \(it is left as it is, with its log in \/var\/log\/cse-template\.log\)/);
    const [standing] = await world.temporaryVApps();
    assert.equal(standing?.status, 'POWERED_ON');

    guests = quick;
    assert.equal((await world.build()).outcome, 'made');
    assert.deepEqual(await world.temporaryVApps(), []);
  });

  const places: Record<string, { readonly broker: Readonly<Record<string, string>>; readonly says: RegExp }> =
    {
      catalog: { broker: { catalog: 'none' }, says: /'provider' has no catalog 'none' \(broker.catalog\)/ },
      VDC: { broker: { vdc: 'none' }, says: /'provider' has no VDC 'none' \(broker.vdc\)/ },
      network: {
        broker: { network: 'none' },
        says: /'provider-vdc' has no network 'none' \(broker.network\)/,
      },
      'storage profile': {
        broker: { storage_profile: 'none' },
        says: /has no storage profile 'none' \(broker.storage_profile\)/,
      },
    };
  for (const [what, { broker, says }] of Object.entries(places)) {
    it(`has no ${what} to be made in`, async () => {
      await using world = await startTemplateWorld({ broker });
      const { outcome, message } = await world.build();
      assert.equal(outcome, 'failed');
      assert.match(message, says);
    });
  }

  const images: Record<string, { readonly entry: Readonly<Record<string, string>>; readonly says: RegExp }> =
    {
      'another checksum': { entry: { sha256_ova: 'cd'.repeat(32) }, says: /does not have the sha256 cdcd/ },
      'an address that is none': {
        entry: { source_ova: 'ftp://images.example/x.ova' },
        says: /no http address/,
      },
    };
  for (const [what, { entry, says }] of Object.entries(images)) {
    it(`has an image with ${what}; put right, it is made`, async () => {
      await using world = await startTemplateWorld({ entry });
      const { outcome, message } = await world.build();
      assert.deepEqual([outcome, says.test(message)], ['failed', true], message);
      assert.deepEqual(await world.temporaryVApps(), []);
      await world.edit({ sha256_ova: world.ova.sha256, source_ova: world.images.url });
      assert.equal((await world.build()).outcome, 'made');
    });
  }

  it('does not take what is none of ours for its temporary vApp, unless it is to be updated', async () => {
    await using world = await startTemplateWorld();
    await world.build();
    // Somebody makes a vApp of that name out of the template.
    const signal = AbortSignal.timeout(10_000);
    const catalog = await world.vcd.catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, signal);
    const vdc = await world.vcd.administration.findVdc(catalog?.orgId ?? '', 'provider-vdc', signal);
    const [network] = vdc?.networks ?? [];
    assert.ok(catalog && vdc && network);
    const strangers = { vdcId: vdc.id, name: temporaryVApp, description: 'mine', network, vms: [] };
    await world.vcd.composeVApp(strangers, { orgId: catalog.orgId }, signal);
    const [template] = await world.items(catalogItem);
    await world.vcd.catalogs.deleteItem(template?.item.id ?? '', { orgId: catalog.orgId }, signal);

    const { outcome, message } = await world.build();
    assert.equal(outcome, 'failed');
    assert.match(message, /has a vApp 'noble-temp' that this service did not make/);
    assert.equal((await world.temporaryVApps()).length, 1);
    assert.equal((await world.build({ update: true })).outcome, 'made');
    assert.deepEqual(await world.temporaryVApps(), []);
  });
});

/** Phases in the order in which they came. */
function phasesOf({ progress }: TemplateWorld): readonly string[] {
  const phases = progress.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]);
  // A quick guest is done before anybody looks.
  return phases.filter((phase) => phase !== 'customizing');
}

/** Looks again and again whether the catalog has a usable template. */
async function watchUsable(
  world: TemplateWorld,
  signal: AbortSignal,
): Promise<{ readonly looks: number; readonly without: number }> {
  let looks = 0;
  let without = 0;
  while (!signal.aborted) {
    // An item that went between two calls is one that was replaced.
    const items = await world.items(catalogItem).catch(() => undefined);
    if (!items) continue;
    looks += 1;
    if (!items.some(({ template }) => template.status === 8)) without += 1;
  }
  return { looks, without };
}
