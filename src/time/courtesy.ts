import { setImmediate } from 'node:timers/promises';
import { systemTime, type Time } from './time.ts';

/** Resolves when work that nobody waits for may go on. */
export type Calm = () => Promise<void>;

/** In how many milliseconds one piece of work goes on at the latest, while requests are in hand. */
const patienceMs = 15;

/**
 * Has the work of a process make way for the requests that somebody waits for. Both share one thread: with hundreds of
 * clusters in the making a request would find it at work for somebody else after each of its own calls.
 *
 * Those who ask go on one after the other, one in each turn of the event loop, and while requests are in hand no more
 * often than the patience says: work becomes slow then and never stops.
 */
export class Courtesy {
  readonly #time: Time;
  readonly #nextTurn: () => Promise<void>;
  #inHand = 0;
  #last = Promise.resolve();
  #goOn: (() => void) | undefined;

  constructor(options: { readonly time?: Time; readonly nextTurn?: () => Promise<void> } = {}) {
    this.#time = options.time ?? systemTime;
    this.#nextTurn = options.nextTurn ?? (() => setImmediate());
  }

  /** So many requests are in hand from now on. */
  attend(inHand: number): void {
    this.#inHand = inHand;
    if (inHand === 0) this.#goOn?.();
  }

  readonly calm: Calm = () => (this.#last = this.#last.then(() => this.#ownTurn()));

  async #ownTurn(): Promise<void> {
    await this.#nextTurn();
    if (this.#inHand === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#goOn = resolve;
    const cancel = this.#time.after(patienceMs, resolve);
    await promise;
    cancel();
    this.#goOn = undefined;
  }
}
