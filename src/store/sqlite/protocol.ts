import type { Intent } from '#records/intent.ts';
import type { Finalizer, RecordKey } from '#records/metadata.ts';
import type { RecordEvent } from '../record-store.ts';
import type { RecordRow } from './schema.ts';

/** What the writing thread is told at its start. */
export interface WorkerOptions {
  readonly path: string;
  /** Changes that the log keeps; a watch from further back gets `RevisionGone`. */
  readonly changesKept: number;
  /** Events that are kept of each record. */
  readonly eventsKept: number;
  /** Traces of answered requests that are kept. */
  readonly tracesKept: number;
  /** Rows of the audit that are kept, and for how many days; whichever is less. */
  readonly auditRowsKept: number;
  readonly auditDaysKept: number;
  /** How long a write waits for a foreign program's lock. */
  readonly busyTimeoutMs: number;
  /** Makes every commit take that long, as a disk that really flushes does. For tests and benchmarks. */
  readonly commitDelayMs: number;
}

/** One write, complete with its time; texts named spec, status, labels, finalizers, trace and entry are JSON. */
export type WriteOperation =
  | ({ readonly kind: 'create'; readonly key: RecordKey } & CarriedIntents &
      Pick<RecordRow, 'uid' | 'created' | 'finalizers' | 'labels' | 'spec' | 'status'> & {
        readonly secrets: readonly SealedSecret[];
      })
  | ({ readonly kind: 'updateSpec'; readonly key: RecordKey } & CarriedIntents &
      Pick<RecordRow, 'uid' | 'revision' | 'labels' | 'spec'>)
  | ({ readonly kind: 'updateStatus'; readonly key: RecordKey } & CarriedIntents &
      Pick<RecordRow, 'uid' | 'revision' | 'status'>)
  | { readonly kind: 'remove'; readonly key: RecordKey; readonly at: string }
  | { readonly kind: 'release'; readonly key: RecordKey; readonly finalizer: Finalizer }
  | ({ readonly kind: 'recordEvent'; readonly at: string } & Pick<
      RecordEvent,
      'key' | 'uid' | 'type' | 'reason' | 'message'
    >)
  | ({ readonly kind: 'putSecret'; readonly key: RecordKey; readonly uid: string } & SealedSecret)
  | { readonly kind: 'putSetting'; readonly name: string; readonly value: string }
  | { readonly kind: 'putTrace'; readonly request: string; readonly trace: string }
  | {
      readonly kind: 'writeIntents';
      /** All lines of this record end. */
      readonly endAllOf: string | undefined;
      readonly end: readonly string[];
      readonly put: readonly IntentRow[];
    }
  | { readonly kind: 'appendAudit'; readonly at: string; readonly entry: string };

/** What a record has asked for that it cannot account for, as of the write that carries it; `thing` is JSON. */
export interface CarriedIntents {
  readonly at: string;
  readonly intents: readonly { readonly id: string; readonly thing: string }[];
}

/** A line of the ledger as it lies in the database; `thing` is JSON. */
export type IntentRow = Omit<Intent, 'record' | 'thing'> & {
  readonly record: string;
  readonly thing: string;
};

/** A secret as it lies in the database. */
export interface SealedSecret {
  readonly name: string;
  readonly keyId: string;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/** How one write ended. `nothing`: there was nothing to do or there is nothing to tell. */
export type WriteResult =
  | { readonly kind: 'record'; readonly row: RecordRow }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'conflict' | 'exists' | 'gone'; readonly key: RecordKey }
  | { readonly kind: 'unavailable' | 'failed'; readonly message: string };

/** What the writing thread is told while it runs. */
export type ToWorker =
  { readonly kind: 'write'; readonly group: readonly WriteOperation[] } | { readonly kind: 'close' };

/** What the writing thread says. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly message: string }
  | ({ readonly kind: 'written' } & GroupResult);

/** One result for each operation of the group, in its order; all are durable or none is. */
export interface GroupResult {
  readonly results: readonly WriteResult[];
  /** Of the database after the commit. */
  readonly revision: number;
  /** False when the commit itself failed. */
  readonly committed: boolean;
  readonly durationMs: number;
}
