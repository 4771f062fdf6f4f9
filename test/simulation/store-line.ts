import type { FromWorker, ToWorker, WorkerOptions } from '#store/sqlite/protocol.ts';
import { serveWrites } from '#store/sqlite/serve-writes.ts';
import type { Line, WritingPlace } from '#store/sqlite/writer.ts';
import type { Life } from './life.ts';
import type { Point } from './points.ts';

/** Milliseconds that a commit takes. */
const commitMs = 2;

export interface StoreLineOptions {
  readonly life: Life;
  /** False when the process ends there. */
  readonly cross: (point: Point) => boolean;
  readonly note: (line: string) => void;
  /** What the disk says to a commit in place of making it; undefined as long as it is well. */
  readonly disk: () => string | undefined;
}

/** Where the database of one life is written: by the real code, in this thread, one group at a time. */
export interface StoreLine {
  readonly place: WritingPlace;
  /** As the kernel does it with the files of a process that is gone. */
  close(): void;
}

export function storeLine({ life, cross, note, disk }: StoreLineOptions): StoreLine {
  let write: ((message: ToWorker) => void) | undefined;

  const place = (options: WorkerOptions): Line => {
    const told: ((message: FromWorker) => void)[] = [];
    const ended: ((cause: unknown) => void)[] = [];
    const tell = (message: FromWorker) => {
      if (!life.over) for (const listener of told) listener(message);
    };
    // Whoever opens the line begins to listen when it has it.
    const tellLater = (message: FromWorker) => void life.time.after(0, () => tell(message));
    let answer = tellLater;
    const port = {
      on: (_: 'message', listener: (message: ToWorker) => void) => void (write = listener),
      postMessage: (message: FromWorker) => answer(message),
      close: () => void life.time.after(0, () => ended.forEach((listener) => listener(undefined))),
    };
    void serveWrites(port, options);

    const commit = (message: Extract<ToWorker, { kind: 'write' }>) => {
      const what = message.group.map(nameOf).join(' + ');
      if (!cross({ kind: 'commit', when: 'before', what })) return;
      let written: FromWorker | undefined;
      const problem = disk();
      if (problem === undefined) {
        answer = (result) => void (written = result);
        write?.(message);
        answer = tellLater;
      } else {
        const results = message.group.map(() => ({ kind: 'unavailable', message: problem }) as const);
        written = { kind: 'written', results, revision: 0, committed: false, durationMs: commitMs };
      }
      note(`${life.number} commit ${what}${problem === undefined ? '' : `: ${problem}`}`);
      if (written && cross({ kind: 'commit', when: 'after', what })) tell(written);
    };
    return {
      send(message) {
        if (life.over) return;
        if (message.kind === 'write') life.time.after(commitMs, () => commit(message));
        else write?.(message);
      },
      onMessage: (listener) => void told.push(listener),
      onEnd: (listener) => void ended.push(listener),
    };
  };
  return { place, close: () => write?.({ kind: 'close' }) };
}

function nameOf(operation: Extract<ToWorker, { kind: 'write' }>['group'][number]): string {
  const kind = 'key' in operation ? ` ${operation.key.split('/')[0]}` : '';
  return `${operation.kind}${kind}`;
}
