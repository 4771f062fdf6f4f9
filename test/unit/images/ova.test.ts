import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OvaUnreadable, readOvaIndex, readOvaPiece } from '#images/ova.ts';
import { padded, tarHeader, writeOva } from '../../support/small-ova.ts';

describe('an OVA', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cse-ova-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function tar(...entries: readonly (readonly [header: Buffer, content: string])[]): Promise<string> {
    const path = join(folder, `${Math.random()}.ova`);
    const blocks = entries.flatMap(([header, content]) => [
      header,
      Buffer.concat([Buffer.from(content)], padded(Buffer.byteLength(content))),
    ]);
    await writeFile(path, Buffer.concat([...blocks, Buffer.alloc(1024)]));
    return path;
  }

  it('has a descriptor and disks, which are read where they lie', async () => {
    const { path } = await writeOva(join(folder, 'one.ova'), 1_000_000);
    const { descriptor, files } = await readOvaIndex(path);
    assert.match(descriptor, /^<\?xml[^]*<\/Envelope>$/);
    assert.deepEqual(
      files.map(({ name, size }) => [name, size === 1_000_000]),
      [
        ['ubuntu.ovf', false],
        ['ubuntu-disk1.vmdk', true],
      ],
    );
    const [, disk] = files;
    assert.ok(disk);
    const buffer = new Uint8Array(600_000);
    const first = await readOvaPiece(path, disk, 0, buffer);
    assert.deepEqual([first.length, Buffer.from(first.subarray(0, 4)).toString()], [600_000, 'KDMV']);
    assert.equal((await readOvaPiece(path, disk, 600_000, buffer)).length, 400_000);
  });

  it('may have names and sizes that are too long for its headers', async () => {
    const long = `${'folder/'.repeat(20)}disk.vmdk`;
    const record = ` path=${long}\n`;
    const pax = `${record.length + 3}${record}`;
    const path = await tar(
      [tarHeader('x.ovf', 3), 'ovf'],
      [tarHeader('././@LongLink', long.length + 1, 'L'), `${long}\0`],
      [tarHeader('cut', 4), 'disk'],
      [tarHeader('PaxHeaders/x', pax.length, 'x'), pax],
      [tarHeader('cut', 5), 'disk2'],
      [tarHeader('a folder', 0, '5'), ''],
    );
    const { files } = await readOvaIndex(path);
    assert.deepEqual(
      files.map(({ name, size }) => [name, size]),
      [
        ['x.ovf', 3],
        [long, 4],
        [long, 5],
      ],
    );
  });

  it('that is none is refused', async () => {
    const text = join(folder, 'text.ova');
    await writeFile(text, 'not a tar '.repeat(100));
    const { path: cut } = await writeOva(join(folder, 'cut.ova'), 1_000_000);
    await truncate(cut, 500_000);
    const without = await tar([tarHeader('disk.vmdk', 4), 'disk']);
    for (const [path, says] of [
      [text, /no tar header/],
      [cut, /cut off/],
      [without, /no \.ovf file/],
    ] as const) {
      await assert.rejects(readOvaIndex(path), (error: unknown) => {
        assert.ok(error instanceof OvaUnreadable);
        assert.match(error.message, says);
        return true;
      });
    }
  });
});
