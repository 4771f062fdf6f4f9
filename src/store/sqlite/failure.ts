import { StoreUnavailable } from '../errors.ts';

/** What a person reads for each family of SQLite errors that says "the database cannot be used now". */
const sentences: Readonly<Record<string, (path: string) => string>> = {
  SQLITE_FULL: (path) =>
    `the disk that holds the database ${path} is full; free some space, the server then goes on by itself`,
  SQLITE_IOERR: (path) =>
    `the disk failed to read or write the database ${path}; look at the disk and the kernel's log`,
  SQLITE_CORRUPT: (path) => `the database ${path} is damaged; ${rescue}`,
  SQLITE_NOTADB: (path) => `${path} is not a SQLite database, or its beginning is damaged; ${rescue}`,
  SQLITE_READONLY: (path) =>
    `the database ${path} cannot be written; check the owner and the permissions of the file and of its folder`,
  SQLITE_BUSY: (path) => `another program holds a lock on the database ${path}; close that program`,
  SQLITE_CANTOPEN: (path) =>
    `the database ${path} cannot be opened; check that the path exists and that this user may read and write in its folder`,
  SQLITE_PERM: (path) => `this user may not use the database ${path}; check its owner and permissions`,
  SQLITE_NOMEM: (path) => `there is not enough memory to work on the database ${path}`,
  SQLITE_PROTOCOL: (path) =>
    `the file system that holds the database ${path} does not lock files properly; use a local disk`,
};

const rescue =
  'stop the server and restore a backup, or move the file away and rebuild the records from Cloud Director';

/** `error` as `StoreUnavailable` when it is SQLite saying that the database cannot be used; undefined for any other error. */
export function unavailable(error: unknown, path: string): StoreUnavailable | undefined {
  if (error instanceof StoreUnavailable) return error;
  const code = sqliteCode(error);
  if (code === undefined) return undefined;
  // SQLITE_IOERR_FSYNC, SQLITE_READONLY_DIRECTORY, …: the family is the first two words.
  const family = code.split('_').slice(0, 2).join('_');
  const sentence = sentences[family];
  return sentence && new StoreUnavailable(`${sentence(path)} (${code})`, { cause: error });
}

/** Runs `read`; SQLite's complaints about the database as a whole become `StoreUnavailable`. */
export function explaining<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unavailable(error, path) ?? error;
  }
}

/** What is thrown at a call that comes after the store was disposed of. */
export function closed(path: string): StoreUnavailable {
  return new StoreUnavailable(`the database ${path} has been closed`);
}

function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code.startsWith('SQLITE_') ? error.code : undefined;
}
