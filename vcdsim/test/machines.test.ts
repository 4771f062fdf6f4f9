import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModel } from '../src/index.ts';
import type { ModelInput } from '../src/index.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { puppets } from './puppet-guests.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';
import { compose, composeBody, findPlaces, recomposeBody, sourcedItem, vmOf, vmsOf } from './tenant-world.ts';

function status(element: Parameters<typeof attributeOf>[0]): string | undefined {
  return attributeOf(element, 'status');
}

test('an empty vApp is made, answered sparse, listed in its VDC, and is off', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const answer = await alice.send('POST', `${places.vdc}/action/composeVApp`, composeBody(places, 'k8s'));
  assert.equal(answer.status, 201);
  assert.equal(status(answer.root), '0');
  assert.equal(answer.headers.get('location'), hrefOf(answer.root));
  assert.equal(attributeOf(first(answer.root, 'Task'), 'operationName'), 'vdcComposeVapp');
  const listed = first((await alice.get(places.vdc)).root, 'ResourceEntity');
  assert.equal(attributeOf(listed, 'name'), 'k8s');
  await alice.taskEnd(first(answer.root, 'Task'));
  const { root } = await alice.get(hrefOf(answer.root));
  assert.equal(status(root), '8');
  assert.equal(attributeOf(root, 'deployed'), 'false');
  assert.equal(all(root, 'Children').length, 0);
  assert.equal(all(root, 'Tasks').length, 0);
  assert.equal(attributeOf(first(root, 'ParentNetwork'), 'href'), places.network);
});

test('VMs get the lowest free addresses, the template’s sizes and password, and the script', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['mstr-1', 'node-1']);
  const vms = await vmsOf(alice, vApp);
  const addresses = [...vms.values()].map((vm) => first(vm, 'IpAddress').text);
  assert.deepEqual(addresses, ['127.10.0.10', '127.10.0.11']);
  const master = await vmOf(alice, vApp, 'mstr-1');
  assert.equal(status(master), '8');
  assert.equal(attributeOf(master, 'deployed'), 'false');
  const customization = first(master, 'GuestCustomizationSection');
  assert.equal(textOf(customization, 'AdminPassword'), 'simulated');
  assert.equal(first(customization, 'CustomizationScript').text, '#!/bin/sh\necho mstr-1');
  assert.equal(textOf(first(master, 'VmSpecSection'), 'NumCpus'), '2');
  assert.equal(attributeOf(first(master, 'Connection'), 'ipAddress', 'vcloud'), '127.10.0.10');
});

test('a recompose adds running VMs and removes undeployed ones, and gives addresses back', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a', 'b']);
  const doomed = hrefOf(await vmOf(alice, vApp, 'a'));
  const body = recomposeBody(
    `${sourcedItem(places, 'c')}<DeleteItem href="${doomed}"/>`,
    'deploy="true" powerOn="true"',
  );
  await alice.done('POST', `${vApp}/action/recomposeVApp`, body);
  const vms = await vmsOf(alice, vApp);
  assert.deepEqual([...vms.keys()].toSorted(), ['b', 'c']);
  const { root } = await alice.get(vApp);
  assert.equal(status(root), '10', 'some on, some off');
  const added = await vmOf(alice, vApp, 'c');
  assert.equal(status(added), '4');
  assert.match(attributeOf(first(added, 'Environment'), 'vCenterId', 've') ?? '', /^vm-\d+$/);
  const other = await compose(alice, places, 'other', ['x']);
  assert.equal(first(await vmOf(alice, other, 'x'), 'IpAddress').text, '127.10.0.10');
});

test('a running VM cannot be removed by a recompose: the task fails and nothing changes', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  await alice.done('POST', `${vApp}/power/action/powerOn`);
  const item = `<DeleteItem href="${hrefOf(await vmOf(alice, vApp, 'a'))}"/>`;
  const answer = await alice.send(
    'POST',
    `${vApp}/action/recomposeVApp`,
    recomposeBody(sourcedItem(places, 'b') + item),
  );
  const task = await alice.taskEnd(answer.root);
  assert.equal(status(task), 'error');
  assert.match(
    attributeOf(first(task, 'Error'), 'message') ?? '',
    /^\[ .* \] The VM "a" must be powered off/,
  );
  assert.deepEqual([...(await vmsOf(alice, vApp)).keys()], ['a']);
  assert.equal(status(first((await alice.get(vApp)).root, 'Task')), 'error', 'the failure stays in sight');
});

