import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { recordKey } from '#records/metadata.ts';
import { openForWriting } from '#store/sqlite/connection.ts';
import { groupCommitter } from '#store/sqlite/group.ts';
import type { WorkerOptions, WriteOperation } from '#store/sqlite/protocol.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';

type Create = Extract<WriteOperation, { kind: 'create' }>;

function create(name: string, status: unknown = {}): Create {
  const key = recordKey('Template', 'acme', name);
  const columns = { finalizers: '[]', labels: '{}', spec: '{}', status: JSON.stringify(status) };
  const created = new Date().toISOString();
  const belongings = { intents: [], secrets: [] };
  return { kind: 'create', key, uid: randomUUID(), created, at: created, ...belongings, ...columns };
}

async function openGroup(
  options: Partial<
    Pick<WorkerOptions, 'changesKept' | 'eventsKept' | 'tracesKept' | 'auditRowsKept' | 'auditDaysKept'>
  > = {},
) {
  const home = await makeSqliteHome();
  const database = openForWriting(home.path, { busyTimeoutMs: 0 });
  const kept = {
    changesKept: 100,
    eventsKept: 100,
    tracesKept: 100,
    auditRowsKept: 100,
    auditDaysKept: 30,
  };
  const limits = { ...kept, commitDelayMs: 0, ...options };
  return {
    home,
    database,
    commit: groupCommitter(database, limits),
    count: (table: string) => database.prepare(`select count(*) from ${table}`).pluck().get(),
    async [Symbol.asyncDispose]() {
      database.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

const kinds = (results: readonly { readonly kind: string }[]) => results.map((result) => result.kind);

it('writes the neighbours of a write that is refused or breaks', async () => {
  await using group = await openGroup();
  const first = create('a');
  // A null where the schema wants a text: only a mistake of ours can send it.
  const broken = { ...create('broken'), spec: null } as unknown as WriteOperation;
  const taken = { ...create('a') };
  const { results, committed, revision } = group.commit([first, taken, broken, create('b')]);
  assert.deepEqual(kinds(results), ['record', 'exists', 'failed', 'record']);
  assert.match(JSON.stringify(results[2]), /create of Template\/acme\/broken failed: NOT NULL/);
  assert.equal(committed, true);
  assert.equal(revision, 2);
  assert.equal(group.count('records'), 2);
  assert.equal(group.count('changes'), 2);
});

it('keeps so many traces of requests, the newest', async () => {
  await using group = await openGroup({ tracesKept: 2 });
  for (const request of ['a', 'b', 'b', 'c']) {
    const { results } = group.commit([{ kind: 'putTrace', request, trace: '{}' }]);
    assert.deepEqual(kinds(results), ['nothing']);
  }
  const kept = group.database.prepare('select request from traces order by id').pluck().all();
  assert.deepEqual(kept, ['b', 'c']);
  const broken = { kind: 'putTrace', request: 'd', trace: null } as unknown as WriteOperation;
  assert.match(JSON.stringify(group.commit([broken]).results[0]), /putTrace of d failed: NOT NULL/);
});

it('writes nothing of a group when the disk is full, and goes on when there is space again', async () => {
  await using group = await openGroup();
  group.commit([create('a')]);
  const pages = Number(group.database.pragma('page_count', { simple: true }));
  group.database.pragma(`max_page_count = ${pages + 2}`);
  const large = create('large', { text: 'x'.repeat(100_000) });
  const refused = group.commit([create('b'), large, create('c')]);
  assert.equal(refused.committed, false);
  assert.equal(refused.revision, 1);
  assert.deepEqual(kinds(refused.results), ['unavailable', 'unavailable', 'unavailable']);
  assert.match(JSON.stringify(refused.results[0]), /is full; free some space/);
  assert.equal(group.count('records'), 1);
  assert.equal(group.count('changes'), 1);

  group.database.pragma(`max_page_count = ${pages + 1_000}`);
  const { results, revision } = group.commit([create('b'), large]);
  assert.deepEqual(kinds(results), ['record', 'record']);
  assert.equal(revision, 3);
});

it('refuses while another program holds the database, and goes on after', async () => {
  await using group = await openGroup();
  const other = new SqliteDatabase(group.home.path);
  other.exec('begin immediate');
  const refused = group.commit([create('a')]);
  assert.match(JSON.stringify(refused.results), /another program holds a lock .*SQLITE_BUSY/);
  other.exec('rollback');
  other.close();
  assert.deepEqual(kinds(group.commit([create('a')]).results), ['record']);
});

it('keeps so many changes and events, the newest ones', async () => {
  await using group = await openGroup({ changesKept: 3, eventsKept: 2 });
  for (const name of ['a', 'b', 'c', 'd']) group.commit([create(name)]);
  group.commit([create('e'), create('f')]);
  assert.deepEqual(group.database.prepare('select at from changes').pluck().all(), [4, 5, 6]);

  const { key, uid } = create('g');
  const say = (reason: string): WriteOperation => {
    return {
      kind: 'recordEvent',
      key,
      uid,
      type: 'Normal',
      reason,
      message: '',
      at: new Date().toISOString(),
    };
  };
  group.commit([{ ...create('g'), uid }, say('One'), say('Two'), say('Three')]);
  const kept = group.database.prepare('select reason from events order by id').pluck().all();
  assert.deepEqual(kept, ['Two', 'Three']);
});

it('names the record whose stored columns are damaged, and writes its neighbours', async () => {
  await using group = await openGroup();
  group.commit([create('a')]);
  group.database.exec("update records set finalizers = 'no JSON'");
  const { key } = create('a');
  const { results } = group.commit([{ kind: 'remove', key, at: new Date().toISOString() }, create('b')]);
  assert.deepEqual(kinds(results), ['failed', 'record']);
  assert.match(JSON.stringify(results[0]), /remove of Template\/acme\/a failed/);
});

it('takes back what a group has written when the rest of it cannot even be refused', async () => {
  await using group = await openGroup();
  // A key without a name: only a mistake of ours can send it. Here the transaction is still open, as after some errors of SQLite.
  const nameless = { ...create('a'), key: { toString: 1, valueOf: 1 } } as unknown as WriteOperation;
  assert.throws(() => group.commit([create('a'), nameless]), TypeError);
  assert.equal(group.database.inTransaction, false);
  assert.equal(group.count('records'), 0);
});
