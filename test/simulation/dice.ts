/** Chance that a seed decides: the same seed gives the same throws in every run and on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  readonly fraction = (): number => {
    // splitmix32: its whole state is one number, and nearby seeds give throws that have nothing to do with each other.
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of them. Throws a `RangeError` for none. */
  pick<T>(choices: readonly T[]): T {
    const [choice, ...more] = choices.slice(this.between(0, choices.length - 1));
    if (choice === undefined && more.length === 0 && choices.length === 0)
      throw new RangeError('nothing to pick from');
    // `choices` is not empty, so there is one.
    return choice as T;
  }

  /** Looks as one that is random (RFC 9562, version 4). */
  uuid(): string {
    const digits = Array.from({ length: 30 }, () => this.between(0, 15).toString(16)).join('');
    const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(12, 15)}`];
    return [...parts, `8${digits.slice(15, 18)}`, digits.slice(18)].join('-');
  }

  /** Dice of their own, so that what one part of a world throws does not change what another one gets. */
  fork(): Dice {
    return new Dice(Math.floor(this.fraction() * 2 ** 32));
  }
}
