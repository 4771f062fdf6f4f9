import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { StoreConflict, StoreExists, StoreGone, StoreUnavailable } from '../errors.ts';
import { closed } from './failure.ts';
import type {
  FromWorker,
  GroupResult,
  ToWorker,
  WorkerOptions,
  WriteOperation,
  WriteResult,
} from './protocol.ts';
import type { RecordRow } from './schema.ts';
import { serveWrites } from './serve-writes.ts';
import { WriteQueue, type QueuedWrite } from './write-queue.ts';

/** What the writer has done since it started. */
export interface WriteStatistics {
  /** Groups that were committed. */
  readonly commits: number;
  /** Groups that could not be written because the database could not be used. */
  readonly failedCommits: number;
  /** Writes that got an answer, those with nothing to do and the refused ones included. */
  readonly operations: number;
  /** Milliseconds from the begin to the end of the last group. */
  readonly lastCommitMs: number;
  readonly longestCommitMs: number;
  readonly totalCommitMs: number;
  /** Why the last group could not be written; undefined when it was. */
  readonly refusal: string | undefined;
  /** Writes that wait for their group now. */
  readonly queued: number;
}

/** One group of writes that the thread has answered. */
export interface WrittenGroup {
  /** False: the database could not be used, and nothing of it was written. */
  readonly committed: boolean;
  readonly operations: number;
  /** From the begin to the end of the group. */
  readonly durationMs: number;
}

/** Told of each group; must not throw. */
export interface WriterListeners {
  readonly onCommit: (revision: number) => void;
  readonly onWritten?: ((group: WrittenGroup) => void) | undefined;
}

/** Whoever writes; disposing of it finishes what is queued and frees the database. */
export interface Writer extends AsyncDisposable {
  /** Resolves after the commit, with the row of a record operation. Throws the store's errors. */
  write(operation: WriteOperation): Promise<RecordRow | undefined>;
  statistics(): WriteStatistics;
}

/** Bounds the time that a wish waits behind the group in flight. */
const groupLimit = 256;

/**
 * Where the database is written: in a thread, where the disk stops nobody else; in this one, for little memory; or
 * where a simulation has it, which sees each group go and come.
 */
export type WritingPlace = 'thread' | 'here' | ((options: WorkerOptions) => Line);

/** A line to whoever writes. */
export interface Line {
  send(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Nobody is there any more; the cause where there is one. */
  onEnd(listener: (cause: unknown) => void): void;
}

/**
 * Opens the database where it is to be written. While one group is being committed the next one gathers, so a slow disk
 * makes groups larger and not the queue longer. Throws `StoreUnavailable` when the database cannot be used.
 */
export async function startWriter(
  options: WorkerOptions & WriterListeners & { readonly place: WritingPlace },
): Promise<Writer> {
  const { onCommit, onWritten, place, ...workerOptions } = options;
  const line = openLine(place, workerOptions);
  await opened(line);
  return new QueueingWriter(line, options.path, { onCommit, onWritten });
}

function openLine(place: WritingPlace, options: WorkerOptions): Line {
  if (place === 'thread') return lineToThread(options);
  return place === 'here' ? lineInHere(options) : place(options);
}

function lineToThread(workerData: WorkerOptions): Line {
  // The packaged release is JavaScript: the thread's file ends as this one does.
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  // What it gets and gives is gone with each commit: room for much of it would only be used because it is there.
  const resourceLimits = { maxYoungGenerationSizeMb: 4 };
  return lineThrough(new Worker(new URL(file, import.meta.url), { workerData, resourceLimits }), 'exit');
}

function lineInHere(options: WorkerOptions): Line {
  const { port1, port2 } = new MessageChannel();
  void serveWrites(port2, options);
  return lineThrough(port1, 'close');
}

/** `gone` is the event that says that nobody is there any more. */
function lineThrough(
  port: (Worker | MessagePort) & { postMessage(message: ToWorker): void },
  gone: 'exit' | 'close',
): Line {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onEnd(listener) {
      port.on('error', listener);
      port.once(gone, () => listener(undefined));
    },
  };
}

/** Resolves when the database is open at the other end. */
function opened(line: Line): Promise<void> {
  return new Promise((resolve, reject) => {
    line.onEnd((cause) => reject(stopped(cause)));
    line.onMessage((message) => {
      if (message.kind === 'refused') reject(new StoreUnavailable(message.message));
      else resolve();
    });
  });
}

