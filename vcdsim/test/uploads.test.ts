import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { defaultModel } from '../src/model/default-model.ts';
import { attributeOf, textOf } from '../src/xml/read.ts';
import { ownCatalog, startUploadIn, uploadType } from './own-catalog.ts';
import type { Client } from './simulated.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';

const envelope = (files: string) => `<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
  <References>${files}</References>
  <DiskSection><Info/><Disk ovf:diskId="d1" ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^30"/></DiskSection>
  <VirtualSystem ovf:id="photon"><Info/><Name>photon</Name>
    <OperatingSystemSection ovf:id="1"><Info/><Description>VMware Photon OS (64-bit)</Description></OperatingSystemSection>
    <VirtualHardwareSection><Info/>
      <Item><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^30</rasd:AllocationUnits><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>4</rasd:VirtualQuantity></Item>
      <Item><rasd:HostResource>ovf:/disk/d1</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
    </VirtualHardwareSection></VirtualSystem></Envelope>`;

async function startUpload(client: Client) {
  const catalog = await ownCatalog(client);
  const add = linkTo(catalog, 'add', uploadType);
  const params = `<UploadVAppTemplateParams ${xmlns} name="photon.ova"><Description>d</Description></UploadVAppTemplateParams>`;
  const created = await client.send('POST', add, params);
  assert.equal(created.status, 201, created.text);
  const template = hrefOf(first(created.root, 'Entity'));
  return { catalog, add, params, item: hrefOf(created.root), template };
}

/** Where the template wants its files put. */
async function targets(client: Client, template: string): Promise<ReadonlyMap<string, string>> {
  const files = all((await client.get(template)).root, 'File');
  return new Map(files.map((file) => [attributeOf(file, 'name') ?? '', linkTo(file, 'upload:default')]));
}

/** As clients send pieces: without a session, without a version. */
async function put(
  href: string | undefined,
  body: string | Uint8Array<ArrayBuffer>,
  range?: string,
): Promise<number> {
  assert.ok(href);
  const headers = range === undefined ? {} : { 'content-range': range };
  return (await fetch(href, { method: 'PUT', headers, body })).status;
}

async function statusOf(client: Client, template: string): Promise<string | undefined> {
  return attributeOf((await client.get(template)).root, 'status');
}

test('an OVA of 25 MB is uploaded in three pieces and becomes a template', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme', '31.0');
  const { catalog, add, params, item, template } = await startUpload(alice);
  assert.equal(errorOf(await alice.send('POST', add, params)).code, 'DUPLICATE_NAME');
  assert.deepEqual([...(await targets(alice, template)).keys()], ['descriptor.ovf']);
  assert.equal(errorOf(await alice.send('DELETE', item)).code, 'BUSY_ENTITY');
  const descriptor = (await targets(alice, template)).get('descriptor.ovf');
  const size = 25 * 2 ** 20;
  assert.equal(
    await put(descriptor, envelope(`<File ovf:id="f1" ovf:href="disk.vmdk" ovf:size="${size}"/>`)),
    200,
  );
  const files = await targets(alice, template);
  assert.deepEqual([...files.keys()], ['descriptor.ovf', 'disk.vmdk']);
  const disk = files.get('disk.vmdk');
  const piece = 10 * 2 ** 20;
  const range = (start: number, end: number) => `bytes ${start}-${end}/${size}`;
  const bytes = (count: number) => new Uint8Array(count);
  assert.equal(await put(disk, bytes(piece), range(piece, 2 * piece - 1)), 416, 'out of turn');
  assert.equal(await put(disk, bytes(piece), range(0, piece - 1)), 200);
  assert.equal(await put(disk, bytes(5), range(piece, 2 * piece - 1)), 400, 'fewer bytes than said');
  assert.equal(await put(disk, bytes(piece), range(piece, 2 * piece - 1)), 200);
  const task = first((await alice.get(template)).root, 'Task');
  assert.deepEqual(
    [attributeOf(task, 'operationName'), textOf(task, 'Progress')],
    ['vdcUploadOvfContents', '80'],
  );
  assert.equal(await put(disk, bytes(size - 2 * piece), range(2 * piece, size - 1)), 200);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'success');

  const done = (await alice.get(template)).root;
  assert.equal(attributeOf(done, 'status'), '8');
  assert.equal(all(done, 'File').length, 0);
  // The original CSE looks at the task when all is over.
  assert.equal(attributeOf(first(done, 'Task'), 'status'), 'success');
  const vm = first(first(done, 'Children'), 'Vm');
  assert.ok(textOf(first(vm, 'GuestCustomizationSection'), 'AdminPassword'));
  assert.equal(textOf(first(vm, 'VmSpecSection'), 'NumCpus'), '2');
  assert.equal(textOf(first(first(vm, 'VmSpecSection'), 'MemoryResourceMb'), 'Configured'), '4096');
  assert.equal(all((await alice.get(hrefOf(catalog))).root, 'CatalogItem').length, 1);
  assert.equal(await put(disk, 'more'), 403, 'nobody waits for it any more');
  const record = await alice.get('/api/query?type=vAppTemplate&filter=name==photon.ova');
  assert.equal(attributeOf(first(record.root, 'VAppTemplateRecord'), 'status'), 'RESOLVED');
});

