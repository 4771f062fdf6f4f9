import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { kinds, type Kind } from '#records/metadata.ts';
import { StoreUnavailable } from '../errors.ts';
import { contentHash, rowCount } from './content-hash.ts';
import { explaining, unavailable } from './failure.ts';
import { knownSchema } from './migrations.ts';
import { createPrivateFile } from './private-file.ts';

/** What a backup says of itself. It is the one row of a table that only backups have. */
const BackupFacts = z.object({
  madeAt: z.iso.datetime(),
  schema: z.int(),
  revision: z.int(),
  records: z.record(z.string(), z.int()),
  /** SHA-256 of everything else in the file. */
  checksum: z.string(),
});
export type BackupFacts = z.output<typeof BackupFacts>;

/** How far a backup or its check has come: pages of the file, or rows of the tables. */
export interface BackupProgress {
  readonly work: 'copying' | 'checking';
  readonly done: number;
  readonly total: number;
}

/** Who is told how far it is, and may end it. */
export interface BackupWatch {
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
}

/** The table that makes a database a backup. */
export const backupTable = 'backup';

/** Pages (of 4 KiB) that are copied before others get a turn of the event loop. */
const pagesPerTurn = 2_000;

/**
 * Writes the database as it is at this moment into a new file that only its owner can read, while a server may go on
 * writing. The file has its name only when it is whole, on the disk and checked. Throws `StoreUnavailable`, and the
 * signal's reason.
 */
export async function writeBackup(
  places: { readonly database: string; readonly backup: string; readonly madeAt: string },
  watch: BackupWatch,
): Promise<BackupFacts> {
  const draft = `${places.backup}.partial`;
  await rm(draft, { force: true });
  try {
    await copyDatabase(places.database, draft, watch);
    const facts = await seal(draft, places.madeAt, watch);
    await syncFile(draft);
    await rename(draft, places.backup);
    await syncFile(dirname(places.backup));
    return facts;
  } catch (error) {
    await rm(draft, { force: true });
    watch.signal.throwIfAborted();
    throw unavailable(error, draft) ?? error;
  }
}

/** Copies one moment of a database into a private file. Throws the signal's reason, and what SQLite says. */
export async function copyDatabase(
  from: string,
  to: string,
  { signal, onProgress }: BackupWatch,
): Promise<void> {
  const database = explaining(from, () => new SqliteDatabase(from, { readonly: true, fileMustExist: true }));
  try {
    explaining(from, () => {
      knownSchema(database);
      // The copy holds still while a server writes: without a transaction every commit would begin it anew.
      database.exec('begin');
      database.prepare('select count(*) from sqlite_schema').get();
    });
    createPrivateFile(to);
    await database.backup(to, {
      progress({ totalPages, remainingPages }) {
        signal.throwIfAborted();
        onProgress?.({ work: 'copying', done: totalPages - remainingPages, total: totalPages });
        return pagesPerTurn;
      },
    });
    signal.throwIfAborted();
  } finally {
    database.close();
  }
}

/** Opens a backup, checks everything that is in it, and says what that is. Throws `StoreUnavailable`, and the signal's reason. */
export async function checkBackup(path: string, watch: BackupWatch): Promise<BackupFacts> {
  const database = explaining(path, () => new SqliteDatabase(path, { readonly: true, fileMustExist: true }));
  try {
    knownSchema(database);
    const facts = factsIn(database);
    requireWhole(database);
    if (isDeepStrictEqual(facts, await factsOf(database, facts.madeAt, watch))) return facts;
    throw new StoreUnavailable(
      `the backup ${path} was changed or damaged after it was made; take another one`,
    );
  } catch (error) {
    watch.signal.throwIfAborted();
    throw unavailable(error, path) ?? error;
  } finally {
    database.close();
  }
}

/** Throws `StoreUnavailable` unless all pages of the file fit together. */
function requireWhole(database: Database): void {
  const verdict = database.pragma('integrity_check(1)', { simple: true });
  if (verdict === 'ok') return;
  throw new StoreUnavailable(`${database.name} is damaged (${String(verdict)}); restore another backup`);
}

async function seal(path: string, madeAt: string, watch: BackupWatch): Promise<BackupFacts> {
  const database = new SqliteDatabase(path, { fileMustExist: true });
  try {
    // One file without companions, which can be read where nothing can be written.
    database.pragma('journal_mode = delete');
    requireWhole(database);
    // Where somebody put a backup in place by hand there is a table already.
    database.exec(`drop table if exists ${backupTable}`);
    const facts = await factsOf(database, madeAt, watch);
    database.exec(`create table ${backupTable} (facts text not null) strict`);
    database.prepare(`insert into ${backupTable} values (?)`).run(JSON.stringify(facts));
    return facts;
  } finally {
    database.close();
  }
}

function factsIn(database: Database): BackupFacts {
  const present = database.prepare('select 1 from sqlite_schema where name = ?').get(backupTable);
  const text = present && database.prepare(`select facts from ${backupTable}`).pluck().get();
  if (typeof text !== 'string') {
    throw new StoreUnavailable(`${database.name} is a database, and no backup that cse backup made`);
  }
  const facts = BackupFacts.safeParse(JSON.parse(text));
  if (facts.success) return facts.data;
  throw new StoreUnavailable(`the backup ${database.name} does not say what is in it; take another one`);
}

async function factsOf(
  database: Database,
  madeAt: string,
  { signal, onProgress }: BackupWatch,
): Promise<BackupFacts> {
  const total = rowCount(database, backupTable);
  const tick = (done: number) => onProgress?.({ work: 'checking', done, total });
  const checksum = await contentHash(database, backupTable, tick, signal);
  const countOf = database.prepare<[Kind], number>('select count(*) from records where kind = ?').pluck();
  const revision = Number(database.prepare('select revision from counter').pluck().get());
  const records = Object.fromEntries(kinds.map((kind) => [kind, countOf.get(kind) ?? 0]));
  return { madeAt, schema: knownSchema(database), revision, records, checksum };
}

/** Of a file that no connection has open, or of a folder. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
