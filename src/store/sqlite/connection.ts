import SqliteDatabase, { type Database } from 'better-sqlite3';
import { StoreUnavailable } from '../errors.ts';
import { explaining, unavailable } from './failure.ts';
import { knownSchema, migrate, requireSchema } from './migrations.ts';
import { createPrivateFile } from './private-file.ts';

/** The write-ahead log is cut back to this size after a checkpoint. */
const keptLogBytes = 16 * 1024 * 1024;

/** Pages that a connection keeps in memory, in KiB: the system keeps the whole file there anyway, once for all. */
const pageCacheKib = 2048;

/** The one connection that writes: creates the file (0600) when absent, checks and migrates it. Throws `StoreUnavailable`. */
export function openForWriting(path: string, options: { readonly busyTimeoutMs: number }): Database {
  return explaining(path, () => {
    createPrivateFile(path);
    const database = new SqliteDatabase(path, { timeout: options.busyTimeoutMs });
    try {
      prepareForWriting(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** A connection that cannot write; works beside a server and without one. Throws `StoreUnavailable`. */
export function openForReading(path: string): Database {
  return explaining(path, () => {
    const database = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 1_000 });
    try {
      requireSchema(database);
      database.pragma(`cache_size = -${pageCacheKib}`);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Holds the right to be the one server of a database until it is closed. It is a lock of the kernel on a file beside
 * the database, so it ends with the process however that ends. Throws `StoreUnavailable` when another one holds it.
 */
export function takeServerLock(path: string): Database {
  const lockPath = `${path}.lock`;
  createPrivateFile(lockPath);
  const lock = explaining(lockPath, () => new SqliteDatabase(lockPath, { timeout: 0 }));
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (!(error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_BUSY')) {
      throw unavailable(error, lockPath) ?? error;
    }
    throw new StoreUnavailable(
      `another server is using the database ${path} (it holds ${lockPath}); ` +
        'stop that server, or name another database',
      { cause: error },
    );
  }
}

function prepareForWriting(database: Database): void {
  // Before anything is changed, the journal's mode included: the file may not be ours to change.
  knownSchema(database);
  const mode = database.pragma('journal_mode = wal', { simple: true });
  if (mode !== 'wal') {
    throw new StoreUnavailable(
      `the file system that holds ${database.name} cannot share memory; use a local disk`,
    );
  }
  database.pragma('synchronous = full');
  database.pragma('foreign_keys = on');
  database.pragma(`cache_size = -${pageCacheKib}`);
  database.pragma(`journal_size_limit = ${keptLogBytes}`);
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') {
    throw new StoreUnavailable(
      `the database ${database.name} is damaged (${String(verdict)}); restore a backup`,
    );
  }
  migrate(database);
}
