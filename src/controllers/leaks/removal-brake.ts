const hourMs = 3_600_000;

/** Holds the number of removals in any hour down: what goes wrong at once is to be seen before much is gone. */
export class RemovalBrake {
  readonly #mostPerHour: number;
  readonly #clock: () => Date;
  #times: readonly number[] = [];

  constructor(options: { readonly mostPerHour: number; readonly clock: () => Date }) {
    this.#mostPerHour = options.mostPerHour;
    this.#clock = options.clock;
  }

  /** Milliseconds until the next removal may be; 0 takes its place. */
  take(): number {
    const now = this.#clock().getTime();
    this.#times = this.#times.filter((time) => now - time < hourMs);
    const [first = now] = this.#times;
    if (this.#times.length >= this.#mostPerHour) return Math.max(1, first + hourMs - now);
    this.#times = [...this.#times, now];
    return 0;
  }
}
