import { createHook } from 'node:async_hooks';

/** What the machine itself does for us in the background, by the names that Node gives it: keys, hashes, files. */
const isWork = (type: string): boolean => /REQ(?:UEST)?$|^FSREQ|^Immediate$/.test(type);

/**
 * Tells when nothing runs any more: no promise has anything left to do, and nothing that was given to the machine (a
 * key to be made, a file to be read) is under way. Only then may simulated time move, or the speed of the machine would
 * decide what comes first.
 */
export class Stillness implements Disposable {
  readonly #working = new Set<number>();
  #own = false;
  readonly #hook = createHook({
    trackPromises: false,
    init: (id, type) => {
      if (!this.#own && isWork(type)) this.#working.add(id);
    },
    after: (id) => void this.#working.delete(id),
    destroy: (id) => void this.#working.delete(id),
  }).enable();

  /** Resolves when nothing runs. */
  async reached(): Promise<void> {
    do await this.#turn();
    while (this.#working.size > 0);
  }

  /** One turn of the event loop: all that waits for nothing but its turn has run by then. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#own = true;
      setImmediate(resolve);
      this.#own = false;
    });
  }

  [Symbol.dispose](): void {
    this.#hook.disable();
  }
}
