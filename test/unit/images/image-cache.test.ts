import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Image, ImageState } from '#images/image.ts';
import { ImageCache } from '#images/image-cache.ts';
import { startImageServer, type ImageAnswer, type ImageServer } from '../../support/image-server.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { writeOva, type SmallOva } from '../../support/small-ova.ts';

const { log } = recordedLog();

describe('the cache of images', () => {
  let folder: string;
  let ova: SmallOva;
  let other: SmallOva;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cse-images-'));
    ova = await writeOva(join(folder, 'one.ova'), 3_000_000);
    other = await writeOva(join(folder, 'other.ova'), 2_000_000);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  interface Shelf extends AsyncDisposable {
    readonly directory: string;
    readonly server: ImageServer;
    readonly image: Image;
    readonly open: () => ImageCache;
  }

  /** A directory and a server of their own. */
  async function shelf(
    answer: (nth: number) => ImageAnswer = () => ({}),
    options: { readonly path?: () => string; readonly checksum?: Image['checksum'] } = {},
  ): Promise<Shelf> {
    const directory = await mkdtemp(join(folder, 'cache-'));
    const server = await startImageServer(options.path ?? (() => ova.path), answer);
    const checksum = options.checksum ?? { algorithm: 'sha256', value: ova.sha256 };
    return {
      directory,
      server,
      image: { name: 'ubuntu.ova', url: server.url, checksum },
      open: () => new ImageCache({ directory, log, firstRetryMs: 1 }),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  async function settled(cache: ImageCache, image: Image): Promise<ImageState> {
    cache.fetch(image);
    for (;;) {
      const state = cache.look(image);
      if (state.kind === 'fetched' || state.kind === 'refused') return state;
      await delay(2);
    }
  }

  /** Fetches until a part of the image is there, and stops like a process that ends. */
  async function fetchPart({ open, image, directory }: Shelf): Promise<void> {
    await using cache = open();
    cache.fetch(image);
    const part = join(directory, 'ubuntu.ova.part');
    while (((await stat(part).catch(() => undefined))?.size ?? 0) < 1_000_000) await delay(2);
  }

  it('fetches an image whole and knows it again', async () => {
    await using shelved = await shelf();
    await using cache = shelved.open();
    assert.deepEqual(cache.look(shelved.image), { kind: 'absent' });
    const path = join(shelved.directory, 'ubuntu.ova');
    assert.deepEqual(await settled(cache, shelved.image), { kind: 'fetched', path, size: ova.size });
    assert.deepEqual(await readdir(shelved.directory), ['ubuntu.ova']);

    await using later = shelved.open();
    assert.equal((await settled(later, shelved.image)).kind, 'fetched');
    assert.equal(shelved.server.ranges.length, 1);
  });

  it('takes the sum of CSE 0.3.0, SHA-1, and sums in capitals', async () => {
    for (const checksum of [
      {
        algorithm: 'sha1',
        value: createHash('sha1')
          .update(await readFile(ova.path))
          .digest('hex'),
      },
      { algorithm: 'sha256', value: ova.sha256.toUpperCase() },
    ] as const) {
      await using shelved = await shelf(undefined, { checksum });
      await using cache = shelved.open();
      assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
    }
  });

  it('goes on where a connection was cut off, as often as it takes', async () => {
    await using shelved = await shelf((nth) => (nth < 4 ? { cutAfter: 700_000 } : {}));
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
    assert.equal(shelved.server.ranges[0], undefined);
    assert.ok(shelved.server.ranges.slice(1).every((range) => /^bytes=[1-9]\d+-$/.test(range ?? '')));
  });

  it('goes on where an earlier process was', async () => {
    await using shelved = await shelf((nth) => (nth === 1 ? { cutAfter: 1_500_000 } : {}));
    await fetchPart(shelved);
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
    assert.match(shelved.server.ranges.at(-1) ?? '', /^bytes=1\d+-$/);
  });

  it('begins anew where the server takes no ranges', async () => {
    await using shelved = await shelf((nth) => ({
      ignoresRange: true,
      ...(nth === 1 && { cutAfter: 1_500_000 }),
    }));
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
    assert.equal(shelved.server.ranges.length, 2);
  });

  it('begins anew where the server has another file by now', async () => {
    let path = other.path;
    await using shelved = await shelf(
      (nth) => (nth === 1 ? { cutAfter: 1_500_000, etag: '"old"' } : { etag: '"new"' }),
      { path: () => path },
    );
    await fetchPart(shelved);
    path = ova.path;
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
  });

  it('finds out by the sum that two parts do not belong together, and fetches the whole', async () => {
    let path = other.path;
    await using shelved = await shelf(
      (nth) => ({ etag: undefined, ...(nth === 1 && { cutAfter: 1_500_000 }) }),
      {
        path: () => path,
      },
    );
    await fetchPart(shelved);
    path = ova.path;
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
    assert.deepEqual(
      shelved.server.ranges.map((range) => range !== undefined),
      [false, true, false],
    );
  });

  it('replaces a file of the name that is another one', async () => {
    await using shelved = await shelf();
    await writeFile(join(shelved.directory, 'ubuntu.ova'), 'something else');
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
  });

  it('tries again while the server is in trouble', async () => {
    await using shelved = await shelf((nth) => (nth < 4 ? { status: 503 } : {}));
    await using cache = shelved.open();
    assert.equal((await settled(cache, shelved.image)).kind, 'fetched');
  });

  it('leaves nothing of a wrong image, and says what to correct', async () => {
    await using shelved = await shelf(undefined, {
      checksum: { algorithm: 'sha256', value: 'ab'.repeat(32) },
    });
    await using cache = shelved.open();
    const state = await settled(cache, shelved.image);
    assert.equal(state.kind, 'refused');
    assert.match(
      state.kind === 'refused' ? state.message : '',
      /does not have the sha256 abab.*correct the checksum/,
    );
    assert.deepEqual(await readdir(shelved.directory), []);
    assert.equal(shelved.server.ranges.length, 1);
  });

  const refusals: Record<
    string,
    { readonly answer: ImageAnswer; readonly says: RegExp; readonly requests: number }
  > = {
    'an address that is not there': {
      answer: { status: 404 },
      says: /answered 404 Not Found: correct the address of the image \(source_ova\)/,
      requests: 1,
    },
    'a server that stays in trouble': {
      answer: { status: 500 },
      says: /'ubuntu.ova' cannot be fetched: .* answered 500/,
      requests: 6,
    },
    'a connection that brings nothing': {
      answer: { cutAfter: 0 },
      says: /'ubuntu.ova' cannot be fetched/,
      requests: 6,
    },
  };
  for (const [what, { answer, says, requests }] of Object.entries(refusals)) {
    it(`gives up: ${what}`, async () => {
      await using shelved = await shelf(() => answer);
      await using cache = shelved.open();
      const state = await settled(cache, shelved.image);
      assert.match(state.kind === 'refused' ? state.message : state.kind, says);
      assert.equal(shelved.server.ranges.length, requests);
      await cache.forget(shelved.image);
      assert.deepEqual(cache.look(shelved.image), { kind: 'absent' });
    });
  }

  it(
    'says where it cannot write',
    { skip: process.getuid?.() === 0 && 'root may write everywhere' },
    async () => {
      await using shelved = await shelf();
      await chmod(shelved.directory, 0o500);
      await using cache = shelved.open();
      const state = await settled(cache, shelved.image);
      assert.match(state.kind === 'refused' ? state.message : state.kind, /set store.cache_dir elsewhere/);
    },
  );

  it('says that a disk is full', { skip: !existsSync('/dev/full') && 'there is no /dev/full' }, async () => {
    await using shelved = await shelf();
    await symlink('/dev/full', join(shelved.directory, 'ubuntu.ova.part'));
    await using cache = shelved.open();
    const state = await settled(cache, shelved.image);
    assert.match(state.kind === 'refused' ? state.message : state.kind, /no space is left for .*: make room/);
  });

  it('has no checksum to go by', async () => {
    await using shelved = await shelf(undefined, { checksum: { algorithm: 'sha256', value: '' } });
    await using cache = shelved.open();
    const state = await settled(cache, shelved.image);
    assert.match(state.kind === 'refused' ? state.message : state.kind, /has no checksum: .*sha256_ova/);
    assert.equal(shelved.server.ranges.length, 0);
  });

  it('tells two images apart that have one name', async () => {
    await using shelved = await shelf();
    await using cache = shelved.open();
    await settled(cache, shelved.image);
    const twin = { ...shelved.image, checksum: { algorithm: 'sha256', value: other.sha256 } } as const;
    const state = cache.look(twin);
    assert.match(
      state.kind === 'refused' ? state.message : state.kind,
      /another image is called 'ubuntu.ova'/,
    );
  });

  it('keeps to its directory, whatever an image is called', async () => {
    await using shelved = await shelf();
    await using cache = shelved.open();
    const image = { ...shelved.image, name: '../../../etc/../.evil' };
    const state = await settled(cache, image);
    assert.equal(state.kind === 'fetched' ? state.path : state.kind, join(shelved.directory, 'evil'));
    await cache.remove(image);
    assert.deepEqual(await readdir(shelved.directory), []);
  });
});
