import SqliteDatabase from 'better-sqlite3';
import { recordKey, type Kind, type RecordKey } from '#records/metadata.ts';

/** How the records of a backup differ from those of a database. A record is known by its uid, not by its name. */
export interface RecordDifferences {
  /** In the database only: made since the backup. */
  readonly madeSince: readonly RecordKey[];
  /** In the backup only: gone since. */
  readonly goneSince: readonly RecordKey[];
  /** Wished for differently since. */
  readonly changedSince: readonly RecordKey[];
  /** Rows of the audit that the backup does not have. */
  readonly auditRowsSince: number;
}

interface Sketch {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
}

/** Reads both, whatever known schema they have: every one has these columns. Throws what SQLite says. */
export function differencesBetween(paths: {
  readonly database: string;
  readonly backup: string;
}): RecordDifferences {
  const [present, kept] = [read(paths.database), read(paths.backup)];
  const changed = [...kept.records.values()].filter(({ uid, generation }) => {
    const now = present.records.get(uid);
    return now && now.generation !== generation;
  });
  return {
    madeSince: missing(present.records, kept.records),
    goneSince: missing(kept.records, present.records),
    changedSince: changed.map(keyOf),
    auditRowsSince: Math.max(0, present.auditHead - kept.auditHead),
  };
}

function read(path: string) {
  const database = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
  try {
    const rows = database
      .prepare<[], Sketch>(
        'select kind, namespace, name, uid, generation from records order by kind, namespace, name',
      )
      .all();
    const audited = database.prepare("select 1 from sqlite_schema where name = 'audit'").get() !== undefined;
    const head =
      audited && database.prepare("select sequence from audit_ends where name = 'head'").pluck().get();
    return { records: new Map(rows.map((row) => [row.uid, row])), auditHead: Number(head) };
  } finally {
    database.close();
  }
}

function missing(from: ReadonlyMap<string, Sketch>, others: ReadonlyMap<string, Sketch>): RecordKey[] {
  return [...from.values()].filter(({ uid }) => !others.has(uid)).map(keyOf);
}

function keyOf({ kind, namespace, name }: Sketch): RecordKey {
  return recordKey(kind, namespace, name);
}
