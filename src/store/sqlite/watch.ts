import { setTimeout as delay } from 'node:timers/promises';
import type { AnyRecord } from '#records/metadata.ts';
import { RecordDamaged, type StoreUnavailable } from '../errors.ts';
import type { RecordChange, Revision } from '../record-store.ts';
import type { DamageList } from './damage.ts';
import type { Reader } from './reader.ts';
import { recordOfRow, type RecordType } from './record-row.ts';
import type { ChangeRow } from './schema.ts';

/** Resolves when the database has gone past the revision, or when the signal aborts; throws when it is closed. */
export type RevisionWait = (past: Revision, signal: AbortSignal) => Promise<void>;

/** The change log of one kind, for all who watch it. */
export interface ChangeLog<R extends AnyRecord> {
  /** The next changes after `since`; `upTo` is where the following page starts. Throws `RevisionGone`. */
  after(since: Revision): { readonly changes: readonly RecordChange<R>[]; readonly upTo: Revision };
}

/**
 * Reads each page once for all who ask for it: those who watch wake together. A change whose record cannot be read is
 * left out, as `list` does; whoever needs the record itself gets the error.
 */
export function changeLog<R extends AnyRecord>(source: {
  readonly type: RecordType<R>;
  readonly reader: Reader;
  readonly damage: DamageList;
}): ChangeLog<R> {
  const { type, reader } = source;
  let latest: ({ readonly since: Revision } & ReturnType<ChangeLog<R>['after']>) | undefined;
  return {
    after(since) {
      if (latest?.since === since && latest.upTo === reader.revision()) return latest;
      const { rows, upTo } = reader.changes(type.kind, since);
      latest = { since, changes: rows.flatMap((row) => changeOfRow(source, row) ?? []), upTo };
      return latest;
    },
  };
}

/**
 * Every change of one kind after `since`. It is read from the change log, page by page, and the wait in between is told
 * the revision that was read up to: a commit that comes between reading and waiting ends the wait at once. So there is no gap and no
 * queue that grows behind a slow reader; one that falls behind the log gets `RevisionGone`.
 */
export async function* watchChanges<R extends AnyRecord>(
  { log, wait }: { readonly log: ChangeLog<R>; readonly wait: RevisionWait },
  since: Revision,
  signal: AbortSignal,
): AsyncGenerator<RecordChange<R>, void, undefined> {
  let cursor = since;
  while (!signal.aborted) {
    const page = log.after(cursor);
    for (const change of page.changes) {
      yield change;
      if (signal.aborted) return;
    }
    cursor = page.upTo;
    await wait(cursor, signal);
  }
}

function changeOfRow<R extends AnyRecord>(
  { type, damage }: { readonly type: RecordType<R>; readonly damage: DamageList },
  row: ChangeRow,
): RecordChange<R> | undefined {
  try {
    // Written by `record-writes.ts` alone, from this type.
    return { revision: row.at, kind: row.change as RecordChange<R>['kind'], record: recordOfRow(type, row) };
  } catch (error) {
    if (!(error instanceof RecordDamaged)) throw error;
    damage.met(row, error);
    return undefined;
  }
}

/** Wakes the watches of this process when its own writer has committed. */
export class CommitBell {
  #revision: Revision;
  #closed: StoreUnavailable | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  ring(revision: Revision): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#wakeAll();
  }

  /** Ends every wait, now and later, with the reason. */
  close(reason: StoreUnavailable): void {
    this.#closed = reason;
    this.#wakeAll();
  }

  readonly wait: RevisionWait = async (past, signal) => {
    if (!this.#closed && !signal.aborted && this.#revision <= past) await this.#next(signal);
    if (this.#closed && !signal.aborted) throw this.#closed;
  };

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}

/** Looks at the database now and then: for a process that reads what another one writes. */
export function pollingWait(reader: Pick<Reader, 'revision'>, everyMs: number): RevisionWait {
  return async function waitForRevision(past, signal) {
    while (!signal.aborted && reader.revision() <= past) {
      // An abort ends the pause early; that is the wish of the caller and no error.
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
}
