import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { AuditEntry } from '#records/audit-entry.ts';
import type { RecordKey } from '#records/metadata.ts';
import { canonicalJson } from '../audit-chain.ts';
import { StoreUnavailable } from '../errors.ts';
import { auditWrites } from './audit-writes.ts';
import {
  backupTable,
  checkBackup,
  copyDatabase,
  syncFile,
  type BackupFacts,
  type BackupWatch,
} from './backup.ts';
import { openForWriting, takeServerLock } from './connection.ts';
import { creationsUnderWay, pauseCreationsUnderWay } from './creations-under-way.ts';
import { explaining, unavailable } from './failure.ts';
import { differencesBetween, type RecordDifferences } from './record-differences.ts';
import { createSealer } from './seal.ts';

/** What a restore changes or, before it is done, would change. */
export interface RestorePlan {
  readonly facts: BackupFacts;
  /** Clusters that were being made then: whether they are still wanted is not known, so they are paused. */
  readonly underWay: readonly RecordKey[];
  /** Undefined where there is no database yet, and a sentence where the one that is there cannot be read. */
  readonly differences: RecordDifferences | string | undefined;
}

/**
 * Checks a backup and compares it with the database whose place it would take; changes nothing. `secretKey` must be the
 * key that its secrets are sealed with. Throws `StoreUnavailable`, and the signal's reason.
 */
export async function planRestore(
  places: { readonly database: string; readonly backup: string; readonly secretKey: () => Promise<Buffer> },
  watch: BackupWatch,
): Promise<RestorePlan> {
  const facts = await checkBackup(places.backup, watch);
  const { secretKeys, underWay } = readContent(places.backup);
  await requireKey(places, secretKeys);
  return { facts, underWay, differences: existsSync(places.database) ? compare(places) : undefined };
}

/**
 * Puts a backup in the place of the database; the one that is there is kept beside it under the name `kept`. Whatever stops it in the
 * middle, the old or the new database is there under its name, whole. Throws `StoreUnavailable`, also while a server
 * uses the database, and the signal's reason.
 */
export async function restoreBackup(
  places: { readonly database: string; readonly backup: string; readonly kept: string | undefined },
  by: { readonly actor: string; readonly at: string },
  watch: BackupWatch,
): Promise<void> {
  const { database: path, backup, kept } = places;
  const lock = takeServerLock(path);
  const draft = `${path}.restoring`;
  const removeDraft = () =>
    Promise.all(['', '-wal', '-shm'].map((end) => rm(`${draft}${end}`, { force: true })));
  try {
    await removeDraft();
    await copyDatabase(backup, draft, watch);
    prepare(draft, { backup, ...by, revision: closeOldDatabase(path) });
    await syncFile(draft);
    if (kept !== undefined) await keep(path, kept);
    await rename(draft, path);
    await syncFile(dirname(path));
  } catch (error) {
    await removeDraft();
    watch.signal.throwIfAborted();
    throw unavailable(error, path) ?? error;
  } finally {
    lock.close();
  }
}

function readContent(path: string) {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    const secretKeys = database.prepare<[], string>('select distinct key_id from secrets').pluck().all();
    return { secretKeys, underWay: creationsUnderWay(database) };
  } finally {
    database.close();
  }
}

async function requireKey(
  { backup, secretKey }: { readonly backup: string; readonly secretKey: () => Promise<Buffer> },
  used: readonly string[],
): Promise<void> {
  if (used.length === 0) return;
  const { keyId } = createSealer(await secretKey());
  if (used.every((id) => id === keyId)) return;
  throw new StoreUnavailable(
    `the secrets in ${backup} are sealed with the key ${used.join(' and ')}, and the key of the configuration is ${keyId}; ` +
      'put the key file there that was in use when the backup was made',
  );
}

function compare(places: { readonly database: string; readonly backup: string }): RecordDifferences | string {
  try {
    return explaining(places.database, () => differencesBetween(places));
  } catch (error) {
    if (error instanceof StoreUnavailable) return error.message;
    throw error;
  }
}

/** Its revision, 0 where that cannot be read; what its log still holds is written into it, if that can be done. */
function closeOldDatabase(path: string): number {
  if (!existsSync(path)) return 0;
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(path, { fileMustExist: true, timeout: 1_000 });
    if (database.pragma('wal_checkpoint(truncate)', { simple: true }) !== 0) {
      throw new StoreUnavailable(`another program reads the database ${path}; end it, and restore again`);
    }
    return Number(database.prepare('select revision from counter').pluck().get());
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    // Damaged: a reason to restore a backup.
    if (unavailable(error, path) || error instanceof SqliteDatabase.SqliteError) return 0;
    throw error;
  } finally {
    database?.close();
  }
}

/**
 * Makes a database of a copied backup. What was being made then is paused: it may have been deleted since, and must not be
 * made again by itself. Its revisions go on after both, and it has no change log, so that nobody who
 * followed the old one takes a new change for one that is known.
 */
function prepare(
  draft: string,
  {
    revision,
    ...restored
  }: { readonly revision: number; readonly backup: string; readonly actor: string; readonly at: string },
): void {
  const database = openForWriting(draft, { busyTimeoutMs: 0 });
  try {
    database.transaction(() => {
      database.exec(`drop table if exists ${backupTable}; delete from changes`);
      database.prepare('update counter set revision = max(revision, ?) + 1').run(revision);
      const message = `${restored.actor} (command): paused, because a backup was restored in which it was being made`;
      pauseCreationsUnderWay(database, { at: restored.at, message });
      noteInAudit(database, restored);
    })();
  } finally {
    database.close();
  }
}

function noteInAudit(
  database: Database,
  { backup, actor, at }: { readonly backup: string; readonly actor: string; readonly at: string },
): void {
  const entry: AuditEntry = {
    ...{ action: randomUUID(), state: 'done', at, source: 'command', actor, org: null, verb: 'restore' },
    ...{ target: backup, record: null, generation: null, request: null },
    result: { outcome: 'accepted', code: 'restored' },
  };
  const audit = auditWrites(database, { auditRowsKept: Number.MAX_SAFE_INTEGER, auditDaysKept: 36_500 });
  audit.append({ kind: 'appendAudit', at, entry: canonicalJson(entry) });
}

/** By a second name and not by a move: there is no moment without a database, in which a server would make an empty one. */
async function keep(path: string, kept: string): Promise<void> {
  // A log that could not be written into its database must not be taken for the new one's.
  if (existsSync(`${path}-wal`)) await rename(`${path}-wal`, `${kept}-wal`);
  await rm(`${path}-shm`, { force: true });
  await link(path, kept);
}
