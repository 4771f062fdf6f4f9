import { keyOf, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import { pause, systemTime, type Time } from '#time/time.ts';
import type { RecordStore, Revision } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';

/** Wait before a list is read again after the watch broke. */
const rewatchMs = 1_000;

/** Who is told of every record of one kind. */
export interface RecordFollower<R extends AnyRecord> {
  /** The keys that it has been told of and that are not gone. */
  known(): Iterable<RecordKey>;
  /** A record as it is now: at the start, and after each change. */
  present(record: R): void;
  gone(key: RecordKey): void;
}

/** A follower at work, until the signal aborts that it was begun with. */
export interface Following {
  /** Resolves when every record that there was at the start has been told of; rejects when they could not be read at once. */
  readonly listed: Promise<void>;
  /** Whether every record has been told of, at once or later. */
  isComplete(): boolean;
  readonly ended: Promise<void>;
}

/**
 * Tells the follower of every record that there is, then of every change until the signal aborts. Lists again whenever
 * something failed or the log does not reach back far enough.
 */
export function followRecords<R extends AnyRecord>(
  {
    store,
    follower,
    log,
    time = systemTime,
  }: {
    readonly store: Pick<RecordStore<R>, 'walk' | 'watch'>;
    readonly follower: RecordFollower<R>;
    readonly log: Logger;
    readonly time?: Time;
  },
  signal: AbortSignal,
): Following {
  let complete = false;
  const listed = Promise.withResolvers<void>();
  // Whoever does not wait for it has the log.
  listed.promise.catch(() => undefined);

  async function listAll(): Promise<Revision> {
    const present = new Set<RecordKey>();
    const revision = await store.walk((record) => {
      present.add(keyOf(record));
      follower.present(record);
    });
    for (const key of [...follower.known()]) if (!present.has(key)) follower.gone(key);
    complete = true;
    listed.resolve();
    return revision;
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const change of store.watch(await listAll(), signal)) {
          if (change.kind === 'gone') follower.gone(keyOf(change.record));
          else follower.present(change.record);
        }
      } catch (error) {
        listed.reject(error);
        if (signal.aborted) return;
        log.warn({ err: error }, 'Following the records broke off; they are listed again');
        await pause(time, rewatchMs, signal);
      }
    }
  }

  return { listed: listed.promise, isComplete: () => complete, ended: follow() };
}
