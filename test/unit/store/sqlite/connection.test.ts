import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'node:test';
import { openForReading, openForWriting, takeServerLock } from '#store/sqlite/connection.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';

it('writes through a log that is flushed at every commit, with the rules of the schema on', async () => {
  await using home = await makeSqliteHome();
  const database = openForWriting(home.path, { busyTimeoutMs: 0 });
  const pragma = (name: string) => database.pragma(name, { simple: true });
  assert.equal(pragma('journal_mode'), 'wal');
  assert.equal(pragma('synchronous'), 2, 'FULL');
  assert.equal(pragma('foreign_keys'), 1);
  database.close();
});

it('cannot write through a connection for reading', async () => {
  await using home = await makeSqliteHome();
  openForWriting(home.path, { busyTimeoutMs: 0 }).close();
  const database = openForReading(home.path);
  assert.throws(() => database.exec("insert into settings values ('a', 'b')"), /readonly/);
  database.close();
});

it('gives the server lock to one at a time, and says when it is no lock at all', async () => {
  await using home = await makeSqliteHome();
  const lock = takeServerLock(home.path);
  assert.throws(
    () => takeServerLock(home.path),
    /another server is using the database .*cse\.db .*stop that server/,
  );
  lock.close();
  takeServerLock(home.path).close();
  await writeFile(`${home.path}.lock`, 'not a lock but a long text'.repeat(100));
  assert.throws(() => takeServerLock(home.path), /cse\.db\.lock is not a SQLite database/);
});
