import { existsSync, statSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { explaining } from './failure.ts';
import { knownSchema, migrations } from './migrations.ts';

/** What becomes of a database when this release opens it. */
export interface UpgradePlan {
  /** 0 for an empty file. */
  readonly from: number;
  readonly to: number;
  /** What the database gets by it, one for each step. */
  readonly brings: readonly string[];
}

/** Reads the schema of a database, changes nothing. Throws `StoreUnavailable` for one that is newer or not ours. */
export function upgradePlan(path: string): UpgradePlan {
  const from = explaining(path, () => {
    const database = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
    try {
      return knownSchema(database);
    } finally {
      database.close();
    }
  });
  return { from, to: migrations.length, brings: migrations.slice(from).map(({ brings }) => brings) };
}

/** Whether something of an older release is there that its opening would convert. Throws as `upgradePlan` does. */
export function isOlder(path: string): boolean {
  if (!existsSync(path) || statSync(path).size === 0) return false;
  const { from, to } = upgradePlan(path);
  return from > 0 && from < to;
}
