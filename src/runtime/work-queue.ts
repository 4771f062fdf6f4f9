import type { RecordKey } from '#records/metadata.ts';
import { jittered, type Time } from '#time/time.ts';
import { Agenda } from './agenda.ts';

/** The queue's clock, its dice, and how long it backs off. */
export interface WorkQueueOptions {
  readonly time: Time;
  /** From 0 up to 1, as `Math.random`. */
  readonly random: () => number;
  /** Wait after the first failure; doubles with each further one. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Told how long a key was due before somebody took it. */
  readonly onTake?: (latencyMs: number) => void;
}

/**
 * The set of records to look at. A key is in it once, however often it was added; when it was added for several
 * times the earliest wins. Nobody else gets a key from `take` until it is given back with `finish`; what was added
 * meanwhile is handed out again afterwards.
 *
 *               add, addAfter                due                  take
 *     (absent) ───────────────► delayed ───────────► ready ───────────────► working
 *         ▲                        ▲                    ▲                      │ finish
 *         └────────────────────────┴────────────────────┴──────────────────────┘
 *            nothing was added       added for later      added for now
 */
export class WorkQueue implements Disposable {
  readonly #options: WorkQueueOptions;
  /** Since when each key is due; a Map keeps the order of arrival. */
  readonly #ready = new Map<RecordKey, number>();
  readonly #delayed = new Agenda<RecordKey>();
  /** The one timer, for whatever is due first. */
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  /** When each key that is being worked on is wanted again. */
  readonly #working = new Map<RecordKey, number | undefined>();
  readonly #failures = new Map<RecordKey, number>();
  readonly #takers: ((key: RecordKey | undefined) => void)[] = [];
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys that are due and that nobody has taken. */
  get depth(): number {
    return this.#ready.size;
  }

  add(key: RecordKey): void {
    this.addAfter(key, 0);
  }

  addAfter(key: RecordKey, delayMs: number): void {
    if (!(Number.isFinite(delayMs) && delayMs >= 0)) throw new RangeError(`not a delay: ${delayMs}`);
    this.#schedule(key, this.#options.time.now() + delayMs);
  }

  /** Adds the key after a back-off that doubles with every failure since it was last forgotten. */
  retry(key: RecordKey): { readonly failures: number; readonly delayMs: number } {
    const { firstRetryMs, longestRetryMs, random } = this.#options;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    const delayMs = jittered(Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1)), random);
    this.#failures.set(key, failures);
    this.addAfter(key, delayMs);
    return { failures, delayMs };
  }

  /** Forgets the key's failures. */
  forget(key: RecordKey): void {
    this.#failures.delete(key);
  }

  /** The next due key, first come first served, as soon as there is one; undefined once the queue is closed. */
  take(): Promise<RecordKey | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    for (const [key, dueAt] of this.#ready) {
      this.#ready.delete(key);
      this.#handOut(key, dueAt);
      return Promise.resolve(key);
    }
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** Gives a taken key back. */
  finish(key: RecordKey): void {
    if (!this.#working.has(key)) throw new Error(`nobody works on ${key}`);
    const wantedAt = this.#working.get(key);
    this.#working.delete(key);
    if (wantedAt !== undefined) this.#schedule(key, wantedAt);
  }

  /** Drops every key and hands out no more; those who wait in `take` get undefined. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#alarm?.cancel();
    this.#delayed.clear();
    this.#ready.clear();
    this.#failures.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #schedule(key: RecordKey, dueAt: number): void {
    if (this.#closed || this.#ready.has(key)) return;
    if (this.#working.has(key)) {
      this.#working.set(key, Math.min(dueAt, this.#working.get(key) ?? Infinity));
      return;
    }
    const delayedTo = this.#delayed.dueAt(key);
    if (delayedTo !== undefined && delayedTo <= dueAt) return;
    this.#delayed.delete(key);
    if (dueAt <= this.#options.time.now()) this.#becomeDue(key, dueAt);
    else this.#delayed.set(key, dueAt);
    this.#setAlarm();
  }

  /** An alarm that comes too early finds nothing due and sets the next. */
  #setAlarm(): void {
    const at = this.#delayed.next();
    if (at !== undefined && this.#alarm && this.#alarm.at <= at) return;
    this.#alarm?.cancel();
    this.#alarm = at === undefined ? undefined : this.#alarmAt(at);
  }

  #alarmAt(at: number): { readonly at: number; readonly cancel: () => void } {
    const { time } = this.#options;
    return { at, cancel: time.after(Math.max(0, at - time.now()), () => this.#ring()) };
  }

  #ring(): void {
    this.#alarm = undefined;
    const now = this.#options.time.now();
    for (let due = this.#delayed.take(now); due; due = this.#delayed.take(now))
      this.#becomeDue(due.key, due.dueAt);
    this.#setAlarm();
  }

  #becomeDue(key: RecordKey, dueAt: number): void {
    const taker = this.#takers.shift();
    if (!taker) {
      this.#ready.set(key, dueAt);
      return;
    }
    this.#handOut(key, dueAt);
    taker(key);
  }

  #handOut(key: RecordKey, dueAt: number): void {
    this.#working.set(key, undefined);
    this.#options.onTake?.(Math.max(0, this.#options.time.now() - dueAt));
  }
}
