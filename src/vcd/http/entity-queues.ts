/**
 * One queue per entity that vCD locks: a vApp takes one change at a time, and a second one of our own would only be
 * told that it is busy.
 */
export class EntityQueues {
  readonly #tails = new Map<string, Promise<unknown>>();
  #waiting = 0;

  /** How many entities have a call under way, and how many calls wait behind one. */
  get load(): { readonly open: number; readonly waiting: number } {
    return { open: this.#tails.size, waiting: this.#waiting };
  }

  /** Runs `call` after all earlier ones for `entityId` have ended; an abort while waiting gives the place up. */
  async run<T>(entityId: string, call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const before = this.#tails.get(entityId);
    const finished = Promise.withResolvers<void>();
    const tail = before ? before.then(() => finished.promise) : finished.promise;
    this.#tails.set(entityId, tail);
    void this.#forgetWhenThrough(entityId, tail);
    try {
      if (before) await this.#waitFor(before, signal);
      return await call();
    } finally {
      finished.resolve();
    }
  }

  /** When the last of the queue is through, and not when it gives up its place in it. */
  async #forgetWhenThrough(entityId: string, tail: Promise<unknown>): Promise<void> {
    await tail;
    if (this.#tails.get(entityId) === tail) this.#tails.delete(entityId);
  }

  async #waitFor(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#waiting += 1;
    try {
      await Promise.race([before, aborted.promise]);
    } finally {
      this.#waiting -= 1;
      signal.removeEventListener('abort', abort);
    }
  }
}
