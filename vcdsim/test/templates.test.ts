import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GuestDriver } from '../src/guests/guest-driver.ts';
import { FaultRules } from '../src/faults/fault-rule.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import type { XmlElement } from '../src/xml/read.ts';
import { ownCatalog, startUploadIn } from './own-catalog.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';
import { puppets } from './puppet-guests.ts';
import { compose, composeBody, findPlaces, vmOf, vmsOf } from './tenant-world.ts';

const captureType = 'application/vnd.vmware.vcloud.captureVAppParams+xml';

const captureBody = (vApp: string, name: string, target = '') =>
  `<CaptureVAppParams ${xmlns} name="${name}"><Description>d</Description><Source href="${vApp}"/>${target}</CaptureVAppParams>`;

test('a stopped vApp is captured as a template, in the place of another', async (t) => {
  await using server = await simulated(t, { latency: 20 });
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'source', ['a', 'b']);
  const catalog = await ownCatalog(alice);
  const capture = linkTo(catalog, 'add', captureType);
  await alice.done('POST', `${vApp}/power/action/powerOn`);
  assert.equal(errorOf(await alice.send('POST', capture, captureBody(vApp, 'copy'))).code, 'INVALID_STATE');
  const off = `<UndeployVAppParams ${xmlns}><UndeployPowerAction>powerOff</UndeployPowerAction></UndeployVAppParams>`;
  await alice.done('POST', `${vApp}/action/undeploy`, off);

  const started = await alice.send('POST', capture, captureBody(vApp, 'copy'));
  assert.equal(started.status, 202, started.text);
  assert.equal(errorOf(await alice.send('POST', `${vApp}/power/action/powerOn`)).code, 'BUSY_ENTITY');
  assert.equal(attributeOf(await alice.taskEnd(started.root), 'status'), 'success');
  const template = (await alice.get(hrefOf(first(started.root, 'Owner')))).root;
  assert.deepEqual(
    all(first(template, 'Children'), 'Vm').map((vm) => attributeOf(vm, 'name')),
    ['a', 'b'],
  );
  assert.ok(textOf(first(template, 'GuestCustomizationSection'), 'AdminPassword'));
  assert.equal(all(template, 'IpAddress').length, 0);

  assert.equal(errorOf(await alice.send('POST', capture, captureBody(vApp, 'copy'))).code, 'DUPLICATE_NAME');
  const [item] = all((await alice.get(hrefOf(catalog))).root, 'CatalogItem');
  const target = `<TargetCatalogItem href="${hrefOf(item)}"/>`;
  await alice.done('POST', capture, captureBody(vApp, 'copy', target));
  const items = all((await alice.get(hrefOf(catalog))).root, 'CatalogItem');
  assert.deepEqual(
    items.map((one) => attributeOf(one, 'name')),
    ['copy'],
  );
  assert.equal(hrefOf(items[0]), hrefOf(item), 'the item is the same, and has another template');
  const replaced = (await alice.get(hrefOf(item))).root;
  assert.equal(textOf(replaced, 'VersionNumber'), '2');
  assert.notEqual(hrefOf(first(replaced, 'Entity')), attributeOf(template, 'href'));
  assert.equal((await alice.get(hrefOf(template))).status, 403);
});

test('a capture that fails leaves no item, and what it should have replaced', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'source', ['a']);
  const catalog = await ownCatalog(alice);
  const capture = linkTo(catalog, 'add', captureType);
  await alice.done('POST', capture, captureBody(vApp, 'copy'));
  const [item] = all((await alice.get(hrefOf(catalog))).root, 'CatalogItem');
  const target = `<TargetCatalogItem href="${hrefOf(item)}"/>`;
  const rule = { operation: 'vdcCaptureTemplate', effect: 'task-error', message: 'No space.' };
  server.sim.setFaults(FaultRules.parse([rule]));
  const started = await alice.send('POST', capture, captureBody(vApp, 'copy', target));
  assert.equal(attributeOf(await alice.taskEnd(started.root), 'status'), 'error');
  assert.deepEqual(all((await alice.get(hrefOf(catalog))).root, 'CatalogItem').map(hrefOf), [hrefOf(item)]);
});

