import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';

const folder = join(import.meta.dirname, '..', 'corpus');

/** A database that some release wrote, as SQL. */
export interface CorpusFile {
  readonly name: string;
  /** What it had: the number that its name begins with. */
  readonly schema: number;
  readonly sql: string;
}

/** Oldest schema first. */
export async function corpusFiles(): Promise<readonly CorpusFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  const files = names.map(async (name) => ({
    name,
    schema: Number.parseInt(name, 10),
    sql: await readFile(join(folder, name), 'utf8'),
  }));
  return (await Promise.all(files)).toSorted((a, b) => a.schema - b.schema);
}

/** Makes the database at `path`, where there is nothing yet. */
export function makeCorpusDatabase({ sql }: CorpusFile, path: string): void {
  const database = new SqliteDatabase(path);
  try {
    // One flush is enough.
    database.exec(`begin; ${sql} commit;`);
  } finally {
    database.close();
  }
}
