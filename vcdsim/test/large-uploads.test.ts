import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { ManualClock } from '../src/clock.ts';
import { attributeOf } from '../src/xml/read.ts';
import { ownCatalog, uploadType } from './own-catalog.ts';
import type { Client, TestSimulator } from './simulated.ts';
import { all, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';

const descriptor = (size: number) => `<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"><References><File ovf:id="f" ovf:href="disk.vmdk" ovf:size="${size}"/></References>
  <VirtualSystem ovf:id="vm"><Info/></VirtualSystem></Envelope>`;

/** An upload that waits for its one file, of this many bytes. */
async function startUpload(client: Client, size: number) {
  const catalog = await ownCatalog(client);
  const params = `<UploadVAppTemplateParams ${xmlns} name="big.ova"/>`;
  const created = await client.send('POST', linkTo(catalog, 'add', uploadType), params);
  const template = hrefOf(first(created.root, 'Entity'));
  const file = async (name: string) => {
    const files = all((await client.get(template)).root, 'File');
    const found = files.find((one) => attributeOf(one, 'name') === name);
    assert.ok(found, name);
    return found;
  };
  await fetch(linkTo(await file('descriptor.ovf'), 'upload:default'), {
    method: 'PUT',
    body: descriptor(size),
  });
  const disk = linkTo(await file('disk.vmdk'), 'upload:default');
  const transferred = async () => Number(attributeOf(await file('disk.vmdk'), 'bytesTransferred'));
  const task = first((await client.get(template)).root, 'Task');
  return { catalog, item: hrefOf(created.root), template, disk, transferred, task };
}

async function uploadedFiles(server: TestSimulator) {
  const answer = await fetch(`${server.url}/sim/inventory`);
  // The simulator's own page.
  const { catalogs } = (await answer.json()) as {
    catalogs: { name: string; items: { files?: { name: string; sha256: string }[] }[] }[];
  };
  return catalogs.find(({ name }) => name === 'mine')?.items[0]?.files;
}

/** Sends the first bytes of a piece and then hangs up. */
async function breakOff(href: string, bytes: Uint8Array, range: string, seen: () => Promise<boolean>) {
  const call = request(href, { method: 'PUT', headers: { 'content-range': range, 'content-length': 1000 } });
  call.on('error', () => {});
  call.write(bytes);
  while (!(await seen())) await sleep(2);
  call.destroy();
}

/** Most of the memory of this process that was ever in use, in MB. */
async function peakMb(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

test('a piece that breaks off does not count, and is sent again', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const { disk, transferred, task } = await startUpload(alice, 1500);
  const content = Uint8Array.from({ length: 1500 }, (_, index) => index % 251);
  const send = async (start: number, end: number) => {
    const headers = { 'content-range': `bytes ${start}-${end - 1}/1500` };
    return (await fetch(disk, { method: 'PUT', headers, body: content.subarray(start, end) })).status;
  };
  assert.equal(await send(0, 500), 200);
  const head = content.subarray(500, 700);
  await breakOff(disk, head, 'bytes 500-1499/1500', async () => (await transferred()) === 700);
  while ((await transferred()) !== 500) await sleep(2);
  assert.equal(await send(700, 1500), 416, 'what broke off is gone');
  assert.equal(await send(500, 1500), 200);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'success');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const files = await uploadedFiles(server);
  assert.equal(files?.find(({ name }) => name === 'disk.vmdk')?.sha256, sha256);
});

test('while a piece is on its way no other is taken', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const { disk, transferred } = await startUpload(alice, 2000);
  const seen = async () => (await transferred()) === 10;
  const slow = breakOff(disk, new Uint8Array(10), 'bytes 0-999/2000', async () => {
    if (!(await seen())) return false;
    const headers = { 'content-range': 'bytes 10-1999/2000' };
    assert.equal((await fetch(disk, { method: 'PUT', headers, body: new Uint8Array(1990) })).status, 416);
    return true;
  });
  await slow;
});

test('a file of many megabytes goes through at once, and nothing is kept of it', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const size = 512 * 2 ** 20;
  const { disk, task } = await startUpload(alice, size);
  const before = await peakMb();
  const part = new Uint8Array(2 ** 20);
  const headers = { 'content-length': size };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const call = request(disk, { method: 'PUT', headers }, (response) => resolve(response.statusCode ?? 0));
  call.on('error', reject);
  for (let sent = 0; sent < size; sent += part.length) {
    if (!call.write(part)) await new Promise((ready) => call.once('drain', ready));
  }
  call.end();
  assert.equal(await promise, 200);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'success');
  assert.ok((await peakMb()) - before < 150, 'sender and simulator together');
});

test('an upload that nobody goes on with times out', async (t) => {
  const clock = new ManualClock();
  await using server = await simulated(t, { clock });
  const alice = await server.login('alice@acme');
  const { disk, template, task, item } = await startUpload(alice, 20);
  const headers = { 'content-range': 'bytes 0-9/20' };
  clock.advance(20 * 60_000);
  assert.equal((await fetch(disk, { method: 'PUT', headers, body: new Uint8Array(10) })).status, 200);
  clock.advance(59 * 60_000);
  const again = await server.login('alice@acme');
  assert.equal(attributeOf((await again.get(hrefOf(task))).root, 'status'), 'running');
  clock.advance(60_000);
  const ended = await again.taskEnd(task);
  assert.equal(attributeOf(first(ended, 'Error'), 'minorErrorCode'), 'TRANSFER_TIMEOUT');
  assert.equal(attributeOf((await again.get(template)).root, 'status'), '17');
  assert.equal((await fetch(disk, { method: 'PUT', body: 'more' })).status, 403);
  assert.equal((await again.send('DELETE', item)).status, 204);
});

test('deleting the template gives its upload up', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const { catalog, template, task } = await startUpload(alice, 20);
  await alice.done('DELETE', template);
  assert.equal(attributeOf(await alice.taskEnd(task), 'status'), 'canceled');
  assert.equal(all((await alice.get(hrefOf(catalog))).root, 'CatalogItem').length, 0);
});