class QueueingWriter implements Writer {
  readonly #queue = new WriteQueue();
  readonly #line: Line;
  readonly #path: string;
  readonly #listeners: WriterListeners;
  readonly #exited: Promise<void>;
  #inFlight: readonly QueuedWrite[] | undefined;
  #sendPlanned = false;
  #ended: StoreUnavailable | undefined;
  #idle: (() => void) | undefined;
  #done: Omit<WriteStatistics, 'queued'> = {
    commits: 0,
    failedCommits: 0,
    operations: 0,
    lastCommitMs: 0,
    longestCommitMs: 0,
    totalCommitMs: 0,
    refusal: undefined,
  };

  constructor(line: Line, path: string, listeners: WriterListeners) {
    this.#line = line;
    this.#path = path;
    this.#listeners = listeners;
    line.onMessage((message) => {
      if (message.kind === 'written') this.#finish(message);
    });
    this.#exited = new Promise((resolve) => {
      line.onEnd((cause) => {
        this.#end(stopped(cause));
        resolve();
      });
    });
  }

  write(operation: WriteOperation): Promise<RecordRow | undefined> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#queue.add({ operation, resolve, reject });
      this.#planSend();
    });
  }

  statistics(): WriteStatistics {
    return { ...this.#done, queued: this.#queue.length + (this.#inFlight?.length ?? 0) };
  }

  /** Refuses new writes, finishes the queued ones, closes the database and frees the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= closed(this.#path);
    if (this.#inFlight || this.#queue.length > 0) {
      await new Promise<void>((resolve) => (this.#idle = resolve));
    }
    this.#line.send({ kind: 'close' });
    await this.#exited;
  }

  /** Later in this turn of the event loop, so that writes that start together share a group. */
  #planSend(): void {
    if (this.#sendPlanned || this.#inFlight) return;
    this.#sendPlanned = true;
    queueMicrotask(() => {
      this.#sendPlanned = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#inFlight) return;
    const group = this.#queue.take(groupLimit);
    if (group.length === 0) {
      this.#idle?.();
      return;
    }
    this.#inFlight = group;
    this.#line.send({ kind: 'write', group: group.map((write) => write.operation) });
  }

  #finish(group: GroupResult): void {
    const writes = this.#inFlight ?? [];
    this.#inFlight = undefined;
    this.#count(group);
    // The next group travels before this one's waiters run: the disk never waits for them.
    this.#send();
    if (group.committed) this.#listeners.onCommit(group.revision);
    for (const [index, write] of writes.entries()) settle(write, group.results[index]);
  }

  #count({ committed, results, durationMs }: GroupResult): void {
    const done = this.#done;
    this.#done = {
      commits: done.commits + (committed ? 1 : 0),
      failedCommits: done.failedCommits + (committed ? 0 : 1),
      operations: done.operations + results.length,
      lastCommitMs: durationMs,
      longestCommitMs: Math.max(done.longestCommitMs, durationMs),
      totalCommitMs: done.totalCommitMs + durationMs,
      refusal: committed ? undefined : results.map(refusalIn).find((message) => message !== undefined),
    };
    this.#listeners.onWritten?.({ committed, operations: results.length, durationMs });
  }

  /** The thread is gone: nobody may wait for ever. Whether the group in flight was written is not known. */
  #end(reason: StoreUnavailable): void {
    this.#ended ??= reason;
    const waiting = [...(this.#inFlight ?? []), ...this.#queue.take(Infinity)];
    this.#inFlight = undefined;
    for (const write of waiting) write.reject(reason);
    this.#idle?.();
  }
}

function refusalIn(result: WriteResult): string | undefined {
  return result.kind === 'unavailable' ? result.message : undefined;
}

function settle(write: QueuedWrite, result: WriteResult | undefined): void {
  switch (result?.kind) {
    case 'record':
      return write.resolve(result.row);
    case 'nothing':
      return write.resolve(undefined);
    case 'conflict':
      return write.reject(new StoreConflict(result.key));
    case 'exists':
      return write.reject(new StoreExists(result.key));
    case 'gone':
      return write.reject(new StoreGone(result.key));
    case 'unavailable':
      return write.reject(new StoreUnavailable(result.message));
    case 'failed':
      return write.reject(new Error(result.message));
    case undefined:
      return write.reject(new Error('the writing thread gave no answer for a write'));
  }
}

function stopped(cause: unknown): StoreUnavailable {
  return new StoreUnavailable('the thread that writes the database has stopped; restart the server', {
    cause,
  });
}
