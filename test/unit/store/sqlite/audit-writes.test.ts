import assert from 'node:assert/strict';
import { it } from 'node:test';
import { verifyAudit } from '#audit/verify-audit.ts';
import { auditEntry } from '../../../support/audit-entries.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';
import { openForWriting } from '#store/sqlite/connection.ts';
import { groupCommitter } from '#store/sqlite/group.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { canonicalJson } from '#store/audit-chain.ts';
import type { WriteOperation } from '#store/sqlite/protocol.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const kept = { changesKept: 100, eventsKept: 100, tracesKept: 100, commitDelayMs: 0 };

async function openAudit({ auditRowsKept = 100, auditDaysKept = 30 } = {}) {
  const home = await makeSqliteHome();
  const database = openForWriting(home.path, { busyTimeoutMs: 0 });
  const commit = groupCommitter(database, { ...kept, auditRowsKept, auditDaysKept });
  return {
    home,
    database,
    commit,
    append: (at: string) => commit([row(at)]).results[0]?.kind,
    sequences: () => database.prepare('select sequence from audit order by sequence').pluck().all(),
    async verify() {
      await using reader = await openSqliteReader({ path: home.path, log: recordedLog().log });
      return await verifyAudit(reader.audit, undefined, AbortSignal.timeout(30_000));
    },
    async [Symbol.asyncDispose]() {
      database.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

function row(at: string): WriteOperation {
  return { kind: 'appendAudit', at, entry: canonicalJson(auditEntry({ at })) };
}

const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}T12:00:00.000Z`;

it('refuses, by SQL too, what is not the next row', async () => {
  await using audit = await openAudit();
  for (let count = 0; count < 3; count += 1) audit.append(day(1));
  for (const [statement, words] of [
    ["update audit set entry = '{}' where sequence = 2", /never changed/],
    ['delete from audit where sequence = 2', /kept until the anchor/],
    ['delete from audit', /kept until the anchor/],
    ["insert into audit values (9, '{}', '', '')", /follows the last one/],
    ["insert or replace into audit values (2, '{}', '', '')", /follows the last one/],
    ["insert into audit select 4, '{}', '', hash from audit where sequence = 3", /follows the last one/],
    ["update audit_ends set sequence = 0, hash = '' where name = 'head'", /moves forward/],
    ["update audit_ends set sequence = 9 where name = 'anchor'", /moves forward/],
    ['delete from audit_ends', /two ends/],
    ["insert into audit_ends values ('other', 0, '')", /two ends/],
  ] as const) {
    assert.throws(() => audit.database.exec(statement), words, statement);
  }
  assert.deepEqual(audit.sequences(), [1, 2, 3]);
  assert.equal((await audit.verify()).state, 'whole');
});

it('keeps so many rows and an anchor from which the rest can be verified', async () => {
  await using audit = await openAudit({ auditRowsKept: 3 });
  for (let count = 0; count < 8; count += 1) audit.append(day(1));
  assert.deepEqual(audit.sequences(), [6, 7, 8]);
  const verdict = await audit.verify();
  assert.equal(verdict.state === 'whole' && verdict.ends.anchor.sequence, 5);
});

it('keeps rows for so many days, and the newest whatever its age', async () => {
  await using audit = await openAudit({ auditDaysKept: 5 });
  for (const at of [day(1), day(2), day(6), day(7)]) audit.append(at);
  assert.deepEqual(audit.sequences(), [2, 3, 4]);
  audit.append(day(28));
  assert.deepEqual(audit.sequences(), [5]);
  assert.equal((await audit.verify()).state, 'whole');
});

it('goes on when the clock goes back: rows are in the order of their writing and none is lost', async () => {
  await using audit = await openAudit({ auditDaysKept: 5 });
  for (const at of [day(20), day(3), day(21)]) audit.append(at);
  assert.deepEqual(audit.sequences(), [1, 2, 3]);
  assert.equal((await audit.verify()).state, 'whole');
});

it('writes nothing, and leaves the chain whole, when the disk is full', async () => {
  await using audit = await openAudit();
  assert.equal(audit.append(day(1)), 'nothing');
  audit.database.pragma('wal_checkpoint(truncate)');
  const pages = Number(audit.database.pragma('page_count', { simple: true }));
  audit.database.pragma(`max_page_count = ${pages}`);
  const full = audit.commit(Array.from({ length: 50 }, () => row(day(1))));
  assert.equal(full.committed, false);
  assert.deepEqual([...new Set(full.results.map(({ kind }) => kind))], ['unavailable']);
  assert.deepEqual(audit.sequences(), [1]);
  audit.database.pragma(`max_page_count = ${pages + 1_000}`);
  assert.equal(audit.append(day(1)), 'nothing');
  assert.deepEqual([audit.sequences(), (await audit.verify()).state], [[1, 2], 'whole']);
});
