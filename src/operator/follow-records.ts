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

/**
 * Tells the follower of every record that there is; the function returned goes on with every change until the signal
 * aborts, and lists again whenever the log does not reach back far enough.
 */
export async function followRecords<R extends AnyRecord>(
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
): Promise<() => Promise<void>> {
  const listAll = async (): Promise<Revision> => {
    const present = new Set<RecordKey>();
    const revision = await store.walk((record) => {
      present.add(keyOf(record));
      follower.present(record);
    });
    for (const key of [...follower.known()]) if (!present.has(key)) follower.gone(key);
    return revision;
  };
  let since = await listAll();
  return async () => {
    while (!signal.aborted) {
      try {
        for await (const change of store.watch(since, signal)) {
          if (change.kind === 'gone') follower.gone(keyOf(change.record));
          else follower.present(change.record);
          since = change.revision;
        }
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'Following the records broke off; they are listed again');
        await pause(time, rewatchMs, signal);
        since = await listAll().catch(() => since);
      }
    }
  };
}
