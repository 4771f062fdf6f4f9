import assert from 'node:assert/strict';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { StoreUnavailable } from '#store/errors.ts';
import { explaining, unavailable } from '#store/sqlite/failure.ts';

const path = '/data/cse.db';

it('says in plain words what is wrong with the database and what to do', () => {
  const words: Readonly<Record<string, RegExp>> = {
    SQLITE_FULL: /is full; free some space/,
    SQLITE_IOERR_FSYNC: /failed to read or write .*look at the disk/,
    SQLITE_CORRUPT_INDEX: /is damaged; .*restore a backup/,
    SQLITE_NOTADB: /not a SQLite database.*restore a backup/,
    SQLITE_READONLY_DIRECTORY: /cannot be written; check the owner/,
    SQLITE_BUSY_SNAPSHOT: /another program holds a lock/,
    SQLITE_CANTOPEN_ISDIR: /cannot be opened; check that the path/,
    SQLITE_PERM: /may not use/,
    SQLITE_NOMEM: /not enough memory/,
    SQLITE_PROTOCOL: /does not lock files properly; use a local disk/,
  };
  for (const [code, sentence] of Object.entries(words)) {
    const cause = new SqliteDatabase.SqliteError('words of SQLite', code);
    const error = unavailable(cause, path);
    assert.ok(error instanceof StoreUnavailable);
    assert.match(error.message, sentence);
    assert.ok(error.message.includes(path) && error.message.includes(code));
    assert.equal(error.cause, cause);
  }
});

it('leaves every other error as it is', () => {
  const constraint = new SqliteDatabase.SqliteError('not unique', 'SQLITE_CONSTRAINT_UNIQUE');
  for (const error of [
    constraint,
    new TypeError('x'),
    'text',
    Object.assign(new Error('x'), { code: 'ENOENT' }),
  ]) {
    assert.equal(unavailable(error, path), undefined);
  }
  const refused = new StoreUnavailable('x');
  assert.equal(unavailable(refused, path), refused);
  assert.throws(
    () =>
      explaining(path, () => {
        throw constraint;
      }),
    constraint,
  );
});
