import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { keyOf } from '#records/metadata.ts';
import { migrate, migrations } from '#store/sqlite/migrations.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { newTemplate } from '../../support/sample-template.ts';
import { makeSqliteHome, testSecretKey, type SqliteHome } from '../../support/sqlite-home.ts';
import { originalConfig } from '../../support/original-config.ts';

/** A home with a template, a configuration that names its database, and a command line that works there. */
async function cliHome(changes: Parameters<typeof cliWorld>[0] = {}) {
  const home = await makeSqliteHome();
  const config = join(home.folder, 'config.yaml');
  const keyFile = join(home.folder, 'cse.key');
  await writeFile(keyFile, testSecretKey.toString('base64'), { mode: 0o600 });
  const store = `store: {path: ${home.path}, secret_key_file: ${keyFile}}`;
  await writeFile(config, `${originalConfig}\n${store}\n`, { mode: 0o600 });
  {
    await using store = await home.open();
    await store.templates.create(newTemplate('t'));
  }
  const { run } = cliWorld({ workingDirectory: home.folder, ...changes });
  return {
    home,
    keyFile,
    cse: (...words: string[]) => run(...words, '-c', config),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

const filesWith = async ({ folder }: SqliteHome, part: string) =>
  (await readdir(folder)).filter((name) => name.includes(part));

it('a backup is made beside a running server, and restored when that has stopped', async () => {
  await using place = await cliHome();
  const { home, cse, keyFile } = place;
  {
    await using store = await home.open();
    const { code, stdout, stderr } = await cse('backup');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /cse-backup-20261120T120000Z\.db: 0 clusters, 1 template, schema \d+, \d\.\d MB, checksum [0-9a-f]{64}\n/,
    );
    assert.ok(stdout.includes(`${keyFile} is not in it`));
    await store.templates.create(newTemplate('since'));
  }
  const backup = 'cse-backup-20261120T120000Z.db';
  assert.equal((await stat(join(home.folder, backup))).mode & 0o777, 0o600);

  const trial = await cse('restore', backup, '--dry-run');
  assert.equal(trial.code, 0, trial.stderr);
  assert.match(
    trial.stdout,
    /^Backup of 2026-11-20T12:00:00.000Z, 0s old: .* It is whole, and the secret key fits\.$/m,
  );
  assert.match(trial.stdout, /^1 made since, .*cse rebuild brings them back:\n {2}Template\/acme\/since$/m);
  assert.match(trial.stdout, /Nothing was changed\.\n$/);
  {
    await using _server = await home.open();
    const refused = await cse('restore', backup);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^Error: another server is using the database .* stop that server/);
  }
  const { code, stdout } = await cse('restore', backup);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /Restored .*cse\.db\.\nWhat was there is .*cse\.db\.before-restore-20261120T120000Z\.\n$/,
  );
  await using store = await home.open();
  assert.equal((await store.templates.list()).items.length, 1);
});

it('a backup can be read by every command that reads a database', async () => {
  await using place = await cliHome();
  const { home, cse } = place;
  const path = join(home.folder, 'mine.db');
  assert.equal((await cse('backup', '-o', path)).code, 0);
  const { code, stdout } = await cliWorld().run('get', 'templates', '--database', path, '-o', 'name');
  assert.deepEqual([code, stdout], [0, 'template/t\n']);
});

it('a backup goes into a folder under its own name, and never over another file', async () => {
  await using place = await cliHome();
  const { home, cse } = place;
  await mkdir(join(home.folder, 'kept'));
  assert.equal((await cse('backup', '-o', 'kept')).code, 0);
  assert.deepEqual(await readdir(join(home.folder, 'kept')), ['cse-backup-20261120T120000Z.db']);
  const again = await cse('backup', '-o', 'kept');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /is there already; name another file with -o/);
});

