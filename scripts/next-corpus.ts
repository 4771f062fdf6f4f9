import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { migrate, migrations } from '#store/sqlite/migrations.ts';
import { sqlOf } from './sql-dump.ts';

const folder = join(import.meta.dirname, '..', 'test', 'corpus');

/** Writes the newest database of the corpus as the present schema has it: `node scripts/next-corpus.ts WHAT-IT-BRINGS`. */
async function writeNext(what: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  const newest = files.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).at(-1);
  if (newest === undefined) throw new Error(`${folder} has no databases`);
  if (Number.parseInt(newest, 10) === migrations.length)
    return `${newest} has the present schema: edit it, its rows are plain SQL and JSON`;
  const path = join(folder, `${migrations.length}-${what}.sql`);
  if (existsSync(path)) return `${path} is there already`;
  const database = new SqliteDatabase(':memory:');
  database.exec(await readFile(join(folder, newest), 'utf8'));
  migrate(database);
  await writeFile(path, sqlOf(database));
  database.close();
  return `${path} is ${newest} with the present schema; add rows to its new tables`;
}

const [what = 'next'] = process.argv.slice(2);
process.stdout.write(`${await writeNext(what)}\n`);
