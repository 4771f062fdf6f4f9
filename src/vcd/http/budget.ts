import type { Time } from '#time/time.ts';

interface Waiter {
  readonly start: () => void;
}

/**
 * What all calls to one vCD share: at most `concurrency` at a time and `ratePerSecond` on average. A burst may be as
 * large as the concurrency. First come first served, so that no tenant starves another; but calls for which somebody
 * waits take every other turn, or a request would time out in vCD behind a thousand clusters that are looked at.
 */
export class Budget {
  readonly #concurrency: number;
  readonly #ratePerMs: number;
  readonly #time: Time;
  readonly #urgent: Waiter[] = [];
  readonly #patient: Waiter[] = [];
  #urgentWasLast = false;
  #running = 0;
  #tokens: number;
  #filledAt: number;
  #cancelRefill: (() => void) | undefined;

  constructor(options: {
    readonly concurrency: number;
    readonly ratePerSecond: number;
    readonly time: Time;
  }) {
    this.#concurrency = options.concurrency;
    this.#ratePerMs = options.ratePerSecond / 1000;
    this.#time = options.time;
    this.#tokens = options.concurrency;
    this.#filledAt = options.time.now();
  }

  /** How many calls run and how many wait for their turn. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting };
  }

  /** Runs `call` when it is its turn; rejects with the signal's reason when that comes first. */
  run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#runFrom(this.#patient, call, signal);
  }

  /** The same for a call that somebody waits for. */
  runUrgently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#runFrom(this.#urgent, call, signal);
  }

  get #waiting(): number {
    return this.#urgent.length + this.#patient.length;
  }

  async #runFrom<T>(queue: Waiter[], call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(queue, signal);
    try {
      return await call();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  async #turn(queue: Waiter[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { start: resolve };
    const leave = (): void => {
      const at = queue.indexOf(waiter);
      // Not in the queue any more: it has been started, and its call minds the signal itself.
      if (at === -1) return;
      queue.splice(at, 1);
      if (this.#waiting === 0) this.#dropRefill();
      reject(signal.reason);
    };
    queue.push(waiter);
    signal.addEventListener('abort', leave, { once: true });
    this.#startNext();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #startNext(): void {
    this.#fill();
    while (this.#waiting > 0 && this.#running < this.#concurrency && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#running += 1;
      this.#nextWaiter()?.start();
    }
    if (this.#waiting > 0 && this.#tokens < 1) this.#startAfterRefill();
  }

  #nextWaiter(): Waiter | undefined {
    this.#urgentWasLast = this.#urgent.length > 0 && (this.#patient.length === 0 || !this.#urgentWasLast);
    return (this.#urgentWasLast ? this.#urgent : this.#patient).shift();
  }

  #fill(): void {
    const now = this.#time.now();
    this.#tokens = Math.min(this.#concurrency, this.#tokens + (now - this.#filledAt) * this.#ratePerMs);
    this.#filledAt = now;
  }

  #dropRefill(): void {
    this.#cancelRefill?.();
    this.#cancelRefill = undefined;
  }

  /** Only the lack of tokens needs a timer: a running call that ends starts the next one itself. */
  #startAfterRefill(): void {
    this.#cancelRefill ??= this.#time.after(Math.ceil((1 - this.#tokens) / this.#ratePerMs), () => {
      this.#cancelRefill = undefined;
      this.#startNext();
    });
  }
}
