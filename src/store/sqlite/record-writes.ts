import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import { recordKey, splitKey, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import type { RecordChange } from '../record-store.ts';
import { intentWrites } from './intent-writes.ts';
import type { CarriedIntents, WriteOperation, WriteResult } from './protocol.ts';
import { recordColumns, type RecordRow } from './schema.ts';

type Operation<Kind extends WriteOperation['kind']> = Extract<WriteOperation, { kind: Kind }>;
type Change = RecordChange<AnyRecord>['kind'];

const nothing: WriteResult = { kind: 'nothing' };

/** The writes of records, each to be called inside a transaction. They look before they write, so an answer such as `conflict` has written nothing. */
export function recordWrites(database: Database) {
  const { find, holderOf, insert, insertSecret, update, erase, nextRevision, logChange } =
    statements(database);
  const ledger = intentWrites(database);

  function write(row: RecordRow, change: Change, carried?: CarriedIntents): WriteResult {
    update.run(row);
    logChange.run({ ...row, at: row.revision, change });
    if (carried) ledger.carry(row, carried);
    return { kind: 'record', row };
  }

  /** The log keeps the record as it was last; its events and secrets go with it by foreign key. */
  function eraseRecord(row: RecordRow): void {
    logChange.run({ ...row, at: nextRevision(), change: 'gone' satisfies Change });
    erase.run(row);
  }

  return {
    create(operation: Operation<'create'>): WriteResult {
      const { key, kind: _, at, intents, secrets, ...given } = operation;
      const place = splitKey(key);
      if (find(key)) return { kind: 'exists', key };
      const holder = holderOf.get(given.uid);
      if (holder) return { kind: 'exists', key: recordKey(holder.kind, holder.namespace, holder.name) };
      const row: RecordRow = { ...place, ...given, generation: 1, revision: nextRevision(), deletion: null };
      insert.run(row);
      for (const { name, keyId, nonce, sealed } of secrets)
        insertSecret.run(row.uid, name, keyId, nonce, sealed);
      logChange.run({ ...row, at: row.revision, change: 'created' satisfies Change });
      ledger.carry(row, { at, intents });
      return { kind: 'record', row };
    },

    updateSpec(operation: Operation<'updateSpec'>): WriteResult {
      const { key, uid, revision, labels, spec } = operation;
      const row = find(key);
      if (row?.uid !== uid) return { kind: 'gone', key };
      if (row.revision !== revision) return { kind: 'conflict', key };
      const sameSpec = sameJson(row.spec, spec);
      if (sameSpec && sameJson(row.labels, labels)) return { kind: 'record', row };
      const generation = sameSpec ? row.generation : row.generation + 1;
      return write({ ...row, spec, labels, generation, revision: nextRevision() }, 'specChanged', operation);
    },

    updateStatus(operation: Operation<'updateStatus'>): WriteResult {
      const { key, uid, revision, status } = operation;
      const row = find(key);
      if (row?.uid !== uid) return nothing;
      if (row.revision !== revision) return { kind: 'conflict', key };
      if (sameJson(row.status, status)) return { kind: 'record', row };
      return write({ ...row, status, revision: nextRevision() }, 'statusChanged', operation);
    },

    remove(operation: Operation<'remove'>): WriteResult {
      const row = find(operation.key);
      if (!row || row.deletion !== null) return nothing;
      if (finalizersOf(row).length === 0) eraseRecord(row);
      else write({ ...row, deletion: operation.at, revision: nextRevision() }, 'deletionRequested');
      return nothing;
    },

    release(operation: Operation<'release'>): WriteResult {
      const row = find(operation.key);
      const finalizers = row ? finalizersOf(row) : [];
      if (!row || !finalizers.includes(operation.finalizer)) return nothing;
      const left = finalizers.filter((finalizer) => finalizer !== operation.finalizer);
      const marked = row.deletion !== null;
      if (marked && left.length === 0) eraseRecord(row);
      else {
        const released = { ...row, finalizers: JSON.stringify(left), revision: nextRevision() };
        write(released, marked ? 'deletionRequested' : 'specChanged');
      }
      return nothing;
    },
  };
}

function statements(database: Database) {
  const values = recordColumns.replaceAll(/\w+/g, '@$&');
  const find = database.prepare<[string, string, string], RecordRow>(
    `select ${recordColumns} from records where kind = ? and namespace = ? and name = ?`,
  );
  const advance = database
    .prepare<[], number>('update counter set revision = revision + 1 returning revision')
    .pluck();
  return {
    find: (key: RecordKey): RecordRow | undefined => {
      const { kind, namespace, name } = splitKey(key);
      return find.get(kind, namespace, name);
    },
    nextRevision: (): number => {
      const revision = advance.get();
      if (revision === undefined) throw new Error('the database has lost its revision counter');
      return revision;
    },
    holderOf: database.prepare<[string], Pick<RecordRow, 'kind' | 'namespace' | 'name'>>(
      'select kind, namespace, name from records where uid = ?',
    ),
    insert: database.prepare<[RecordRow]>(`insert into records (${recordColumns}) values (${values})`),
    insertSecret: database.prepare<[string, string, string, Uint8Array, Uint8Array]>(
      'insert into secrets (uid, name, key_id, nonce, sealed) values (?, ?, ?, ?, ?)',
    ),
    update: database.prepare<[RecordRow]>(
      'update records set generation = @generation, revision = @revision, deletion = @deletion, ' +
        'finalizers = @finalizers, labels = @labels, spec = @spec, status = @status where uid = @uid',
    ),
    erase: database.prepare<[RecordRow]>('delete from records where uid = @uid'),
    logChange: database.prepare<[RecordRow & { at: number; change: string }]>(
      `insert into changes (at, change, ${recordColumns}) values (@at, @change, ${values})`,
    ),
  };
}

function finalizersOf(row: RecordRow): readonly string[] {
  // Only this file writes the column, always from a list of strings; a damaged one fails here or holds nothing up.
  return JSON.parse(row.finalizers) as readonly string[];
}

/** Equal as values: the order of keys and the spacing say nothing. */
function sameJson(one: string, other: string): boolean {
  return one === other || isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}
