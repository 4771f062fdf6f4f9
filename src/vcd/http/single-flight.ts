/**
 * One piece of work at a time, shared by everyone who asks while it runs. The work belongs to nobody: a caller that
 * gives up stops waiting and does not stop the others.
 */
export class SingleFlight<T> {
  #flight: Promise<T> | undefined;

  async join(start: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.#flight ??= start().finally(() => {
      this.#flight = undefined;
    });
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#flight, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
