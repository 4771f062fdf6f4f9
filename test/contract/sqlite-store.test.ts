import assert from 'node:assert/strict';
import { copyFile, mkdir, open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { emptyClusterStatus } from '#records/cluster.ts';
import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { RecordDamaged, RevisionGone, StoreUnavailable } from '#store/errors.ts';
import { openSqliteReader, type SqliteStore } from '#store/sqlite/store.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { sampleCluster } from '../support/sample-cluster.ts';
import { newTemplate } from '../support/sample-template.ts';
import { makeSqliteHome, testSecretKey } from '../support/sqlite-home.ts';

const working = (record: Template): Template => ({
  ...record,
  status: { ...record.status, phase: 'Working' },
});

const makeHome = () => makeSqliteHome({ writes: 'thread' });

function change(path: string, sql: string): void {
  const database = new SqliteDatabase(path);
  database.exec(sql);
  database.close();
}

describe('writing', () => {
  it('commits writes that come together in a few groups, and the event loop turns meanwhile', async () => {
    await using home = await makeHome();
    await using store = await home.open({ commitDelayMs: 20 });
    let turns = 0;
    let done = false;
    const count = () => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => store.templates.create(newTemplate(`t${index}`))),
    );
    done = true;
    const { commits, operations, queued } = store.statistics();
    assert.equal(operations, 200);
    assert.equal(queued, 0);
    assert.ok(commits <= 2, `${commits} commits`);
    assert.ok(turns > 5, `${turns} turns`);
  });

  it('lets a wish go before the reports that wait', async () => {
    await using home = await makeHome();
    await using store = await home.open({ commitDelayMs: 20 });
    const made = await Promise.all(
      [1, 2, 3].map((index) => store.templates.create(newTemplate(`t${index}`))),
    );
    // The first one travels alone; the others gather behind it, the wish last.
    const first = store.settings.put('first', '');
    await new Promise((resolve) => setImmediate(resolve));
    const reports = made.map((record) => store.templates.updateStatus(working(record)));
    const wish = await store.templates.create(newTemplate('wish'));
    await first;
    for (const report of await Promise.all(reports)) {
      assert.ok(Number(wish.metadata.resourceVersion) < Number(report.metadata.resourceVersion));
    }
  });

  it('fails no neighbour of a refused write', async () => {
    await using home = await makeHome();
    await using store = await home.open();
    const settled = await Promise.allSettled(
      ['a', 'a', 'b'].map((name) => store.templates.create(newTemplate(name))),
    );
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(store.statistics().commits, 1);
  });
});

describe('the ledger', () => {
  it('costs no commit: what a record asks for, and what it leaves, travels with it', async () => {
    await using home = await makeHome();
    await using store = await home.open();
    const { metadata, spec, status } = sampleCluster();
    const made = await store.clusters.create({ metadata, spec, status: emptyClusterStatus });
    assert.equal((await store.intents.list()).length, 1);
    await store.clusters.updateStatus({ ...made, status });
    assert.equal((await store.intents.list()).length, 2);
    assert.equal(store.statistics().commits, 2);
    await store.clusters.remove(keyOf(made));
    await Promise.all([
      store.intents.settle(made.metadata.uid, []),
      store.clusters.release(keyOf(made), cleanupFinalizer),
    ]);
    assert.deepEqual(await store.intents.list(), []);
    assert.equal(store.statistics().commits, 4);
  });
});