test('a template becomes a vApp with its VMs, those that are named changed', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const source = await compose(alice, places, 'source', ['a', 'b']);
  const catalog = await ownCatalog(alice);
  const capture = await alice.send('POST', linkTo(catalog, 'add', captureType), captureBody(source, 'copy'));
  const vdc = (await alice.get(places.vdc)).root;
  const instantiate = linkTo(vdc, 'add', 'application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml');
  const template = hrefOf(first(capture.root, 'Owner'));
  const body = (
    name: string,
    vm: string,
  ) => `<InstantiateVAppTemplateParams ${xmlns} name="${name}" deploy="false" powerOn="false">
    <InstantiationParams><NetworkConfigSection><ovf:Info/><NetworkConfig networkName="${places.networkName}">
      <Configuration><ParentNetwork href="${places.network}"/><FenceMode>bridged</FenceMode></Configuration>
    </NetworkConfig></NetworkConfigSection></InstantiationParams>
    <Source href="${template}"/>
    ${vm}<AllEULAsAccepted>true</AllEULAsAccepted></InstantiateVAppTemplateParams>`;
  await alice.taskEnd(capture.root);
  const [first0] = all((await alice.get(template)).root, 'Vm');
  const sourced = `<SourcedItem><Source href="${hrefOf(first0)}"/><VmGeneralParams><Name>renamed</Name></VmGeneralParams>
    <InstantiationParams><NetworkConnectionSection><ovf:Info/><NetworkConnection network="${places.networkName}">
      <NetworkConnectionIndex>0</NetworkConnectionIndex><IsConnected>true</IsConnected>
      <IpAddressAllocationMode>POOL</IpAddressAllocationMode></NetworkConnection></NetworkConnectionSection>
    </InstantiationParams></SourcedItem>`;
  const created = await alice.send('POST', instantiate, body('made', sourced));
  assert.equal(created.status, 201, created.text);
  const task = first(created.root, 'Task');
  assert.equal(attributeOf(task, 'operationName'), 'vdcInstantiateVapp');
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'success');
  const made = hrefOf(created.root);
  assert.deepEqual([...(await vmsOf(alice, made)).keys()], ['renamed', 'b']);
  assert.match(
    textOf(first(await vmOf(alice, made, 'renamed'), 'NetworkConnection'), 'IpAddress') ?? '',
    /^127\./,
  );
  assert.equal(errorOf(await alice.send('POST', instantiate, body('made', ''))).code, 'DUPLICATE_NAME');

  const { template: unfinished } = await startUploadIn(alice, catalog);
  const early = body('early', '').replace(template, unfinished);
  assert.equal(errorOf(await alice.send('POST', instantiate, early)).code, 'INVALID_STATE');
});

test('the disks of a vApp go into its template, and from there into other vApps', async (t) => {
  const disks = new Map<string, string>();
  const guests: GuestDriver = {
    ...puppets(),
    copyDisk: (from, to) => {
      const content = disks.get(from);
      if (content !== undefined) disks.set(to, content);
    },
    removeDisk: (machine) => void disks.delete(machine),
  };
  await using server = await simulated(t, { guests });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const source = await compose(alice, places, 'source', ['a']);
  const idOf = (element: XmlElement) => attributeOf(element, 'id')?.split(':').at(-1) ?? '';
  disks.set(idOf(await vmOf(alice, source, 'a')), 'customized');
  const catalog = await ownCatalog(alice);
  const captured = await alice.done('POST', linkTo(catalog, 'add', captureType), captureBody(source, 'copy'));
  await alice.done('DELETE', `${source}?force=true`);
  assert.equal(disks.size, 1, 'the disk of the vApp is gone, its copy is there');
  const template = hrefOf(first(captured, 'Owner'));
  const [vm] = all((await alice.get(template)).root, 'Vm');
  const body = composeBody(places, 'made', ['b']).replaceAll(
    /<Source [^>]*>/g,
    `<Source href="${hrefOf(vm)}"/>`,
  );
  const made = await alice.send('POST', `${places.vdc}/action/composeVApp`, body);
  await alice.taskEnd(first(made.root, 'Task'));
  assert.equal(disks.get(idOf(await vmOf(alice, hrefOf(made.root), 'b'))), 'customized');
  await alice.done('DELETE', `${hrefOf(made.root)}?force=true`);
  await alice.done('DELETE', template);
  assert.equal(disks.size, 0);
});

test('items and templates are renamed, unless the name is taken', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const vApp = await compose(alice, await findPlaces(alice), 'source', ['a']);
  const catalog = await ownCatalog(alice);
  const capture = linkTo(catalog, 'add', captureType);
  const one = await alice.done('POST', capture, captureBody(vApp, 'one'));
  await alice.done('POST', capture, captureBody(vApp, 'two'));
  const template = hrefOf(first(one, 'Owner'));
  const item = linkTo((await alice.get(template)).root, 'catalogItem');
  const named = (element: string, name: string) =>
    `<${element} ${xmlns} name="${name}"><Description>better</Description></${element}>`;
  const changed = await alice.send('PUT', item, named('CatalogItem', 'uno'));
  assert.deepEqual(
    [changed.status, attributeOf(changed.root, 'name'), textOf(changed.root, 'VersionNumber')],
    [200, 'uno', '2'],
  );
  assert.equal(textOf(changed.root, 'Description'), 'better');
  assert.equal(errorOf(await alice.send('PUT', item, named('CatalogItem', 'two'))).code, 'DUPLICATE_NAME');
  await alice.done('PUT', template, named('VAppTemplate', 'eins'));
  assert.equal(attributeOf((await alice.get(template)).root, 'name'), 'eins');
  assert.equal(attributeOf((await alice.get(item)).root, 'name'), 'eins');
  const taken = await alice.send('PUT', template, named('VAppTemplate', 'two'));
  assert.equal(attributeOf(await alice.taskEnd(taken.root), 'status'), 'error');
});