it('what is no backup, is damaged or does not fit the key is refused and changes nothing', async () => {
  await using place = await cliHome();
  const { home, cse, keyFile } = place;
  {
    await using store = await home.open();
    const [template] = (await store.templates.list()).items;
    assert.ok(template);
    await store.secrets.put(keyOf(template), template.metadata.uid, 'a', 'value');
  }
  assert.equal((await cse('backup', '-o', 'good.db')).code, 0);
  await writeFile(join(home.folder, 'text.db'), 'a text '.repeat(1_000));
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['none.db', /there is no file/],
    ['text.db', /is not a SQLite database/],
    ['cse.db', /no backup that cse backup made/],
  ];
  for (const [file, message] of refusals) {
    const { code, stderr } = await cse('restore', file);
    assert.equal(code, 1, file);
    assert.match(stderr, message);
  }
  await writeFile(keyFile, Buffer.alloc(32, 9).toString('base64'));
  assert.match((await cse('restore', 'good.db')).stderr, /put the key file there that was in use/);
  await rm(keyFile);
  assert.match((await cse('restore', 'good.db')).stderr, /the secret key file .* does not exist/);
  assert.deepEqual(await filesWith(home, 'before-restore'), []);
});

it('an older database is converted on demand, tried first, and told to whoever only reads', async () => {
  await using place = await cliHome();
  const { home, cse } = place;
  await rm(home.path);
  const database = new SqliteDatabase(home.path);
  migrate(database, migrations.slice(0, 2));
  database.close();
  const read = () => cliWorld().run('get', 'templates', '--database', home.path);
  const refused = await read();
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /has the older schema 2, .* cse migrate: either converts it and keeps a backup/,
  );

  const trial = await cse('migrate', '--dry-run');
  assert.equal(trial.code, 0, trial.stderr);
  assert.match(trial.stdout, /has schema 2, this release \d+:\n {2}2 to 3: the audit\n/);
  assert.match(trial.stdout, /Tried on a copy: 0 of 0 records can be read\. Nothing was changed\.\n$/);
  assert.deepEqual(await filesWith(home, '.schema-'), []);

  assert.match((await cse('migrate')).stdout, /Converted; .*cse\.db\.schema-2 is a backup of it\.\n$/);
  assert.match((await cse('migrate')).stdout, /as this release\.\nNothing was changed\.\n$/);
  assert.equal((await read()).code, 0);
});

it('the database of a newer release is refused by name, whatever reads it', async () => {
  await using place = await cliHome();
  const { home, cse } = place;
  const database = new SqliteDatabase(home.path);
  database.pragma(`user_version = ${migrations.length + 1}`);
  database.close();
  const reads = [
    cse('migrate'),
    cse('migrate', '--dry-run'),
    cse('backup'),
    cse('audit', 'list'),
    cse('get', 'clusters'),
  ];
  for (const { code, stderr } of await Promise.all(reads)) {
    assert.equal(code, 1);
    assert.match(
      stderr,
      /Error: the database .* was written by a newer release \(schema \d+, this release knows \d+\)/,
    );
  }
});

it('a trial tells which records cannot be read', async () => {
  await using place = await cliHome();
  const { home, cse } = place;
  const database = new SqliteDatabase(home.path);
  database.exec("update records set spec = '{}'");
  database.close();
  const { code, stdout, stderr } = await cse('migrate', '--dry-run');
  assert.equal(code, 1);
  assert.match(stderr, /Template\/acme\/t cannot be read from the database: spec\.org/);
  assert.match(stdout, /0 of 1 records can be read/);
});

it('on a terminal tells how far it is, and can be interrupted', async () => {
  const signals = new EventEmitter();
  const printed: string[] = [];
  const stderr = {
    isTTY: true,
    write: (text: string) => {
      printed.push(text);
      if (text.includes('copying')) signals.emit('SIGINT', 'SIGINT');
    },
  };
  await using place = await cliHome({ signals, stderr });
  const { home, cse } = place;
  {
    await using store = await home.open();
    const description = 'x'.repeat(2_000_000);
    for (const name of ['a', 'b', 'c'])
      await store.templates.create(newTemplate(name, { spec: { description } }));
  }
  assert.equal((await cse('backup', '-o', 'cut.db')).code, 130);
  const text = printed.join('');
  assert.match(text, /copying \[[#-]{20}\] \d+ %/);
  assert.match(text, /interrupted by SIGINT; nothing was changed/);
  assert.deepEqual(await filesWith(home, 'cut'), []);
});
