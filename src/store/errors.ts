import type { RecordKey } from '#records/metadata.ts';
import type { Revision } from './record-store.ts';

/** The record changed since it was read; read it again. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict';
  readonly code = 'CSE_STORE_CONFLICT';
  readonly key: RecordKey;
  constructor(key: RecordKey) {
    super(`${key} changed since it was read`);
    this.key = key;
  }
}

/** A record of that key is there already. */
export class StoreExists extends Error {
  override readonly name = 'StoreExists';
  readonly code = 'CSE_STORE_EXISTS';
  readonly key: RecordKey;
  constructor(key: RecordKey) {
    super(`${key} exists already`);
    this.key = key;
  }
}

/** The record to be changed does not exist (any more). */
export class StoreGone extends Error {
  override readonly name = 'StoreGone';
  readonly code = 'CSE_STORE_GONE';
  readonly key: RecordKey;
  constructor(key: RecordKey) {
    super(`${key} does not exist`);
    this.key = key;
  }
}

/** The change log no longer reaches back that far; list again and watch from there. */
export class RevisionGone extends Error {
  override readonly name = 'RevisionGone';
  readonly code = 'CSE_STORE_REVISION_GONE';
  readonly since: Revision;
  constructor(since: Revision) {
    super(`changes since revision ${since} are no longer kept`);
    this.since = since;
  }
}

/** One record is unreadable: what is stored no longer fits its schema. Its neighbours are not affected. */
export class RecordDamaged extends Error {
  override readonly name = 'RecordDamaged';
  readonly code = 'CSE_STORE_RECORD_DAMAGED';
  readonly key: RecordKey;
  /** Names fields and rules, never values. */
  readonly problem: string;
  constructor(key: RecordKey, problem: string, options?: ErrorOptions) {
    super(`${key} cannot be read from the database: ${problem}`, options);
    this.key = key;
    this.problem = problem;
  }
}

/** The database cannot be used: disk full, locked by another server, damaged, of a newer release, or the wrong key. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'CSE_STORE_UNAVAILABLE';
}
