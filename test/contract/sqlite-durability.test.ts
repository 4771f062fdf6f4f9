import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keyOf, type RecordKey } from '#records/metadata.ts';
import { StoreUnavailable } from '#store/errors.ts';
import { writeBackup } from '#store/sqlite/backup.ts';
import { restoreBackup } from '#store/sqlite/restore.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { newTemplate } from '../support/sample-template.ts';
import { makeSqliteHome, testSecretKey, type SqliteHome } from '../support/sqlite-home.ts';

const restorer = fileURLToPath(new URL('../support/store-restorer.ts', import.meta.url));
const by = { actor: 'olga', at: '2026-11-20T12:00:00.000Z' };
const watch = { signal: new AbortController().signal };
const hammer = fileURLToPath(new URL('../support/store-hammer.ts', import.meta.url));

interface Acknowledged {
  readonly key: RecordKey;
  readonly uid: string;
  readonly version: number;
}

describe('SQLite: a server that is killed', () => {
  it('loses no write that it acknowledged, and leaves no lock behind', async () => {
    await using home = await makeSqliteHome({ writes: 'thread' });
    const acknowledged: Acknowledged[] = [];
    for (const lines of [60, 250, 900]) {
      acknowledged.push(...(await hammered(home.path, lines)));
      // Nobody has recovered the database yet: the operator looks first.
      await using reader = await openSqliteReader({ path: home.path, log: recordedLog().log });
      const seen = (await reader.templates.list()).items;
      await using store = await home.open();
      const { items } = await store.templates.list();
      assert.deepEqual(items, seen);
      const versions = new Map(items.map((item) => [keyOf(item), Number(item.metadata.resourceVersion)]));
      const lost = acknowledged.filter(({ key, version }) => (versions.get(key) ?? 0) < version);
      assert.deepEqual(lost, []);
      for (const { key, uid } of acknowledged.slice(-20, -10)) {
        const [record, secret] = [
          await store.templates.get(key),
          await store.secrets.get(key, uid, 'kubeconfig'),
        ];
        // The status is written after the secret: who has the one has the other.
        if (record?.status.phase === 'Working') assert.equal(secret, record.metadata.name);
      }
      assert.deepEqual(store.unreadable(), []);
    }
  });

  it('keeps every other server out while it lives, and lets readers in', async () => {
    await using home = await makeSqliteHome({ writes: 'thread' });
    await using child = startHammer(home.path);
    const [first] = await child.read(20);
    await assert.rejects(
      () => home.open(),
      (error) =>
        error instanceof StoreUnavailable && /another server .*cse\.db.*stop that server/.test(error.message),
    );
    assert.ok(first);
    await using reader = await openSqliteReader({
      path: home.path,
      log: recordedLog().log,
      secretKey: testSecretKey,
    });
    assert.equal((await reader.templates.get(first.key))?.metadata.uid, first.uid);
    const changes = reader.templates.watch(
      (await reader.templates.list()).revision,
      new AbortController().signal,
    );
    const [told] = await Promise.all([changes[Symbol.asyncIterator]().next(), child.read(500)]);
    assert.equal(told.done, false);
  });
});

describe('SQLite: a restore that is killed', () => {
  it('leaves the database of before or the backup, whole, and can be done again', async () => {
    await using home = await makeSqliteHome({ writes: 'thread' });
    const backups: string[] = [];
    for (const name of ['a', 'b']) {
      await using store = await home.open();
      await Promise.all(
        Array.from({ length: 200 }, (_, index) => store.templates.create(newTemplate(`${name}${index}`))),
      );
      const backup = join(home.folder, `${name}.db`);
      await writeBackup({ database: home.path, backup, madeAt: '2026-11-20T12:00:00.000Z' }, watch);
      backups.push(backup);
    }
    for (const restored of [0, 1, 2, 3, 5, 8]) {
      const child = spawn(process.execPath, [restorer, home.path, ...backups], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      for (let line = 0; line <= restored; line += 1) await lines.next();
      // In the middle of the next one, wherever that is.
      await delay(restored * 3);
      child.kill('SIGKILL');
      await exited;
      await using store = await home.open();
      const { items } = await store.templates.list();
      assert.ok(items.length === 200 || items.length === 400, `${items.length} records`);
      assert.deepEqual(store.unreadable(), []);
    }
    const kept = join(home.folder, 'kept.db');
    await restoreBackup({ database: home.path, backup: backups[0] ?? '', kept }, by, watch);
    await using store = await home.open();
    assert.equal((await store.templates.list()).items.length, 200);
  });
});

describe('SQLite: a full disk', () => {
  const mounted: SqliteHome[] = [];
  after(async () => {
    for (const home of mounted) {
      execFileSync('umount', [home.folder]);
      await home[Symbol.asyncDispose]();
    }
  });

  it('refuses writes with a plain sentence, and goes on when there is space again', async (t) => {
    let refused = 0;
    const onWritten = ({ committed }: { readonly committed: boolean }) => void (refused += committed ? 0 : 1);
    const home = await makeSqliteHome({ writes: 'thread', changesKept: 1, onWritten });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', home.folder], { stdio: 'ignore' });
      mounted.push(home);
    } catch {
      await home[Symbol.asyncDispose]();
      t.skip('this user may not mount a small file system');
      return;
    }
    const ballast = join(home.folder, 'ballast');
    await writeFile(ballast, Buffer.alloc(600_000));
    {
      await using store = await home.open();
      const made = await store.templates.create(newTemplate('t'));
      const [key, uid] = [keyOf(made), made.metadata.uid];
      const written: string[] = [];
      await assert.rejects(async () => {
        for (let index = 0; index < 100; index += 1) {
          await store.secrets.put(key, uid, `s${index}`, 'x'.repeat(50_000));
          written.push(`s${index}`);
        }
      }, /disk that holds the database .*cse\.db is full; free some space/);
      assert.ok(store.statistics().failedCommits > 0);
      assert.equal(refused, store.statistics().failedCommits);
      assert.deepEqual((await store.secrets.names(key, uid)).toSorted(), written.toSorted());
      assert.deepEqual(await store.templates.get(key), made);

      await rm(ballast);
      await store.secrets.put(key, uid, 'after', 'x'.repeat(50_000));
      await store.templates.updateStatus({ ...made, status: { ...made.status, phase: 'Working' } });
    }
    await using store = await home.open();
    const [record] = (await store.templates.list()).items;
    assert.equal(record?.status.phase, 'Working');
    assert.equal((await store.secrets.get(keyOf(record), record.metadata.uid, 'after'))?.length, 50_000);
  });
});

/** Lets a process write until it has acknowledged some writes, kills it, and returns everything that it acknowledged. */
async function hammered(path: string, lines: number): Promise<readonly Acknowledged[]> {
  await using child = startHammer(path);
  const before = await child.read(lines);
  return [...before, ...(await child.kill())];
}

function startHammer(path: string) {
  const child: ChildProcess = spawn(process.execPath, [hammer, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(child.stdout);
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function read(count: number): Promise<readonly Acknowledged[]> {
    const acknowledged: Acknowledged[] = [];
    while (acknowledged.length < count) {
      const line = await lines.next();
      if (line.done) break;
      const [key, uid = '', version] = line.value.split(' ');
      // The hammer prints keys.
      acknowledged.push({ key: key as RecordKey, uid, version: Number(version) });
    }
    return acknowledged;
  }

  async function kill(): Promise<readonly Acknowledged[]> {
    child.kill('SIGKILL');
    await exited;
    return read(Infinity);
  }

  return { read, kill, [Symbol.asyncDispose]: async () => void (await kill()) };
}
