import { createHook } from 'node:async_hooks';
import { randomFill } from 'node:crypto';

/** What the machine does for us in the background, by the names that Node gives it: keys, hashes, files. */
const isWork = (type: string): boolean => /REQ(?:UEST)?$|^FSREQ/.test(type);

/**
 * Tells when nothing runs any more: no promise has anything left to do, and nothing that was given to the machine (a
 * key to be made, a file to be read) is under way. Only then may simulated time move, or the speed of the machine would
 * decide what comes first.
 */
export class Stillness implements Disposable {
  /** Since we last looked: something was given to the machine's thread, somebody waits for his turn. */
  readonly #begun = { work: false, turn: false };
  #own = false;
  readonly #hook = createHook({
    trackPromises: false,
    init: (_id, type) => {
      if (this.#own) return;
      if (type === 'Immediate') this.#begun.turn = true;
      else if (isWork(type)) this.#begun.work = true;
    },
  }).enable();

  /** Resolves when nothing runs. */
  async reached(): Promise<void> {
    const begun = this.#begun;
    do {
      begun.turn = false;
      await this.#turn();
      if (begun.work) {
        begun.work = false;
        await this.#workIsDone();
        begun.turn = true;
      }
    } while (begun.turn || begun.work);
  }

  /** One turn of the event loop: all that waits for nothing but its turn has run by then. */
  #turn(): Promise<void> {
    return this.#ours((resolve) => setImmediate(resolve));
  }

  /**
   * What one thread is given (`one-thread.ts`) it does in turn: what was given to it before this is done by then. That is
   * asked of the thread, for Node does not tell apart what it does there and what it did at once.
   */
  #workIsDone(): Promise<void> {
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
