/** Answers that are good for a moment, by key. Two that ask at the same time both ask, and the later answer stays. */
export class ShortMemory<T> {
  readonly #keptMs: number;
  readonly #now: () => number;
  readonly #answers = new Map<string, { readonly answer: T; readonly until: number }>();

  constructor(options: { readonly keptMs: number; readonly now: () => number }) {
    this.#keptMs = options.keptMs;
    this.#now = options.now;
  }

  /** The answer of a moment ago, or a new one. What `ask` throws is thrown on and not remembered. */
  async get(key: string, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const known = this.#answers.get(key);
    if (known && known.until > this.#now()) return known.answer;
    this.#forgetOld();
    const answer = await ask(signal);
    this.#answers.set(key, { answer, until: this.#now() + this.#keptMs });
    return answer;
  }

  #forgetOld(): void {
    for (const [key, { until }] of this.#answers) {
      if (until <= this.#now()) this.#answers.delete(key);
    }
  }
}
