import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentGuests, startVcdsim } from '../src/index.ts';
import { attributeOf } from '../src/xml/read.ts';
import { all, first } from './simulated.ts';
import { vCenterWorld } from './vcenter-world.ts';
import { faultOf, readPage, VimClient } from './vim-client.ts';

test('a session begins with a login, is needed, and ends', async (t) => {
  const clock = new ManualClock();
  await using world = await vCenterWorld(t, silentGuests(), { clock, vcenter: { sessionMinutes: 10 } });
  const { vim } = world;
  const stranger = new VimClient(vim.url);
  const [content] = await stranger.call('RetrieveServiceContent', 'ServiceInstance', 'ServiceInstance');
  assert.ok(content);
  assert.equal(first(content, 'apiType').text, 'VirtualCenter');
  assert.equal(attributeOf(first(content, 'guestOperationsManager'), 'type'), 'GuestOperationsManager');
  const currentTime = async (client: VimClient) =>
    client.call('CurrentTime', 'ServiceInstance', 'ServiceInstance');
  await assert.rejects(currentTime(stranger), faultOf('NotAuthenticated'));
  await assert.rejects(stranger.login('administrator@vsphere.local', 'no'), faultOf('InvalidLogin'));
  await assert.rejects(stranger.login('nobody', 'secret'), faultOf('InvalidLogin'));
  assert.match(vim.cookie, /^vmware_soap_session="[0-9a-f]{40}"$/);
  clock.advance(9 * 60_000);
  assert.equal((await currentTime(vim))[0]?.text, clock.now().toISOString());
  clock.advance(9 * 60_000);
  await currentTime(vim);
  clock.advance(11 * 60_000);
  await assert.rejects(currentTime(vim), faultOf('NotAuthenticated'));
  await vim.login();
  await vim.call('Logout', 'SessionManager', 'SessionManager');
  await assert.rejects(currentTime(vim), faultOf('NotAuthenticated'));
  await vim.login();
  world.server.sim.endSessions();
  await assert.rejects(currentTime(vim), faultOf('NotAuthenticated'));
});

test('properties are told by path, by traversal and in pages; what is not there is missing', async (t) => {
  await using world = await vCenterWorld(t, silentGuests());
  const { vim, vmId } = world;
  const { objects } = await vim.properties(
    'VirtualMachine',
    [
      'name',
      'config.instanceUuid',
      'runtime.powerState',
      'guest.toolsRunningStatus',
      'guest.nothing',
      'wrong',
    ],
    `<obj type="VirtualMachine">${vim.moref}</obj>`,
  );
  assert.deepEqual(objects, [
    {
      id: vim.moref,
      values: {
        name: `mstr-a (${vmId})`,
        'config.instanceUuid': vmId,
        'runtime.powerState': 'poweredOff',
        'guest.toolsRunningStatus': 'guestToolsNotRunning',
        'guest.nothing': 'InvalidProperty',
        wrong: 'InvalidProperty',
      },
    },
  ]);
  const vm = [...world.server.sim.inventory.vms.values()][0];
  vm?.extraConfig.set('guestinfo.a', 'b');
  assert.equal(await vim.vmProperty('config.extraConfig["guestinfo.a"].value'), 'b');

  const container = '<container type="Folder">group-d1</container>';
  const [view] = await vim.call(
    'CreateContainerView',
    'ViewManager',
    'ViewManager',
    `${container}<type>ManagedEntity</type><recursive>true</recursive>`,
  );
  const spec = `<obj type="ContainerView">${view?.text ?? ''}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec">
<name>all</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet>`;
  const page = await vim.properties('ManagedEntity', ['name'], spec, '<maxObjects>3</maxObjects>');
  assert.equal(page.objects.length, 3);
  const token = `<token>${page.token ?? ''}</token>`;
  const rest = readPage(
    await vim.call('ContinueRetrievePropertiesEx', 'PropertyCollector', 'propertyCollector', token),
  );
  const names = [...page.objects, ...rest.objects].map(({ values }) => values['name']);
  assert.ok(
    names.includes(`mstr-a (${vmId})`) && names.includes('dc-1') && names.includes('esx-1.simulated'),
  );
  assert.equal(rest.token, undefined);
  await vim.call('DestroyView', 'ContainerView', view?.text ?? '');
  await assert.rejects(vim.properties('ManagedEntity', ['name'], spec), faultOf('ManagedObjectNotFound'));
  const gone = '<obj type="VirtualMachine">vm-1</obj>';
  await assert.rejects(vim.properties('VirtualMachine', ['name'], gone), faultOf('ManagedObjectNotFound'));
});