describe('opening', () => {
  it('makes files that only their owner can read', async () => {
    await using home = await makeHome();
    await using store = await home.open();
    await store.settings.put('a', 'b');
    for (const file of [home.path, `${home.path}-wal`, `${home.path}.lock`]) {
      assert.equal((await stat(file)).mode & 0o777, 0o600, file);
    }
    assert.ok(store.statistics().logBytes > 0);
  });

  it('is refused to a second server, until the first one is closed', async () => {
    await using home = await makeHome();
    {
      await using store = await home.open();
      await assert.rejects(() => home.open(), /another server is using the database .*cse\.db/);
      await store.settings.put('still', 'served');
    }
    await using store = await home.open();
    assert.equal(await store.settings.get('still'), 'served');
  });

  it('is refused with another key than the secrets are sealed with', async () => {
    await using home = await makeHome();
    const secretKey = Buffer.alloc(32, 8);
    {
      await using store = await home.open();
      await store.templates.create(newTemplate('t'));
    }
    {
      // Nothing is sealed yet: any key will do.
      await using store = await home.open({ secretKey });
      const [made] = (await store.templates.list()).items;
      assert.ok(made);
      await store.secrets.put(keyOf(made), made.metadata.uid, 'a', 'value');
    }
    await assert.rejects(
      () => home.open(),
      /cse\.db are sealed with the key [0-9a-f]{16}, and the given key is/,
    );
    const { log } = recordedLog();
    await assert.rejects(
      () => openSqliteReader({ path: home.path, log, secretKey: testSecretKey }),
      /sealed with/,
    );
    await using store = await home.open({ secretKey });
    assert.equal((await store.templates.list()).items.length, 1);
  });

  it('is refused with a sentence when the folder or the file is not what it should be', async () => {
    await using home = await makeHome();
    const openAt = (path: string) => home.open({ path: join(home.folder, path) });
    await assert.rejects(() => openAt('none/cse.db'), /the folder .*none for the database does not exist/);
    await writeFile(join(home.folder, 'text.db'), 'no database at all, but a text of some length'.repeat(10));
    await assert.rejects(() => openAt('text.db'), /text\.db is not a SQLite database/);
    await mkdir(join(home.folder, 'folder.db'));
    await assert.rejects(() => openAt('folder.db'), { name: 'StoreUnavailable' });
    const { log } = recordedLog();
    await assert.rejects(
      () => openSqliteReader({ path: join(home.folder, 'none.db'), log }),
      StoreUnavailable,
    );
  });

  it('is refused when pages of the database are damaged', async () => {
    await using home = await makeHome();
    {
      await using store = await home.open();
      for (let index = 0; index < 50; index += 1) await store.templates.create(newTemplate(`t${index}`));
    }
    const file = await open(home.path, 'r+');
    await file.write(Buffer.alloc(4096, 0xff), 0, 4096, 3 * 4096);
    await file.close();
    await assert.rejects(() => home.open(), /cse\.db is damaged/);
  });
});

describe('damaged content', () => {
  it('of whole pages fails what needs them with what to do, and nothing else', async (t) => {
    await using home = await makeHome();
    {
      await using store = await home.open();
      for (let index = 0; index < 100; index += 1) await store.templates.create(newTemplate(`t${index}`));
    }
    await using store = await home.open();
    // The file stays open: closing it would drop the locks that SQLite holds on it for this process.
    const file = await open(home.path, 'r+');
    t.after(() => file.close());
    await file.write(Buffer.alloc(40_960, 0xff), 0, 40_960, 3 * 4096);
    const damaged = { name: 'StoreUnavailable', message: /cse\.db is damaged; .*restore a backup/ };
    await assert.rejects(store.templates.list(), damaged);
    await store.settings.put('still', 'served');
    assert.equal(await store.settings.get('still'), 'served');
  });

  it('fails get of the record, and list and watch go on without it', async () => {
    await using home = await makeHome();
    const [bad, good] = [newTemplate('bad'), newTemplate('good')];
    {
      await using store = await home.open();
      await store.templates.create(bad);
      await store.templates.create(good);
    }
    for (const spec of ['{"cpu": "secret text"}', 'no JSON']) {
      change(home.path, `update records set spec = '${spec}' where name = 'bad'`);
      await using store = await home.open();
      const { items } = await store.templates.list();
      assert.deepEqual(
        items.map(({ metadata }) => metadata.name),
        ['good'],
      );
      await store.templates.list();
      const damaged = { kind: 'Template' as const, metadata: items[0]?.metadata };
      assert.ok(damaged.metadata);
      const key = keyOf({ ...good, kind: 'Template', metadata: { ...damaged.metadata, name: 'bad' } });
      await assert.rejects(
        () => store.templates.get(key),
        (error) =>
          error instanceof RecordDamaged && error.key === key && !error.message.includes('secret text'),
      );
      assert.deepEqual(
        store.unreadable().map((record) => record.key),
        [key],
      );
    }
    const complaints = home.lines.filter((line) => line['key'] === 'Template/acme/bad');
    assert.equal(complaints.length, 2, 'one for each opening');
  });

  it('leaves an unreadable change out of a watch', async () => {
    await using home = await makeHome();
    {
      await using store = await home.open();
      for (const name of ['bad', 'good']) await store.templates.create(newTemplate(name));
    }
    change(home.path, "update changes set status = '[]' where name = 'bad'");
    await using store = await home.open();
    const changes = store.templates.watch(0, new AbortController().signal)[Symbol.asyncIterator]();
    const first = await changes.next();
    assert.equal(!first.done && first.value.record.metadata.name, 'good');
  });

  it('is told of a secret that was changed behind the back', async () => {
    await using home = await makeHome();
    const given = newTemplate('t');
    {
      await using store = await home.open();
      const key = keyOf(await store.templates.create(given));
      await store.secrets.put(key, given.metadata.uid, 'a', 'value of a');
      await store.secrets.put(key, given.metadata.uid, 'b', 'value of b');
    }
    change(
      home.path,
      "update secrets set (nonce, sealed) = (select nonce, sealed from secrets where name = 'a')",
    );
    await using store = await home.open();
    const [record] = (await store.templates.list()).items;
    assert.ok(record);
    const get = (name: string) => store.secrets.get(keyOf(record), given.metadata.uid, name);
    assert.equal(await get('a'), 'value of a');
    await assert.rejects(() => get('b'), { name: 'RecordDamaged', message: /secret b was changed/ });
  });
});

