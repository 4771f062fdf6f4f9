import assert from 'node:assert/strict';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { checkBackup } from '#store/sqlite/backup.ts';
import { migrate, migrations } from '#store/sqlite/migrations.ts';
import { tryUpgrade, upgrade } from '#store/sqlite/upgrade.ts';
import { newTemplate } from '../../../support/sample-template.ts';
import { makeSqliteHome, type SqliteHome } from '../../../support/sqlite-home.ts';

const watch = { signal: new AbortController().signal };

/** A database of the first release with one setting. */
function makeOld(home: SqliteHome): void {
  const database = new SqliteDatabase(home.path);
  migrate(database, migrations.slice(0, 1));
  database.exec("insert into settings values ('service', 'disabled')");
  database.close();
}

const keptIn = async (home: SqliteHome) =>
  (await readdir(home.folder)).filter((name) => name.includes('.schema-'));

for (const writes of ['thread', 'here'] as const) {
  it(`the first start of a newer release keeps a backup, later ones do not (${writes})`, async () => {
    await using home = await makeSqliteHome({ writes });
    makeOld(home);
    {
      await using store = await home.open();
      assert.equal(await store.settings.get('service'), 'disabled');
      await store.settings.put('service', 'enabled');
    }
    assert.deepEqual(await keptIn(home), ['cse.db.schema-1']);
    const path = `${home.path}.schema-1`;
    const { schema } = await checkBackup(path, watch);
    assert.equal(schema, 1);
    const { mtimeMs, mode } = await stat(path);
    assert.equal(mode & 0o777, 0o600);
    {
      await using store = await home.open();
      assert.equal(await store.settings.get('service'), 'enabled');
    }
    assert.equal((await stat(path)).mtimeMs, mtimeMs);
  });
}

it('is not begun when the backup cannot be kept', async () => {
  await using home = await makeSqliteHome();
  makeOld(home);
  // In the place of the backup is something that cannot be replaced.
  await mkdir(join(`${home.path}.schema-1`, 'in the way'), { recursive: true });
  await assert.rejects(home.open(), { name: 'StoreUnavailable', message: /cse\.db\.schema-1/ });
  const old = new SqliteDatabase(home.path, { readonly: true });
  assert.equal(old.pragma('user_version', { simple: true }), 1);
  old.close();
});

it('of a new database keeps nothing', async () => {
  await using home = await makeSqliteHome();
  await using _store = await home.open();
  assert.deepEqual(await keptIn(home), []);
});

it('by command keeps a backup too, and is refused while a server runs', async () => {
  await using home = await makeSqliteHome();
  makeOld(home);
  assert.equal(await upgrade(home.path, watch), `${home.path}.schema-1`);
  assert.equal(await upgrade(home.path, watch), undefined);
  await using store = await home.open();
  assert.equal(await store.settings.get('service'), 'disabled');
  await assert.rejects(upgrade(home.path, watch), /another server is using the database/);
});

it('can be tried: every record is read, and the database stays what it is', async () => {
  await using home = await makeSqliteHome();
  makeOld(home);
  const copy = `${home.path}.trial`;
  const trial = await tryUpgrade({ database: home.path, copy }, watch);
  assert.deepEqual([trial.from, trial.to, trial.records], [1, migrations.length, 0]);
  assert.equal(trial.brings.length, migrations.length - 1);
  const old = new SqliteDatabase(home.path, { readonly: true });
  assert.equal(old.pragma('user_version', { simple: true }), 1);
  old.close();

  await upgrade(home.path, watch);
  {
    await using store = await home.open();
    for (const name of ['bad', 'good']) await store.templates.create(newTemplate(name));
  }
  const database = new SqliteDatabase(home.path);
  database.exec("update records set spec = '{}' where name = 'bad'");
  database.close();
  const { records, damaged } = await tryUpgrade({ database: home.path, copy }, watch);
  assert.deepEqual([records, damaged.map(({ key }) => key)], [2, ['Template/acme/bad']]);
  assert.deepEqual(
    (await readdir(home.folder)).filter((name) => name.includes('trial')),
    [],
  );
});
