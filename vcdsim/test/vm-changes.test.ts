import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { puppets } from './puppet-guests.ts';
import { all, errorOf, first, hrefOf, simulated, xmlns } from './simulated.ts';
import { compose, findPlaces, vmOf } from './tenant-world.ts';

function extraConfig(vm: XmlElement): Record<string, string> {
  const entries = all(vm, 'ExtraConfig').map((e) => [
    attributeOf(e, 'key', 'vmw'),
    attributeOf(e, 'value', 'vmw'),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

test('ExtraConfig: what the API sets stays, what the guest says is shown and vanishes at power-off', async (t) => {
  const guests = puppets();
  await using server = await simulated(t, { guests });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const href = hrefOf(await vmOf(alice, vApp, 'a'));
  const set = async (pairs: Record<string, string>) =>
    alice.done('POST', `${href}/action/reconfigureVm`, extraConfigBody(pairs));
  const userData = 'x'.repeat(300_000);
  await set({ 'guestinfo.userdata': userData, 'disk.enableUUID': '1' });
  await set({ 'disk.enableUUID': '', 'guestinfo.userdata.encoding': 'base64' });
  await alice.done('POST', `${href}/power/action/powerOn`);
  const guest = guests.machines.get('a');
  assert.ok(guest);
  assert.ok(guest.readInfo('guestinfo.userdata') === userData, 'user data arrive whole');
  assert.equal(guest.ipAddress, '127.10.0.10');
  assert.equal(guest.customization?.script, '#!/bin/sh\necho a');
  guest.writeInfo('guestinfo.status', 'successful');
  guest.writeInfo('guestinfo.userdata', '');
  assert.deepEqual(extraConfig(await vmOf(alice, vApp, 'a')), {
    'guestinfo.userdata.encoding': 'base64',
    'guestinfo.status': 'successful',
  });
  await set({ 'guestinfo.userdata': '' });
  await alice.done('POST', `${href}/power/action/powerOff`);
  guest.writeInfo('guestinfo.late', 'nobody sees this');
  assert.deepEqual(extraConfig(await vmOf(alice, vApp, 'a')), { 'guestinfo.userdata.encoding': 'base64' });
});

function extraConfigBody(pairs: Record<string, string>): string {
  const elements = Object.entries(pairs).map(
    ([key, value]) => `<vmw:ExtraConfig vmw:key="${key}" vmw:value="${value}" ovf:required="true"/>`,
  );
  return `<Vm ${xmlns} name="a"><ovf:VirtualHardwareSection><ovf:Info>x</ovf:Info>${elements.join('')}</ovf:VirtualHardwareSection></Vm>`;
}

test('CPU and memory change through their items while the VM is off, and not while it runs', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const href = hrefOf(await vmOf(alice, vApp, 'a'));
  const cpu = `${href}/virtualHardwareSection/cpu`;
  const memory = `${href}/virtualHardwareSection/memory`;
  // Read, change, write back to the same place, as the old client does.
  const wanted = (await alice.get(cpu)).text.replace('<rasd:VirtualQuantity>2<', '<rasd:VirtualQuantity>4<');
  await alice.done('PUT', cpu, wanted);
  const larger = (await alice.get(memory)).text.replace(/VirtualQuantity>2048</, 'VirtualQuantity>4096<');
  await alice.done('PUT', memory, larger);
  const spec = first(await vmOf(alice, vApp, 'a'), 'VmSpecSection');
  assert.equal(textOf(spec, 'NumCpus'), '4');
  assert.equal(first(first(spec, 'MemoryResourceMb'), 'Configured').text, '4096');
  await alice.done('POST', `${href}/power/action/powerOn`);
  const refused = await alice.send('PUT', cpu, wanted.replace('VirtualQuantity>4<', 'VirtualQuantity>8<'));
  assert.equal(errorOf(refused).code, 'INVALID_STATE');
  const nonsense = await alice.send('PUT', cpu, wanted.replace('VirtualQuantity>4<', 'VirtualQuantity>x<'));
  assert.equal(errorOf(nonsense).code, 'BAD_REQUEST');
});

test('sections of a VM can be read and written', async (t) => {
  await using server = await simulated(t, { guests: puppets() });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const href = hrefOf(await vmOf(alice, vApp, 'a'));
  const network = (await alice.get(`${href}/networkConnectionSection/`)).text;
  const manual = network
    .replace('<IpAddress>127.10.0.10</IpAddress>', '<IpAddress>127.10.0.99</IpAddress>')
    .replace('POOL', 'MANUAL');
  await alice.done('PUT', `${href}/networkConnectionSection/`, manual);
  assert.equal(first(await vmOf(alice, vApp, 'a'), 'IpAddress').text, '127.10.0.99');
  await alice.done('PUT', `${href}/networkConnectionSection/`, network);
  assert.equal(first(await vmOf(alice, vApp, 'a'), 'IpAddress').text, '127.10.0.10');
  const guest = (await alice.get(`${href}/guestCustomizationSection`)).text;
  await alice.done('PUT', `${href}/guestCustomizationSection/`, guest.replace('echo a', 'echo b'));
  const script = first(await vmOf(alice, vApp, 'a'), 'CustomizationScript');
  assert.equal(script.text, '#!/bin/sh\necho b');
  const customization = async () =>
    first((await alice.get(`${href}/guestcustomizationstatus`)).root, 'GuestCustStatus').text;
  assert.equal(await customization(), 'GC_PENDING');
  await alice.done('POST', `${href}/power/action/powerOn`);
  assert.equal(await customization(), 'GC_COMPLETE');
  for (const list of ['', '/disks', '/networkCards', '/media']) {
    const answer = await alice.get(`${href}/virtualHardwareSection${list}`);
    assert.equal(answer.status, 200, list);
  }
});

test('an address that is taken by hand is nobody else’s, and a change that fails changes nothing', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a', 'b']);
  const section = async (name: string) =>
    `${hrefOf(await vmOf(alice, vApp, name))}/networkConnectionSection/`;
  const pooled = (await alice.get(await section('a'))).text;
  const wanting = (address: string): string =>
    pooled.replace('127.10.0.10<', `${address}<`).replace('POOL', 'MANUAL');
  const answer = await alice.send('PUT', await section('a'), wanting('127.10.0.11'));
  const failed = await alice.taskEnd(answer.root);
  assert.match(attributeOf(first(failed, 'Error'), 'message') ?? '', /127\.10\.0\.11 is already in use/);
  const vm = await vmOf(alice, vApp, 'a');
  assert.equal(first(vm, 'IpAddress').text, '127.10.0.10');
  assert.equal(first(vm, 'IpAddressAllocationMode').text, 'POOL');
  await alice.done('PUT', await section('a'), wanting('127.10.0.12'));
  const other = await compose(alice, places, 'other', ['x', 'y']);
  const addresses = all((await alice.get(other)).root, 'IpAddress').map((address) => address.text);
  assert.deepEqual(addresses, ['127.10.0.10', '127.10.0.13']);
});

test('a network has to be one of the vApp’s, and one in use cannot be taken from it', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a']);
  const href = `${hrefOf(await vmOf(alice, vApp, 'a'))}/networkConnectionSection/`;
  const nowhere = (await alice.get(href)).text.replaceAll('"acme-net"', '"nowhere"');
  assert.equal(errorOf(await alice.send('PUT', href, nowhere)).code, 'BAD_REQUEST');
  const config = `${vApp}/networkConfigSection/`;
  const empty = `<NetworkConfigSection ${xmlns}><ovf:Info/></NetworkConfigSection>`;
  assert.match(errorOf(await alice.send('PUT', config, empty)).message, /in use by VM "a"/);
  await alice.done('PUT', config, (await alice.get(config)).text);
  await alice.done('PUT', vApp, `<VApp ${xmlns} name="renamed"><Description>d</Description></VApp>`);
  const { root } = await alice.get(vApp);
  assert.deepEqual([attributeOf(root, 'name'), textOf(root, 'Description')], ['renamed', 'd']);
});

test('a removed VM is gone, and a reboot keeps what the guest had said', async (t) => {
  const guests = puppets();
  await using server = await simulated(t, { guests });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s', ['a', 'b']);
  const a = hrefOf(await vmOf(alice, vApp, 'a'));
  await alice.done('POST', `${a}/power/action/powerOn`);
  guests.machines.get('a')?.writeInfo('guestinfo.status', 'here');
  await alice.done('POST', `${a}/power/action/reboot`);
  assert.deepEqual(extraConfig(await vmOf(alice, vApp, 'a')), { 'guestinfo.status': 'here' });
  await alice.done('POST', `${a}/power/action/suspend`);
  assert.equal(attributeOf(await vmOf(alice, vApp, 'a'), 'status'), '3');
  await alice.done('POST', `${a}/power/action/powerOn`);
  await alice.done('POST', `${a}/power/action/shutdown`);
  assert.equal(attributeOf(await vmOf(alice, vApp, 'a'), 'status'), '8');
  const b = hrefOf(await vmOf(alice, vApp, 'b'));
  await alice.done('DELETE', b);
  assert.equal((await alice.get(b)).status, 403);
  assert.equal(all((await alice.get(vApp)).root, 'Vm').length, 1);
});