test('a VM is found by its ids, its path and its address', async (t) => {
  await using world = await vCenterWorld(t, silentGuests());
  const { vim, vmId } = world;
  const find = async (method: string, body: string) =>
    (await vim.call(method, 'SearchIndex', 'SearchIndex', body))[0]?.text;
  const search = '<vmSearch>true</vmSearch>';
  assert.equal(await find('FindByUuid', `<uuid>${vmId}</uuid>${search}`), vim.moref);
  assert.equal(await find('FindByUuid', `<uuid>${crypto.randomUUID()}</uuid>${search}`), undefined);
  const path = `<inventoryPath>dc-1/vm/mstr-a (${vmId})</inventoryPath>`;
  assert.equal(await find('FindByInventoryPath', path), vim.moref);
  assert.equal(await find('FindByIp', `<ip>127.10.0.10</ip>${search}`), vim.moref);
  await assert.rejects(vim.call('Nothing', 'SearchIndex', 'SearchIndex'), faultOf('MethodNotFound'));
  const broken = await fetch(`${vim.url}/sdk`, { method: 'POST', body: '<a>' });
  assert.equal(broken.status, 500);
  assert.match(await broken.text(), /<InvalidRequestFault/);
  assert.equal((await fetch(`${vim.url}/else`)).status, 404);
});

test('vCD tells what vCenter knows: its address, the name and the reference of a VM', async (t) => {
  await using world = await vCenterWorld(t, silentGuests());
  const { server, vim } = world;
  await world.power('powerOn');
  const admin = await server.login('administrator@System');
  const { root } = await admin.get(`/api/vApp/vm-${world.vmId}`);
  const reference = first(root, 'VmVimObjectRef');
  assert.equal(first(reference, 'MoRef').text, vim.moref);
  assert.equal(attributeOf(first(root, 'Environment'), 'vCenterId', 've'), vim.moref);
  const vCenter = await admin.get(attributeOf(first(reference, 'VimServerRef'), 'href') ?? '');
  assert.equal(new URL(first(vCenter.root, 'Url').text).href, new URL(vim.url).href);
  assert.equal(await vim.vmProperty('runtime.powerState'), 'poweredOn');
  const { requests } = (await (await fetch(`${server.url}/sim/stats`)).json()) as { requests: object };
  assert.ok(Object.keys(requests).includes('SOAP RetrievePropertiesEx'));
  assert.equal(all(root, 'VmVimObjectRef').length, 1);
});

test('it speaks TLS with a certificate that is told, and the versions that clients ask for', async () => {
  await using sim = await startVcdsim({ vCenter: { port: 0 } });
  const [vCenter] = sim.vCenters;
  assert.match(vCenter?.url ?? '', /^https:\/\/127\.0\.0\.1:\d+$/);
  assert.match(vCenter?.certificate ?? '', /BEGIN CERTIFICATE/);
  await assert.rejects(fetch(`${vCenter?.url ?? ''}/sdk/vimServiceVersions.xml`), /fetch failed/);
  await assert.rejects(
    startVcdsim({ vCenter: { port: 0 }, model: { administrators: [{ name: 'a', password: 'b' }] } }),
    /no vCenter/,
  );
});
