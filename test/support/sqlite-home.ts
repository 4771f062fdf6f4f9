import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '#store/sqlite/store.ts';
import { recordedLog, type LogLine } from './recorded-log.ts';
import type { StoreHome } from './store-home.ts';

/** The key that the databases of tests are made with. */
export const testSecretKey = Buffer.alloc(32, 7);

/** A folder for one database; removed with everything in it. */
export interface SqliteHome extends StoreHome {
  readonly folder: string;
  readonly path: string;
  /** Of every store that was opened here. */
  readonly lines: readonly LogLine[];
  open(options?: Partial<SqliteStoreOptions>): Promise<SqliteStore>;
}

/**
 * Its stores write where they are opened, unless told otherwise: what is not about the writing thread need not wait for
 * one to start.
 */
export async function makeSqliteHome(defaults: Partial<SqliteStoreOptions> = {}): Promise<SqliteHome> {
  const folder = await mkdtemp(join(tmpdir(), 'cse-store-'));
  const path = join(folder, 'cse.db');
  const { log, lines } = recordedLog();
  return {
    folder,
    path,
    lines,
    open: (options = {}) =>
      openSqliteStore({ path, secretKey: testSecretKey, log, writes: 'here', ...defaults, ...options }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