test('a compose that fails leaves a wreck that keeps its name until it is deleted', async (t) => {
  const model = withPool('127.10.0.10', '127.10.0.11');
  await using server = await simulated(t, { model });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const body = composeBody(places, 'k8s', ['a', 'b', 'c']);
  const answer = await alice.send('POST', `${places.vdc}/action/composeVApp`, body);
  const task = await alice.taskEnd(first(answer.root, 'Task'));
  assert.match(attributeOf(first(task, 'Error'), 'message') ?? '', /no more IP addresses available/);
  const wreck = await alice.get(hrefOf(answer.root));
  assert.equal(status(wreck.root), '-1');
  const again = await alice.send('POST', `${places.vdc}/action/composeVApp`, body);
  assert.equal(errorOf(again).code, 'DUPLICATE_NAME');
  const records = await alice.get('/api/query?type=vApp&format=records&filter=name==k8s');
  assert.equal(status(first(records.root, 'VAppRecord')), 'FAILED_CREATION');
  await alice.done('DELETE', hrefOf(answer.root));
  const smaller = await compose(alice, places, 'k8s', ['a', 'b']);
  assert.equal((await vmsOf(alice, smaller)).size, 2, 'the wreck held no addresses');
});

test('the VM quota of a VDC is kept', async (t) => {
  const model = structuredClone(defaultModel);
  const vdc = model.orgs?.[0]?.vdcs?.[0];
  assert.ok(vdc);
  vdc.vmQuota = 2;
  await using server = await simulated(t, { model });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a', 'b']);
  const answer = await alice.send(
    'POST',
    `${vApp}/action/recomposeVApp`,
    recomposeBody(sourcedItem(places, 'c')),
  );
  const task = await alice.taskEnd(answer.root);
  assert.match(attributeOf(first(task, 'Error'), 'message') ?? '', /quota of 2/);
  assert.equal((await vmsOf(alice, vApp)).size, 2);
});

test('wrong compose requests are refused before anything is made', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const send = async (body: string) =>
    errorOf(await alice.send('POST', `${places.vdc}/action/composeVApp`, body));
  assert.match((await send('<ComposeVAppParams')).message, /Error at the XML body/);
  assert.match((await send(`<Other ${xmlns}/>`)).message, /unexpected element/);
  assert.equal((await send(composeBody(places, ''))).code, 'BAD_REQUEST');
  const disordered = `<ComposeVAppParams ${xmlns} name="x"><InstantiationParams/><Description/></ComposeVAppParams>`;
  assert.match((await send(disordered)).message, /cvc-complex-type.2.4.a: .* element 'Description'/);
  const twice = composeBody(places, 'x', ['same', 'same']);
  assert.equal((await send(twice)).code, 'DUPLICATE_NAME');
  const unknownNetwork = composeBody(places, 'x', ['a']).replace('network="acme-net"', 'network="nowhere"');
  assert.match((await send(unknownNetwork)).message, /"nowhere" does not exist/);
  const unknownSource = composeBody(places, 'x', ['a']).replaceAll(/vAppTemplate\/vm-[\w-]+/g, (found) =>
    found.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  );
  assert.match(
    (await send(unknownSource)).message,
    /perform operations \[VAPP_VM_VIEW\] .* target entity is invalid/,
  );
  assert.equal(all((await alice.get(places.vdc)).root, 'ResourceEntity').length, 0);
});

