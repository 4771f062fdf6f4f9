/** Counts what was asked of the simulator, for `GET /sim/stats`. */
export class Stats {
  #requests = new Map<string, number>();
  #polls = 0;

  /** `operation` is `GET /api/task/{id}`. */
  count(operation: string): void {
    this.#requests.set(operation, (this.#requests.get(operation) ?? 0) + 1);
    if (operation === 'GET /api/task/{id}') this.#polls++;
  }

  reset(): void {
    this.#requests = new Map();
    this.#polls = 0;
  }

  get requests(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#requests].toSorted(([a], [b]) => a.localeCompare(b)));
  }

  /** How many of the requests only looked whether a task has ended. */
  get polls(): number {
    return this.#polls;
  }
}
