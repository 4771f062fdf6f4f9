import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { verifyAudit } from '#audit/verify-audit.ts';
import { ClusterSpec, ClusterStatus } from '#records/cluster.ts';
import { keyOf, kinds, type Kind } from '#records/metadata.ts';
import { TemplateSpec, TemplateStatus } from '#records/template.ts';
import { migrate, migrations } from '#store/sqlite/migrations.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { cliWorld } from '../../../support/cli-world.ts';
import { corpusFiles, makeCorpusDatabase, type CorpusFile } from '../../../support/corpus.ts';
import { assertGolden } from '../../../support/golden.ts';
import { fieldsIn, fieldsOf } from '../../../support/schema-fields.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';

const help = 'test/corpus/README.md says how';
const signal = new AbortController().signal;
const files = await corpusFiles();
const newest = files.at(-1);

interface StoredRecord {
  readonly kind: Kind;
  readonly name: string;
  readonly spec: string;
  readonly status: string;
}

function storedIn(path: string): readonly StoredRecord[] {
  const database = new SqliteDatabase(path, { readonly: true });
  const rows = database
    .prepare<[], StoredRecord>('select kind, name, spec, status from records order by kind, name')
    .all();
  database.close();
  return rows;
}

/** What the database consists of, apart from its rows. */
function anatomyOf(database: SqliteDatabase.Database): readonly unknown[] {
  return database
    .prepare("select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by type, name")
    .all();
}

function anatomyAt(schema: number): readonly unknown[] {
  const database = new SqliteDatabase(':memory:');
  migrate(database, migrations.slice(0, schema));
  const anatomy = anatomyOf(database);
  database.close();
  return anatomy;
}

async function opened<T>(
  file: CorpusFile,
  use: (store: SqliteStore, path: string) => Promise<T>,
): Promise<T> {
  await using home = await makeSqliteHome();
  makeCorpusDatabase(file, home.path);
  await using store = await home.open();
  const result = await use(store, home.path);
  assert.deepEqual(home.lines, []);
  return result;
}

it('has a database of every schema that there ever was, and these are what they were', () => {
  const schemas = new Set(files.map(({ schema }) => schema));
  for (const [index] of migrations.entries())
    assert.ok(schemas.has(index + 1), `no database of schema ${index + 1} is in test/corpus; ${help}`);
  for (const { name, schema, sql } of files) {
    const database = new SqliteDatabase(':memory:');
    database.exec(sql);
    assert.equal(database.pragma('user_version', { simple: true }), schema, name);
    assert.deepEqual(anatomyOf(database), anatomyAt(schema), `${name}: a migration was edited; append one`);
    database.close();
  }
});

it('has rows in every table of the newest schema', () => {
  assert.ok(newest);
  const database = new SqliteDatabase(':memory:');
  database.exec(newest.sql);
  const tables = database
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all();
  for (const table of tables) {
    const some = database.prepare(`select 1 from "${table}"`).get();
    assert.ok(some, `${newest.name} has no row in the table ${table}; ${help}`);
  }
  database.close();
});

it('has every field that a record can have', async () => {
  const known: Readonly<Record<Kind, readonly string[]>> = {
    Cluster: fieldsOf(ClusterSpec.extend({ status: ClusterStatus })),
    Template: fieldsOf(TemplateSpec.extend({ status: TemplateStatus })),
  };
  const stored = (
    await Promise.all(files.map((file) => opened(file, async (_, path) => storedIn(path))))
  ).flat();
  for (const kind of kinds) {
    const written = new Set(
      stored
        .filter((record) => record.kind === kind)
        .flatMap(({ spec, status }) => fieldsIn({ ...JSON.parse(spec), status: JSON.parse(status) })),
    );
    const missing = known[kind].filter((field) => !written.has(field));
    assert.deepEqual(missing, [], `fields that no ${kind} in test/corpus has; ${help}`);
  }
});

describe('every database of the corpus', () => {
  for (const file of files) {
    it(`${file.name} opens whole, and is then as a new one`, () =>
      opened(file, async (store, path) => {
        const stored = storedIn(path);
        const listed = [...(await store.clusters.list()).items, ...(await store.templates.list()).items];
        assert.equal(listed.length, stored.length);
        assert.ok(stored.length > 0);
        for (const record of listed) {
          const [key, { uid }] = [keyOf(record), record.metadata];
          for (const name of await store.secrets.names(key, uid))
            assert.ok(await store.secrets.get(key, uid, name), `${key}: ${name}`);
        }
        assert.ok((await store.events.list()).length > 0);
        assert.equal((await verifyAudit(store.audit, undefined, signal)).state, 'whole');
        const database = new SqliteDatabase(path, { readonly: true });
        const requests = database.prepare<[], string>('select request from traces').pluck().all();
        assert.deepEqual(anatomyOf(database), anatomyAt(migrations.length));
        database.close();
        for (const request of requests) assert.ok(await store.traces.get(request), request);
      }));

    it(`${file.name} is shown by the commands`, () =>
      opened(file, async (_, path) => {
        const { run } = cliWorld();
        for (const { kind, name } of storedIn(path)) {
          const words = [kind.toLowerCase(), name, '--database', path];
          const { code, stdout, stderr } = await run('describe', ...words);
          assert.equal(code, 0, stderr);
          assert.match(stdout, new RegExp(`^Name: +${name}$`, 'm'));
        }
        const { stdout } = await run('get', 'clusters', '-o', 'name', '--database', path);
        const names = storedIn(path).flatMap(({ kind, name }) => (kind === 'Cluster' ? [name] : []));
        assert.deepEqual(
          stdout.trim().split('\n'),
          names.map((name) => `cluster/${name}`),
        );
      }));
  }
});

it('loses nothing by being read: what differs from what was written is known', async () => {
  const lines = await Promise.all(
    files.map((file) =>
      opened(file, async (store, path) => {
        const records = [...(await store.clusters.list()).items, ...(await store.templates.list()).items];
        const byName = new Map(records.map((record) => [`${record.kind} ${record.metadata.name}`, record]));
        return storedIn(path).flatMap(({ kind, name, spec, status }) => {
          const read = byName.get(`${kind} ${name}`);
          const before = { spec: JSON.parse(spec), status: JSON.parse(status) };
          const after = { spec: read?.spec, status: read?.status };
          return differences(before, after, '').map((line) => `${file.name} ${kind} ${name}: ${line}\n`);
        });
      }),
    ),
  );
  await assertGolden('corpus.txt', lines.flat().join(''));
});

/** One line for each place where two values differ; ids that are different everywhere are not told. */
function differences(before: unknown, after: unknown, path: string): readonly string[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return names.flatMap((name) => differences(before[name], after[name], `${path}.${name}`));
  }
  if (before === after) return [];
  return [`${path.slice(1)} ${steady(before)} became ${steady(after)}`];
}

function steady(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').replaceAll(
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    'UUID',
  );
}

/** Lists too: their places are names. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
