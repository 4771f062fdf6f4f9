/** The turns are over: nothing that waited for one begins any more. */
export class TurnsClosed extends Error {
  override readonly name = 'TurnsClosed';
  readonly code = 'CSE_INTAKE_TURNS_CLOSED';
}

interface Waiting {
  readonly begin: () => void;
  readonly giveUp: (reason: unknown) => void;
}

interface Line {
  running: number;
  readonly waiting: Set<Waiting>;
}

/**
 * Lets so many pieces of work run at once, and so many of one sender. Senders take turns, each with its own work in
 * the order in which it came: how much one sends delays the others by what is running, and by no more.
 */
export class FairTurns implements Disposable {
  readonly #atOnce: number;
  readonly #atOnceEach: number;
  /** Of every sender that has work here; who had a turn just now comes last. */
  readonly #lines = new Map<string, Line>();
  #running = 0;
  #closed = false;

  constructor(options: { readonly atOnce: number; readonly atOnceEach: number }) {
    this.#atOnce = options.atOnce;
    this.#atOnceEach = options.atOnceEach;
  }

  /** Does the work when its turn comes. Rejects with the signal's reason, or `TurnsClosed`, when that never does. */
  async run<T>(sender: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const line = this.#lines.get(sender) ?? { running: 0, waiting: new Set() };
    this.#lines.set(sender, line);
    try {
      await this.#turn(line, signal);
    } catch (error) {
      if (line.running === 0 && line.waiting.size === 0) this.#lines.delete(sender);
      throw error;
    }
    try {
      return await work();
    } finally {
      line.running -= 1;
      this.#running -= 1;
      this.#toTheEnd(sender, line);
      this.#handOut();
    }
  }

  /** What runs goes on to its end. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { waiting } of this.#lines.values())
      for (const one of waiting) one.giveUp(new TurnsClosed('the turns are over'));
  }

  async #turn(line: Line, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#closed) throw new TurnsClosed('the turns are over');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one: Waiting = {
      begin: resolve,
      giveUp(reason) {
        line.waiting.delete(one);
        reject(reason);
      },
    };
    const abort = (): void => one.giveUp(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    line.waiting.add(one);
    this.#handOut();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** A line that had its turn stands behind all others, and one without work nowhere. */
  #toTheEnd(sender: string, line: Line): void {
    this.#lines.delete(sender);
    if (line.running > 0 || line.waiting.size > 0) this.#lines.set(sender, line);
  }

  #handOut(): void {
    for (const [sender, line] of this.#lines) {
      if (this.#running >= this.#atOnce) return;
      const [next] = line.waiting;
      if (!next || line.running >= this.#atOnceEach) continue;
      line.waiting.delete(next);
      line.running += 1;
      this.#running += 1;
      // The loop over a Map comes to it again, after all the others.
      this.#toTheEnd(sender, line);
      next.begin();
    }
  }
}
