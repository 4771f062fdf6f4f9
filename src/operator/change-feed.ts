import type { Writable } from 'node:stream';
import { once } from 'node:events';
import type { SummaryChange } from './record-index.ts';

/** An idle line is kept open, and a dead one noticed, by a comment this often. */
const heartbeatMs = 15_000;

/**
 * Server-sent events about summaries. A reader that is slower than the changes gets the newest line of each record
 * and not every one in between, so nothing piles up. Ends with its signal or when the reader is gone.
 */
export class ChangeFeed {
  readonly #output: Writable;
  readonly #pending = new Map<string, SummaryChange>();
  #wake: (() => void) | undefined;

  constructor(output: Writable) {
    this.#output = output;
  }

  push(change: SummaryChange): void {
    this.#pending.set(change.summary.uid, change);
    this.#wake?.();
  }

  /** Sends `first`, the mark that the list is complete, and then every change as it comes. */
  async run(first: Iterable<SummaryChange>, signal: AbortSignal): Promise<void> {
    for (const change of first) await this.#send('change', change, signal);
    await this.#send('synced', {}, signal);
    while (!signal.aborted) {
      const changes = [...this.#pending.values()];
      this.#pending.clear();
      for (const change of changes) await this.#send('change', change, signal);
      if (this.#pending.size === 0) await this.#idle(signal);
    }
  }

  async #send(event: string, data: object, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`, signal);
  }

  async #write(text: string, signal: AbortSignal): Promise<void> {
    // An abort ends the wait for a reader that takes nothing any more.
    if (!this.#output.write(text)) await once(this.#output, 'drain', { signal }).catch(() => undefined);
  }

  async #idle(signal: AbortSignal): Promise<void> {
    const quiet = await new Promise<boolean>((resolve) => {
      const end = (isQuiet: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', woken);
        this.#wake = undefined;
        resolve(isQuiet);
      };
      const woken = () => end(false);
      const timer = setTimeout(() => end(true), heartbeatMs);
      signal.addEventListener('abort', woken);
      this.#wake = woken;
    });
    if (quiet) await this.#write(': still here\n\n', signal);
  }
}
