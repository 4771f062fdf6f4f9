import assert from 'node:assert/strict';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { StoreUnavailable } from '#store/errors.ts';
import { openForReading, openForWriting } from '#store/sqlite/connection.ts';
import { migrate, migrations } from '#store/sqlite/migrations.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';

const version = (database: SqliteDatabase.Database) => database.pragma('user_version', { simple: true });
const stepsOf = (...texts: string[]) => texts.map((sql) => ({ brings: '', sql }));

it('applies the missing steps in order and once', () => {
  const database = new SqliteDatabase(':memory:');
  const steps = stepsOf('create table a (x)', 'alter table a add column y');
  migrate(database, steps.slice(0, 1));
  assert.equal(version(database), 1);
  migrate(database, steps);
  migrate(database, steps);
  assert.equal(version(database), 2);
  database.exec('insert into a (x, y) values (1, 2)');
  database.close();
});

it('leaves the database as it was when a step fails', () => {
  const database = new SqliteDatabase(':memory:');
  const steps = stepsOf('create table a (x)', 'create table b (x); create table a (y)');
  assert.throws(() => migrate(database, steps), /already exists/);
  assert.equal(version(database), 1);
  assert.equal(database.prepare("select 1 from sqlite_schema where name = 'b'").get(), undefined);
  database.close();
});

it('refuses a database of a newer release, to write and to read', async () => {
  await using home = await makeSqliteHome();
  const database = openForWriting(home.path, { busyTimeoutMs: 0 });
  database.pragma(`user_version = ${migrations.length + 1}`);
  database.close();
  const newer = /cse\.db was written by a newer release .*run that release, or restore a backup/;
  assert.throws(() => openForWriting(home.path, { busyTimeoutMs: 0 }), newer);
  assert.throws(() => openForReading(home.path), newer);
});

it('tells a reader to let the server convert an older database first', async () => {
  await using home = await makeSqliteHome();
  const database = openForWriting(home.path, { busyTimeoutMs: 0 });
  database.pragma(`user_version = ${migrations.length - 1}`);
  database.close();
  assert.throws(() => openForReading(home.path), /start the server of this release, or/);
});

it('refuses the database of another program and changes nothing in it', async () => {
  await using home = await makeSqliteHome();
  const stranger = new SqliteDatabase(home.path);
  stranger.exec('create table theirs (x)');
  stranger.close();
  assert.throws(() => openForWriting(home.path, { busyTimeoutMs: 0 }), StoreUnavailable);
  assert.throws(() => openForReading(home.path), /of another program/);
  const again = new SqliteDatabase(home.path);
  assert.equal(again.pragma('journal_mode', { simple: true }), 'delete');
  assert.equal(version(again), 0);
  again.close();
});