test('a file without a size is as long as its body, and a descriptor without files is all there is', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const { template, item, add } = await startUpload(alice);
  const task = first((await alice.get(template)).root, 'Task');
  await put((await targets(alice, template)).get('descriptor.ovf'), envelope('<File ovf:href="a b.vmdk"/>'));
  assert.equal(await put((await targets(alice, template)).get('a b.vmdk'), 'whole'), 200);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'success');
  assert.equal((await alice.send('DELETE', item)).status, 204);

  const created = await alice.send('POST', add, `<UploadVAppTemplateParams ${xmlns} name="bare"/>`);
  const bare = hrefOf(first(created.root, 'Entity'));
  const bareTask = first((await alice.get(bare)).root, 'Task');
  assert.equal(await put((await targets(alice, bare)).get('descriptor.ovf'), envelope('')), 200);
  assert.equal(attributeOf(await alice.taskEnd(bareTask), 'status'), 'success');
});

test('an OVF is imported from an address, with its files', async (t) => {
  await using server = await simulated(t);
  const asked: string[] = [];
  const store = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/x/gone.ovf') response.statusCode = 404;
    response.end(envelope('<File ovf:href="disk.vmdk" ovf:size="9"/>'));
  }).listen(0, '127.0.0.1');
  await once(store, 'listening');
  // It listens on a port, so its address is no pipe.
  const { port } = store.address() as AddressInfo;
  const alice = await server.login('alice@acme');
  const add = linkTo(await ownCatalog(alice), 'add', uploadType);
  const start = async (href: string) =>
    alice.send('POST', add, `<UploadVAppTemplateParams ${xmlns} name="x" sourceHref="${href}"/>`);
  const ended = async (href: string) => {
    const item = (await start(href)).root;
    const template = hrefOf(first(item, 'Entity'));
    const task = await alice.taskEnd(first((await alice.get(template)).root, 'Task'));
    const status = await statusOf(alice, template);
    await alice.send('DELETE', hrefOf(item));
    return [attributeOf(task, 'status'), status];
  };
  const at = `http://127.0.0.1:${port}/x`;
  assert.deepEqual(await ended(`${at}/node.ovf`), ['success', '8']);
  assert.deepEqual(asked, ['/x/node.ovf', '/x/disk.vmdk']);
  assert.deepEqual(await ended(`${at}/gone.ovf`), ['error', '-1']);
  assert.equal(errorOf(await start('file:///etc/passwd')).code, 'BAD_REQUEST');
  store.close();
});

test('a descriptor that is none fails the upload; one that is given up leaves nothing', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const { template, item, add } = await startUpload(alice);
  const task = first((await alice.get(template)).root, 'Task');
  assert.equal(await put((await targets(alice, template)).get('descriptor.ovf'), '<x/>'), 400);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'error');
  assert.equal(await statusOf(alice, template), '-1');
  assert.equal((await alice.send('DELETE', item)).status, 204);

  const created = await alice.send('POST', add, `<UploadVAppTemplateParams ${xmlns} name="again"/>`);
  const second = hrefOf(first(created.root, 'Entity'));
  const upload = first((await alice.get(second)).root, 'Task');
  assert.equal((await alice.send('POST', linkTo(upload, 'task:cancel'))).status, 204);
  assert.equal(attributeOf(await alice.taskEnd(upload), 'status'), 'canceled');
  assert.equal((await alice.get(hrefOf(created.root))).status, 403);
  assert.equal(await put(`${server.url}/transfer/${crypto.randomUUID()}/descriptor.ovf`, 'x'), 403);
});

test('an upload that may not start leaves no item', async (t) => {
  const model = { ...defaultModel, operationLimits: { perUser: 1 } };
  await using server = await simulated(t, { model });
  const alice = await server.login('alice@acme');
  const catalog = await ownCatalog(alice);
  await Promise.all(all(catalog, 'Task').map(async (task) => alice.taskEnd(task)));
  await startUploadIn(alice, catalog);
  const second = `<UploadVAppTemplateParams ${xmlns} name="second"/>`;
  const refused = await alice.send('POST', linkTo(catalog, 'add', uploadType), second);
  assert.equal(errorOf(refused).code, 'OPERATION_LIMITS_EXCEEDED');
  const items = all((await alice.get(hrefOf(catalog))).root, 'CatalogItem');
  assert.deepEqual(
    items.map((item) => attributeOf(item, 'name')),
    ['unfinished'],
  );
});
