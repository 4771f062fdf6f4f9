import assert from 'node:assert/strict';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { checkBackup, writeBackup } from '#store/sqlite/backup.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { newTemplate } from '../../../support/sample-template.ts';
import { makeSqliteHome, testSecretKey, type SqliteHome } from '../../../support/sqlite-home.ts';

const madeAt = '2026-11-20T12:00:00.000Z';
const watch = { signal: new AbortController().signal };

const placesIn = (home: SqliteHome) => ({
  database: home.path,
  backup: join(home.folder, 'backup.db'),
  madeAt,
});

/** A template of about two megabytes, with its change. */
const large = (name: string) => newTemplate(name, { spec: { description: 'x'.repeat(1_000_000) } });

it('is one moment of a database that is written all the time, in one private file that can be read as it is', async () => {
  await using home = await makeSqliteHome({ writes: 'thread' });
  await using store = await home.open();
  for (let index = 0; index < 6; index += 1) await store.templates.create(large(`t${index}`));
  const stop = new AbortController();
  let rounds = 0;
  // Both are in one group, and so in one commit.
  const write = () => Promise.all(['a', 'b'].map((name) => store.settings.put(name, String(rounds))));
  await write();
  const writes = (async () => {
    for (; !stop.signal.aborted; rounds += 1) await write();
  })();
  const seen: string[] = [];
  const onProgress = ({ work }: { readonly work: string }) => void seen.push(work);
  const before = rounds;
  const places = placesIn(home);
  const facts = await writeBackup(places, { ...watch, onProgress });
  const during = rounds - before;
  stop.abort();
  await writes;
  assert.ok(during > 1 && seen.length > 1, `${during} rounds, ${seen.length} turns`);
  assert.deepEqual(facts.records, { Cluster: 0, Template: 6 });
  assert.equal((await stat(places.backup)).mode & 0o777, 0o600);
  assert.deepEqual(await checkBackup(places.backup, watch), facts);

  const { log } = recordedLog();
  await using copy = await openSqliteReader({ path: places.backup, log, secretKey: testSecretKey });
  assert.equal((await copy.templates.list()).items.length, 6);
  const [a, b] = await Promise.all(['a', 'b'].map((name) => copy.settings.get(name)));
  assert.ok(a !== undefined && a === b, `${a} ${b}`);
  const names = (await readdir(home.folder)).filter((name) => name.startsWith('backup'));
  assert.deepEqual(names, ['backup.db'], 'no companions and no rests');
});

it('is refused when anything in it was changed', async () => {
  await using home = await makeSqliteHome();
  {
    await using store = await home.open();
    await store.templates.create(large('t'));
  }
  const places = placesIn(home);
  const changes: readonly (readonly [string, RegExp])[] = [
    ["update records set spec = replace(spec, 'xxx', 'xxy')", /was changed or damaged/],
    ['create index extra on records (created)', /was changed or damaged/],
    ["update backup set facts = json_set(facts, '$.madeAt', '2026-11-20T13:00:00.000Z')", /^$/],
    ["update backup set facts = json_set(facts, '$.records.Template', 2)", /was changed or damaged/],
    ["update backup set facts = json_remove(facts, '$.checksum')", /does not say what is in it/],
    ['drop table backup', /no backup that cse backup made/],
    ['pragma user_version = 99', /written by a newer release \(schema 99/],
    ['pragma application_id = 1', /of another program/],
  ];
  for (const [sql, message] of changes) {
    await writeBackup(places, watch);
    const database = new SqliteDatabase(places.backup);
    database.exec(sql);
    database.close();
    const check = checkBackup(places.backup, watch);
    // When it was made decides nothing; everything else does.
    if (message.source === '^$') await check;
    else await assert.rejects(check, { name: 'StoreUnavailable', message }, sql);
  }
});

it('is refused when a bit of it has fallen over, wherever that is not empty', async () => {
  await using home = await makeSqliteHome();
  {
    await using store = await home.open();
    await store.templates.create(large('t'));
  }
  const places = placesIn(home);
  await writeBackup(places, watch);
  const { size } = await stat(places.backup);
  const file = await open(places.backup, 'r+');
  for (const share of [0.3, 0.5, 0.7]) {
    const position = Math.floor(size * share);
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, position);
    await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, position);
    await assert.rejects(checkBackup(places.backup, watch), { name: 'StoreUnavailable' });
    await file.write(byte, 0, 1, position);
  }
  await file.close();
  await checkBackup(places.backup, watch);
});

it('is not made of a damaged database, and leaves nothing behind', async () => {
  await using home = await makeSqliteHome();
  {
    await using store = await home.open();
    for (let index = 0; index < 50; index += 1) await store.templates.create(newTemplate(`t${index}`));
  }
  const file = await open(home.path, 'r+');
  await file.write(Buffer.alloc(4096, 0xff), 0, 4096, 3 * 4096);
  await file.close();
  await assert.rejects(writeBackup(placesIn(home), watch), { name: 'StoreUnavailable', message: /damaged/ });
  assert.deepEqual(
    (await readdir(home.folder)).filter((name) => name.startsWith('backup')),
    [],
  );
});

it('can be interrupted, and leaves nothing behind', async () => {
  await using home = await makeSqliteHome();
  await using store = await home.open();
  for (let index = 0; index < 6; index += 1) await store.templates.create(large(`t${index}`));
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('enough'));
  await assert.rejects(writeBackup(placesIn(home), { signal: stop.signal, onProgress }), /enough/);
  assert.deepEqual(
    (await readdir(home.folder)).filter((name) => name.startsWith('backup')),
    [],
  );
});

it('is not made where nothing can be written', async () => {
  await using home = await makeSqliteHome();
  await using _store = await home.open();
  const places = { ...placesIn(home), backup: join(home.folder, 'none', 'backup.db') };
  await assert.rejects(writeBackup(places, watch), /the folder .*none for the database does not exist/);
});