describe('watching', () => {
  it('is refused from a revision that the log no longer reaches, also to a watch that fell behind', async () => {
    await using home = await makeHome();
    await using store = await home.open({ changesKept: 10 });
    const slow = store.templates.watch(0, new AbortController().signal)[Symbol.asyncIterator]();
    const first = slow.next();
    for (let index = 0; index < 30; index += 1) await store.templates.create(newTemplate(`t${index}`));
    assert.equal((await first).done, false);
    await assert.rejects(async () => {
      for (;;) await slow.next();
    }, RevisionGone);
    const watch = (since: number) =>
      store.templates.watch(since, new AbortController().signal)[Symbol.asyncIterator]();
    await assert.rejects(() => watch(19).next(), RevisionGone);
    const reachable = await watch(20).next();
    assert.equal(!reachable.done && reachable.value.record.metadata.name, 't20');
  });

  it('reads a log that is longer than a page', async () => {
    await using home = await makeHome();
    await using store = await home.open();
    const names = Array.from({ length: 250 }, (_, index) => `t${index}`);
    await Promise.all(names.map((name) => store.templates.create(newTemplate(name))));
    const told: string[] = [];
    for await (const { record } of store.templates.watch(0, new AbortController().signal)) {
      if (told.push(record.metadata.name) === names.length) break;
    }
    assert.deepEqual(told, names);
  });
});

describe('closing', () => {
  it('finishes what is queued, and refuses what comes later', async () => {
    await using home = await makeHome();
    const store = await home.open({ commitDelayMs: 20 });
    const watch = store.templates.watch(0, new AbortController().signal)[Symbol.asyncIterator]();
    const first = store.templates.create(newTemplate('first'));
    assert.equal((await watch.next()).done, false);
    const waiting = watch.next();
    const made = await first;
    const last = store.templates.updateStatus(working(made));
    const closing = store[Symbol.asyncDispose]();
    await assert.rejects(waiting, /has been closed/);
    await closing;
    assert.equal((await last).status.phase, 'Working');
    const closed = { name: 'StoreUnavailable', message: /cse\.db has been closed/ };
    await assert.rejects(() => store.templates.create(newTemplate('late')), closed);
    await assert.rejects(() => store.templates.get(keyOf(made)), closed);
    // Everything is in the one file: it can be taken away as it is.
    const copy = join(home.folder, 'copy.db');
    await copyFile(home.path, copy);
    await using again = await home.open({ path: copy });
    assert.equal((await again.templates.get(keyOf(made)))?.status.phase, 'Working');
  });
});

describe('a reader', () => {
  it('sees what the server writes, and works without a server', async () => {
    await using home = await makeHome();
    const { log } = recordedLog();
    const openReader = (secretKey?: Buffer) =>
      openSqliteReader({ path: home.path, log, pollMs: 1, ...(secretKey && { secretKey }) });
    let made: Template;
    {
      await using store = await home.open();
      made = await filled(store);
      await using reader = await openReader(testSecretKey);
      assert.deepEqual((await reader.templates.list()).items, [made]);
      assert.equal(await reader.secrets.get(keyOf(made), made.metadata.uid, 'a'), 'value');
      const stop = new AbortController();
      const { revision } = await reader.templates.list();
      const changes = reader.templates.watch(revision, stop.signal)[Symbol.asyncIterator]();
      const next = changes.next();
      made = await store.templates.updateStatus(working(made));
      assert.deepEqual(await next, {
        done: false,
        value: { kind: 'statusChanged', revision: revision + 1, record: made },
      });
      const end = changes.next();
      stop.abort();
      assert.equal((await end).done, true);
    }
    await using reader = await openReader();
    assert.deepEqual(await reader.templates.get(keyOf(made)), made);
    assert.equal((await reader.events.list({ key: keyOf(made) })).length, 1);
    assert.equal(await reader.settings.get('service'), 'enabled');
    assert.deepEqual(await reader.secrets.names(keyOf(made), made.metadata.uid), ['a']);
    await assert.rejects(
      () => reader.secrets.get(keyOf(made), made.metadata.uid, 'a'),
      /no secret key was given/,
    );
  });
});

async function filled({ templates, events, secrets, settings }: SqliteStore): Promise<Template> {
  const made = await templates.create(newTemplate('t'));
  const [key, uid] = [keyOf(made), made.metadata.uid];
  await events.record({ key, uid, type: 'Normal', reason: 'Made', message: '' });
  await secrets.put(key, uid, 'a', 'value');
  await settings.put('service', 'enabled');
  return made;
}
