import { rm } from 'node:fs/promises';
import { kinds } from '#records/metadata.ts';
import { RecordDamaged } from '../errors.ts';
import { copyDatabase, writeBackup, type BackupWatch } from './backup.ts';
import { openForReading, openForWriting, takeServerLock } from './connection.ts';
import { createReader } from './reader.ts';
import { anyRecordOfRow } from './record-row.ts';
import { isOlder, upgradePlan, type UpgradePlan } from './upgrade-plan.ts';

/** An upgrade that was tried on a copy. */
export interface UpgradeTrial extends UpgradePlan {
  readonly records: number;
  /** Records that this release cannot read. */
  readonly damaged: readonly RecordDamaged[];
}

/** Keeps a backup of an older database beside it and resolves to its path. Throws `StoreUnavailable` when there is no room for it. */
export async function keepBeforeUpgrade(path: string, watch: BackupWatch): Promise<string> {
  // By the schema and not by the time: a start that fails again and again keeps one backup and does not fill the disk.
  const backup = `${path}.schema-${upgradePlan(path).from}`;
  await writeBackup({ database: path, backup, madeAt: new Date().toISOString() }, watch);
  return backup;
}

/**
 * Converts a database that no server uses; resolves to the path of the backup that is kept of it, undefined where there
 * was nothing to convert. Throws `StoreUnavailable`.
 */
export async function upgrade(path: string, watch: BackupWatch): Promise<string | undefined> {
  const lock = takeServerLock(path);
  try {
    const kept = isOlder(path) ? await keepBeforeUpgrade(path, watch) : undefined;
    openForWriting(path, { busyTimeoutMs: 0 }).close();
    return kept;
  } finally {
    lock.close();
  }
}

/**
 * Converts a copy of the database, reads every record of it, and removes it again: `copy` is where it may lie. A server may go on
 * with the database meanwhile. Throws `StoreUnavailable`, and the signal's reason.
 */
export async function tryUpgrade(
  { database, copy }: { readonly database: string; readonly copy: string },
  watch: BackupWatch,
): Promise<UpgradeTrial> {
  const plan = upgradePlan(database);
  const remove = () => Promise.all(['', '-wal', '-shm'].map((end) => rm(`${copy}${end}`, { force: true })));
  try {
    await remove();
    await copyDatabase(database, copy, watch);
    openForWriting(copy, { busyTimeoutMs: 0 }).close();
    return { ...plan, ...readAll(copy) };
  } finally {
    await remove();
  }
}

function readAll(path: string): Pick<UpgradeTrial, 'records' | 'damaged'> {
  const reader = createReader(openForReading(path));
  try {
    const problems = kinds.flatMap((kind) =>
      reader.records(kind, {}).rows.map((row) => {
        try {
          anyRecordOfRow(row);
          return undefined;
        } catch (error) {
          if (error instanceof RecordDamaged) return error;
          throw error;
        }
      }),
    );
    return { records: problems.length, damaged: problems.filter((problem) => problem !== undefined) };
  } finally {
    reader.close();
  }
}
