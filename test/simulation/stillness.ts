import { createHook } from 'node:async_hooks';
import { randomFill } from 'node:crypto';

/** What the machine does for us in the background, by the names that Node gives it. */
const isFileWork = (type: string): boolean => /^FSREQ|^FILEHANDLECLOSEREQ$/.test(type);
const isKeyWork = (type: string): boolean => type.endsWith('REQUEST');

/**
 * Tells when nothing runs any more: no promise has anything left to do, and nothing that was given to the machine (a
 * key to be made, a file to be read) is under way. Only then may simulated time move, or the speed of the machine would
 * decide what comes first.
 */
export class Stillness implements Disposable {
  /** Since we last looked: a key or a hash was asked for, somebody waits for his turn. */
  readonly #begun = { work: false, turn: false };
  /** What is done with files, by number; a thing of several steps is one. */
  readonly #files = new Set<number>();
  #own = false;
  readonly #hook = createHook({
    trackPromises: false,
    init: (id, type) => {
      if (this.#own) return;
      if (type === 'Immediate') this.#begun.turn = true;
      else if (isKeyWork(type)) this.#begun.work = true;
      else if (isFileWork(type)) this.#files.add(id);
    },
    after: (id) => void this.#files.delete(id),
    destroy: (id) => void this.#files.delete(id),
  }).enable();

  /** Resolves when nothing runs. */
  async reached(): Promise<void> {
    const begun = this.#begun;
    do {
      begun.turn = false;
      await this.#turn();
      if (begun.work || this.#files.size > 0) {
        begun.work = false;
        await this.#threadIsDone();
        begun.turn = true;
      }
    } while (begun.turn || begun.work || this.#files.size > 0);
  }

  /** One turn of the event loop: all that waits for nothing but its turn has run by then. */
  #turn(): Promise<void> {
    return this.#ours((resolve) => setImmediate(resolve));
  }

  /**
   * What one thread is given (`one-thread.ts`) it does in turn: what was given to it before this is done by then. For keys
   * and hashes that is the only way to know, for Node does not tell apart what the thread does and what was done at once.
   */
  #threadIsDone(): Promise<void> {
    return this.#ours((resolve) => randomFill(new Uint8Array(1), () => resolve()));
  }

  #ours(begin: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#own = true;
      begin(resolve);
      this.#own = false;
    });
  }

  [Symbol.dispose](): void {
    this.#hook.disable();
  }
}
