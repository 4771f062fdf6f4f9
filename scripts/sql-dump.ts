import type { Database } from 'better-sqlite3';

/**
 * The database as SQL that makes it again; triggers come last, because they would refuse some of the rows. Where a row is
 * long each value has a line of its own, so that people can read and edit it.
 */
export function sqlOf(database: Database): string {
  const marks = ['application_id', 'user_version'].map(
    (name) => `pragma ${name} = ${Number(database.pragma(name, { simple: true }))};`,
  );
  const tables = definitions(database, "type = 'table'");
  const indexes = definitions(database, "type = 'index'");
  const triggers = definitions(database, "type = 'trigger'");
  return [
    ...marks,
    ...[...tables, ...indexes].map(({ sql }) => `${sql};`),
    ...tables.flatMap(({ name }) => insertsInto(database, name)),
    ...triggers.map(({ sql }) => `${sql};`),
    '',
  ].join('\n');
}

interface Definition {
  readonly name: string;
  readonly sql: string;
}

function definitions(database: Database, which: string): readonly Definition[] {
  return database
    .prepare<[], Definition>(
      `select name, sql from sqlite_schema where ${which} and sql is not null order by rowid`,
    )
    .all();
}

function insertsInto(database: Database, table: string): readonly string[] {
  const rows = database.prepare(`select * from "${table}"`).raw().all() as readonly (readonly unknown[])[];
  return rows.map((row) => `insert into ${table} values (${listed(row.map(literal))});`);
}

/** Short values on one line, long ones on one each. */
function listed(values: readonly string[]): string {
  if (values.join(', ').length < 100) return values.join(', ');
  return `\n${values.map((value) => `  ${value}`).join(',\n')}\n`;
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (Buffer.isBuffer(value)) return `x'${value.toString('hex')}'`;
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number') return String(value);
  throw new TypeError(`no column holds a ${typeof value}`);
}
