import { setImmediate as nextTurn } from 'node:timers/promises';
import { splitKey, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import { RecordDamaged } from '../errors.ts';
import type { RecordFilter, RecordStore, Revision } from '../record-store.ts';
import type { DamageList } from './damage.ts';
import type { Reader } from './reader.ts';
import { recordOfRow, rowOfNewRecord, rowOfRecord, type RecordType } from './record-row.ts';
import { keyOfRow, type RecordRow } from './schema.ts';
import type { Sealer } from './seal.ts';
import { changeLog, watchChanges, type RevisionWait } from './watch.ts';
import type { Writer } from './writer.ts';

/** The half of a store of records that writes nothing. */
export type RecordReads<R extends AnyRecord> = Pick<
  RecordStore<R>,
  'get' | 'list' | 'walk' | 'departed' | 'watch'
>;
/** The half of a store of records that writes. */
export type RecordWrites<R extends AnyRecord> = Omit<RecordStore<R>, keyof RecordReads<R>>;

interface ReadParts {
  readonly reader: Reader;
  readonly damage: DamageList;
  readonly wait: RevisionWait;
}

/** Rows that are parsed before others get a turn of the event loop. */
const parsedPerTurn = 50;

/** Reads records of one type. An unreadable record fails `get` with `RecordDamaged`; `list` and `watch` leave it out and note it. */
export function recordReads<R extends AnyRecord>(type: RecordType<R>, parts: ReadParts): RecordReads<R> {
  const { reader, damage, wait } = parts;
  const log = changeLog({ type, reader, damage });

  function parse(row: RecordRow): R {
    try {
      const record = recordOfRow(type, row);
      damage.mended(keyOfRow(row));
      return record;
    } catch (error) {
      if (error instanceof RecordDamaged) damage.met(row, error);
      throw error;
    }
  }

  /** Of one moment; unreadable ones are left out. */
  async function walk(filter: RecordFilter, visit: (record: R) => void): Promise<Revision> {
    const { revision, rows } = reader.records(type.kind, filter);
    if (filter.namespace === undefined && filter.name === undefined)
      damage.keepOnly(type.kind, rows.map(keyOfRow));
    for (const [index, row] of rows.entries()) {
      if (index > 0 && index % parsedPerTurn === 0) await nextTurn();
      const record = readable(() => parse(row));
      if (record && hasLabels(record, filter)) visit(record);
    }
    return revision;
  }

  return {
    async get(key) {
      requireKind(type, key);
      const row = reader.record(key);
      if (!row) damage.mended(key);
      return row && parse(row);
    },

    async list(filter = {}) {
      const items: R[] = [];
      const revision = await walk(filter, (record) => items.push(record));
      return { revision, items };
    },

    walk: (visit) => walk({}, visit),

    async departed(where) {
      return reader.departed(type.kind, where).flatMap((row) => readable(() => recordOfRow(type, row)) ?? []);
    },

    watch: (since, signal) => watchChanges({ log, wait }, since, signal),
  };
}

/** Writes records of one type: checks that they can be read again, and lets the writing thread do the rest. */
export function recordWrites<R extends AnyRecord>(
  type: RecordType<R>,
  { writer, sealer, clock }: { readonly writer: Writer; readonly sealer: Sealer; readonly clock: () => Date },
): RecordWrites<R> {
  const now = () => clock().toISOString();

  function written(key: RecordKey, row: RecordRow | undefined): R {
    if (!row) throw new Error(`the writing thread gave no record back for ${key}`);
    return recordOfRow(type, row);
  }

  return {
    async create(record, secrets = new Map()) {
      const row = rowOfNewRecord(type, record, now());
      const sealed = [...secrets].map(([name, value]) => sealer.seal(row.uid, name, value));
      const operation = { kind: 'create', at: row.created, ...row, secrets: sealed } as const;
      return written(row.key, await writer.write(operation));
    },

    async updateSpec(record) {
      const { key, uid, revision, labels, spec, intents } = rowOfRecord(type, record);
      const write = { kind: 'updateSpec', key, uid, revision, labels, spec, at: now(), intents } as const;
      return written(key, await writer.write(write));
    },

    async updateStatus(record) {
      const { key, uid, revision, status, intents } = rowOfRecord(type, record);
      const write = { kind: 'updateStatus', key, uid, revision, status, at: now(), intents } as const;
      const row = await writer.write(write);
      return row ? written(key, row) : record;
    },

    async remove(key) {
      requireKind(type, key);
      await writer.write({ kind: 'remove', key, at: now() });
    },

    async release(key, finalizer) {
      requireKind(type, key);
      await writer.write({ kind: 'release', key, finalizer });
    },
  };
}

function readable<R>(parse: () => R): R | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RecordDamaged) return undefined;
    throw error;
  }
}

function hasLabels(record: AnyRecord, { labels = {} }: RecordFilter): boolean {
  return Object.entries(labels).every(([name, value]) => record.metadata.labels[name] === value);
}

/** A key of another kind is a mistake of the caller, and would otherwise look like a record that is absent. */
function requireKind<R extends AnyRecord>(type: RecordType<R>, key: RecordKey): void {
  if (splitKey(key).kind !== type.kind) throw new TypeError(`${key} is not the key of a ${type.kind}`);
}
