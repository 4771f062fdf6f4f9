import { createHash, type Hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';

/**
 * SHA-256, in hexadecimal digits, of the definitions and of every row of every table but the named one. It depends on
 * what is in the database and not on how its file lies on the disk. `tick` is told the rows that were read so far. Rejects
 * with the signal's reason.
 */
export async function contentHash(
  database: Database,
  without: string,
  tick: (rows: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const { name, sql } of definitions(database, without)) {
    addValue(hash, name);
    addValue(hash, sql);
  }
  for (const table of tablesOf(database, without)) {
    addValue(hash, table);
    for (const row of rowsOf(database, table)) {
      for (const value of row) addValue(hash, value);
      rows += 1;
      if (rows % rowsPerTick !== 0) continue;
      tick(rows);
      await nextTurn(undefined, { signal });
    }
  }
  return hash.digest('hex');
}

/** Rows of all tables but the named one: what `contentHash` has to read. */
export function rowCount(database: Database, without: string): number {
  const counts = tablesOf(database, without).map((table) =>
    Number(database.prepare(`select count(*) from "${table}"`).pluck().get()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

const rowsPerTick = 5_000;

function definitions(database: Database, without: string): readonly { name: string; sql: string | null }[] {
  return database
    .prepare<[string], { name: string; sql: string | null }>(
      'select name, sql from sqlite_schema where tbl_name <> ? order by type, name',
    )
    .all(without);
}

function tablesOf(database: Database, without: string): readonly string[] {
  return database
    .prepare<[string], string>(
      "select name from sqlite_schema where type = 'table' and name <> ? and name not like 'sqlite_%' order by name",
    )
    .pluck()
    .all(without);
}

function rowsOf(database: Database, table: string): IterableIterator<readonly unknown[]> {
  const key = database
    .prepare<[string], string>('select name from pragma_table_info(?) where pk > 0 order by pk')
    .pluck()
    .all(table);
  const order = key.length > 0 ? key.map((column) => `"${column}"`).join(', ') : 'rowid';
  return database
    .prepare<[], readonly unknown[]>(`select * from "${table}" order by ${order}`)
    .raw()
    .safeIntegers()
    .iterate();
}

/** With its type and length, so that no two rows read the same. */
function addValue(hash: Hash, value: unknown): void {
  if (Buffer.isBuffer(value)) hash.update(`blob ${value.length} `).update(value);
  else if (typeof value === 'string') hash.update(`text ${Buffer.byteLength(value)} ${value}`);
  else hash.update(`${typeof value} ${String(value)} `);
}