test('power: on, off, undeploy; links and states follow', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const rels = async () => (await alice.get(vApp)).root.children.map((child) => attributeOf(child, 'rel'));
  assert.ok((await rels()).includes('power:powerOn'));
  assert.ok((await rels()).includes('remove'));
  const off = await alice.send('POST', `${vApp}/power/action/powerOff`);
  assert.equal(errorOf(off).code, 'INVALID_STATE');
  await alice.done('POST', `${vApp}/power/action/powerOn`);
  assert.ok(!(await rels()).includes('remove'));
  assert.ok((await rels()).includes('undeploy'));
  await alice.done('POST', `${vApp}/power/action/powerOff`);
  let vm = await vmOf(alice, vApp, 'a');
  assert.deepEqual([status(vm), attributeOf(vm, 'deployed')], ['8', 'true']);
  const remove = await alice.send('DELETE', hrefOf(vm));
  assert.equal(errorOf(remove).code, 'INVALID_STATE');
  await alice.done(
    'POST',
    `${vApp}/action/undeploy`,
    `<UndeployVAppParams ${xmlns}><UndeployPowerAction>default</UndeployPowerAction></UndeployVAppParams>`,
  );
  vm = await vmOf(alice, vApp, 'a');
  assert.deepEqual([status(vm), attributeOf(vm, 'deployed')], ['8', 'false']);
  const deploy = `<DeployVAppParams ${xmlns} powerOn="false"/>`;
  await alice.done('POST', `${hrefOf(vm)}/action/deploy`, deploy);
  vm = await vmOf(alice, vApp, 'a');
  assert.deepEqual([status(vm), attributeOf(vm, 'deployed')], ['8', 'true']);
  const shutdown = await alice.send('POST', `${hrefOf(vm)}/power/action/powerOn`);
  assert.equal(shutdown.status, 202);
  await alice.taskEnd(shutdown.root);
  const refused = await alice.taskEnd((await alice.send('POST', `${vApp}/power/action/shutdown`)).root);
  assert.match(attributeOf(first(refused, 'Error'), 'message') ?? '', /Tools are not running/);
});

test('a running vApp is deleted only with force, however its booleans are spelled', async (t) => {
  const guests = puppets();
  await using server = await simulated(t, { guests });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a', 'b']);
  await alice.done('POST', `${vApp}/power/action/powerOn`);
  assert.equal(errorOf(await alice.send('DELETE', vApp)).code, 'INVALID_STATE');
  assert.equal(guests.machines.size, 2);
  await alice.done('DELETE', `${vApp}?force=True&recursive=False`);
  assert.equal(guests.machines.size, 0);
  assert.equal(errorOf(await alice.get(vApp)).status, 403);
  const left = (await (await fetch(`${server.url}/sim/inventory`)).json()) as Record<string, unknown>;
  assert.deepEqual([left['vApps'], left['vms'], left['runningTasks']], [[], [], []]);
  assert.deepEqual(left['usedAddresses'], { 'acme-net': [], 'globex-net': [], 'provider-net': [] });
});

test('the address pool serves distinct addresses to vApps that are made at the same time', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const names = Array.from({ length: 8 }, (_, index) => `c${index}`);
  const hrefs = await Promise.all(names.map(async (name) => compose(alice, places, name, ['a', 'b', 'c'])));
  const addresses = new Set<string>();
  for (const href of hrefs) {
    for (const vm of (await vmsOf(alice, href)).values()) addresses.add(first(vm, 'IpAddress').text);
  }
  assert.equal(addresses.size, 24);
});

test('the owner of a vApp can be changed within its organization', async (t) => {
  await using server = await simulated(t);
  const administrator = await server.login('administrator@System');
  const bob = await server.login('bob@acme');
  const places = await findPlaces(bob);
  const vApp = await compose(bob, places, 'k8s');
  const alice = await server.login('alice@acme');
  const users = await administrator.get('/api/query?type=adminUser&format=records');
  const hrefByName = (name: string): string =>
    hrefOf(all(users.root, 'AdminUserRecord').find((record) => attributeOf(record, 'name') === name));
  const owner = (name: string): string => `<Owner ${xmlns}><User href="${hrefByName(name)}"/></Owner>`;
  const foreign = await alice.send('PUT', `${vApp}/owner`, owner('carol'));
  assert.equal(foreign.status, 403);
  assert.equal((await alice.send('PUT', `${vApp}/owner`, owner('alice'))).status, 204);
  assert.equal(attributeOf(first((await alice.get(`${vApp}/owner`)).root, 'User'), 'name'), 'alice');
  assert.equal((await bob.get(vApp)).status, 403, 'it is no longer his');
  const up = linkTo((await alice.get(vApp)).root, 'up', 'application/vnd.vmware.vcloud.vdc+xml');
  assert.equal(up, places.vdc);
});

function withPool(start: string, end: string): ModelInput {
  const model = structuredClone(defaultModel);
  const network = model.orgs?.[0]?.vdcs?.[0]?.networks?.[0];
  assert.ok(network);
  network.ranges = [{ start, end }];
  return model;
}
