import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { auditEntry } from '../../support/audit-entries.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { makeSqliteHome, type SqliteHome } from '../../support/sqlite-home.ts';

let home: SqliteHome;
const { run } = cliWorld({ clock: () => new Date('2026-11-20T13:00:00.000Z') });

before(async () => {
  home = await makeSqliteHome();
  await using store = await home.open();
  await store.audit.append(auditEntry({ at: '2026-11-20T10:00:00.000Z', actor: '=cmd()', verb: 'delete' }));
  await store.audit.append(auditEntry({ at: '2026-11-20T12:30:00.000Z', state: 'asked', result: null }));
  await store.audit.append(auditEntry({ at: '2026-11-20T12:30:01.000Z', org: 'acme', source: 'amqp' }));
});
after(() => home[Symbol.asyncDispose]());

const audit = (...words: string[]) => run('audit', ...words, '--database', home.path);

it('lists the newest rows', async () => {
  const { code, stdout } = await audit('list', '--limit', '2');
  assert.equal(code, 0);
  assert.match(stdout, /^NO +TIME +ACTOR +SOURCE +VERB +RECORD +GEN +RESULT\n2 +2026-11-20T12:30:00Z +olga /);
  assert.match(stdout, /\n3 +\S+ +olga@acme +amqp +pause +Cluster\/acme\/c1 +1→2 +accepted 200\n$/);
  assert.equal((await audit('list', '--limit', 'some')).code, 2);
});

it('exports all rows or those since a time, as JSON lines and as CSV that no spreadsheet runs', async () => {
  const lines = (await audit('export')).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ sequence }) => sequence),
    [1, 2, 3],
  );
  assert.equal(lines[1].previous, lines[0].hash);
  assert.equal(lines[2].entry.org, 'acme');
  const recent = (await audit('export', '--since', '1h', '-o', 'csv')).stdout.split('\r\n');
  assert.deepEqual(
    recent.map((line) => line.split(',')[0]),
    ['sequence', '2', '3', ''],
  );
  assert.match((await audit('export', '-o', 'csv')).stdout, /,'=cmd\(\),/);
  const since = await audit('export', '--since', '2026-11-20T12:30:01Z');
  assert.equal(since.stdout.split('\n').length, 2);
  assert.equal((await audit('export', '--since', 'lately')).code, 2);
});

it('verifies, and knows an earlier head again', async () => {
  const { code, stdout } = await audit('verify');
  assert.equal(code, 0);
  assert.match(stdout, /^The audit is whole: 3 rows, after 0 pruned ones\nhead 3:[0-9a-f]{64}\n$/);
  const head = stdout.split('head ')[1]?.trim() ?? '';
  assert.equal((await audit('verify', '--head', head)).code, 0);
  assert.equal((await audit('verify', '--head', `2:${head.slice(2)}`)).code, 1);
  assert.equal((await audit('verify', '--head', 'nonsense')).code, 2);
});

it('finds what somebody with the file and an SQL shell did', async () => {
  await using other = await makeSqliteHome();
  {
    await using store = await other.open();
    for (const actor of ['olga', 'eve', 'olga']) await store.audit.append(auditEntry({ actor }));
  }
  const database = new SqliteDatabase(other.path);
  database.exec('drop trigger audit_is_never_changed');
  database.exec(`update audit set entry = replace(entry, 'eve', 'bob') where sequence = 2`);
  database.close();
  const changed = await run('audit', 'verify', '--database', other.path);
  assert.deepEqual([changed.code, changed.stdout], [1, '']);
  assert.match(changed.stderr, /The audit is broken: row 2 was changed after it was written/);
});
