import type { AuditEntry } from '#records/audit-entry.ts';
import type { Intent } from '#records/intent.ts';
import type { AnyRecord, Finalizer, NewMetadata, RecordKey } from '#records/metadata.ts';
import type { RequestTrace } from '#records/request-trace.ts';
import type { AuditEnds, AuditRow } from './audit-chain.ts';

/** The store's own counter: rises by one with every write of any record. */
export type Revision = number;

/** Which records a list has; what is absent does not choose. */
export interface RecordFilter {
  readonly namespace?: string;
  readonly name?: string;
  /** Every label must match. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A record that is gone, by its name; without a namespace, of any. */
export interface Departed {
  readonly namespace?: string;
  readonly name: string;
}

/** `revision` is what to watch from: nothing between this list and that watch is missed. */
export interface RecordList<R extends AnyRecord> {
  readonly revision: Revision;
  readonly items: readonly R[];
}

/** A record that is there and cannot be read: nobody may act as if it were not there. */
export interface UnreadableRecord {
  readonly key: RecordKey;
  readonly uid: string;
  readonly created: string;
  /** Names fields and rules, never values. */
  readonly problem: string;
}

/** A record before the store has given it generation and version. */
export interface NewRecord<R extends AnyRecord> {
  readonly metadata: NewMetadata;
  readonly spec: R['spec'];
  readonly status: R['status'];
}

/** One change of the log. */
export interface RecordChange<R extends AnyRecord> {
  readonly revision: Revision;
  readonly kind: 'created' | 'specChanged' | 'statusChanged' | 'deletionRequested' | 'gone';
  /** As of this change; for `gone` as it was last. */
  readonly record: R;
}

/**
 * Where the records of one kind live. Writes carry the resourceVersion that they were read at and throw
 * `StoreConflict` when it has moved. Every promise resolves only after the write is durable.
 */
export interface RecordStore<R extends AnyRecord> {
  get(key: RecordKey): Promise<R | undefined>;
  list(filter?: RecordFilter): Promise<RecordList<R>>;
  /** Shows every record of one moment, one after the other: for those who keep little of each. Resolves to what to watch from. */
  walk(visit: (record: R) => void): Promise<Revision>;
  /** Those of that name that are gone, as they were last, newest first; only as far back as changes are kept. */
  departed(where: Departed): Promise<readonly R[]>;
  /** Every change after `since`, in order, until the signal aborts. Throws `RevisionGone` when `since` is too old. */
  watch(since: Revision, signal: AbortSignal): AsyncIterable<RecordChange<R>>;

  /** With its first secrets, by name, in the same commit. Throws `StoreExists` when the key or the uid is taken. */
  create(record: NewRecord<R>, secrets?: ReadonlyMap<string, string>): Promise<R>;
  /** Writes the spec (and labels) and bumps the generation; an equal spec changes nothing. Throws `StoreGone`. */
  updateSpec(record: R): Promise<R>;
  /** Writes the status, never bumps the generation; does nothing when it is equal or the record is gone. */
  updateStatus(record: R): Promise<R>;
  /** Marks the record for deletion; it goes when its last finalizer does. Unknown and marked records are left alone. */
  remove(key: RecordKey): Promise<void>;
  /** Drops one finalizer, and with the last one of a marked record the record, its events and its secrets. */
  release(key: RecordKey, finalizer: Finalizer): Promise<void>;
}

/** One line of a record's history; equal lines in a row are counted, not repeated. */
export interface RecordEvent {
  readonly key: RecordKey;
  readonly uid: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** The history of records, for people; bounded for each record. */
export interface EventLog {
  record(event: Pick<RecordEvent, 'key' | 'uid' | 'type' | 'reason' | 'message'>): Promise<void>;
  /** Oldest first; at most `limit` newest ones. */
  list(filter?: { readonly key?: RecordKey; readonly limit?: number }): Promise<readonly RecordEvent[]>;
}

/** Secrets of a record, sealed at rest and gone with the record. `uid` guards against a namesake. */
export interface SecretStore {
  get(key: RecordKey, uid: string, name: string): Promise<string | undefined>;
  put(key: RecordKey, uid: string, name: string, value: string): Promise<void>;
  names(key: RecordKey, uid: string): Promise<readonly string[]>;
}

/** What answered requests came to, by message id; the newest tens of thousands are kept. */
export interface TraceStore {
  get(request: string): Promise<RequestTrace | undefined>;
  /** The first word stands: a request that has its trace keeps it. */
  put(this: void, trace: RequestTrace): Promise<void>;
}

/**
 * What was asked of Cloud Director and is not accounted for. Records write their own lines: what `clusterIntents` and
 * `templateIntents` tell of a record is in the ledger from the same commit on as the record itself. Lines stay when their
 * record goes.
 */
export interface IntentLedger {
  /** In the order of their ids. */
  list(): Promise<readonly Intent[]>;
  /** Writes lines, over those of the same ids. */
  put(intents: readonly Intent[]): Promise<void>;
  end(ids: readonly string[]): Promise<void>;
  /** All lines of a record end and these take their place; in the commit of what is written in the same turn. */
  settle(uid: string, remains: readonly Intent[]): Promise<void>;
}

/** Small texts that belong to no record, such as whether the service is switched on. */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
}

/** Who did what: rows in a chain of hashes, which are appended and never changed; the oldest are pruned. */
export interface AuditLog {
  append(this: void, entry: AuditEntry): Promise<void>;
  /** The rows after that number, oldest first, and the ends of the chain at the same moment. */
  page(
    this: void,
    after: number,
    limit: number,
  ): Promise<{ readonly ends: AuditEnds; readonly rows: readonly AuditRow[] }>;
  /** The newest rows, oldest first. */
  newest(this: void, limit: number): Promise<readonly AuditRow[]>;
}
