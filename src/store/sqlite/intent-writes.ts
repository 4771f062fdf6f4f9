import type { Database } from 'better-sqlite3';
import type { CarriedIntents, IntentRow, WriteOperation, WriteResult } from './protocol.ts';
import { keyOfRow, type RecordRow } from './schema.ts';

/** The writes of the ledger, each to be called inside a transaction. */
export function intentWrites(database: Database) {
  const carriedOf = database.prepare<[string], Pick<IntentRow, 'id' | 'thing'>>(
    "select id, thing from intents where uid = ? and origin = 'record' and deleted_at is null",
  );
  const end = database.prepare<[string]>('delete from intents where id = ?');
  const endAllOf = database.prepare<[string]>('delete from intents where uid = ?');
  const values =
    '(id, record, uid, thing, at, origin, deleted_at, found_at) ' +
    'values (@id, @record, @uid, @thing, @at, @origin, @deletedAt, @foundAt)';
  const put = database.prepare<[IntentRow]>(`insert or replace into intents ${values}`);
  /** The time of the first word stays; what was deleted or found is wanted again. */
  const want = database.prepare<[IntentRow]>(
    `insert into intents ${values} on conflict (id) do update set ` +
      'record = excluded.record, thing = excluded.thing, origin = excluded.origin, deleted_at = null, found_at = null',
  );

  return {
    /** Brings the lines that a record has written in line with what it says now. */
    carry(record: RecordRow, { at, intents }: CarriedIntents): void {
      const before = new Map(carriedOf.all(record.uid).map(({ id, thing }) => [id, thing]));
      for (const { id, thing } of intents) {
        const same = before.get(id) === thing;
        before.delete(id);
        if (same) continue;
        const line = { id, thing, uid: record.uid, record: keyOfRow(record), at };
        want.run({ ...line, origin: 'record', deletedAt: null, foundAt: null });
      }
      for (const id of before.keys()) end.run(id);
    },

    write(operation: Extract<WriteOperation, { kind: 'writeIntents' }>): WriteResult {
      if (operation.endAllOf !== undefined) endAllOf.run(operation.endAllOf);
      for (const id of operation.end) end.run(id);
      for (const row of operation.put) put.run(row);
      return { kind: 'nothing' };
    },
  };
}
