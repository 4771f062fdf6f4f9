import { deadlineAfter, type Time } from '#time/time.ts';
import { SingleFlight } from '#vcd/http/single-flight.ts';

interface Entry<T> {
  readonly flight: SingleFlight<T>;
  known?: { readonly answer: T; readonly until: number };
}

/**
 * Answers that are good for a moment, by key. Those that ask at the same time share one answer; one that gives up does
 * not stop the others. What `forget` forgets while it is being asked for is told to those who wait and not remembered.
 */
export class ShortMemory<T> {
  readonly #keptMs: number;
  readonly #patienceMs: number;
  readonly #most: number;
  readonly #time: Time;
  /** In the order in which they were asked for. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(options: {
    readonly keptMs: number;
    /** How many answers are kept at most; the oldest go first. */
    readonly most: number;
    /** How long one asking may take. Default 10,000. */
    readonly patienceMs?: number;
    readonly time: Time;
  }) {
    this.#keptMs = options.keptMs;
    this.#most = options.most;
    this.#patienceMs = options.patienceMs ?? 10_000;
    this.#time = options.time;
  }

  /** The answer of a moment ago, or a new one. What `ask` throws is thrown on and not remembered. */
  async get(key: string, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const recent = this.recent(key);
    if (recent) return recent.answer;
    const entry = this.#entries.get(key) ?? { flight: new SingleFlight<T>() };
    const start = async (): Promise<T> => {
      this.#entries.delete(key);
      this.#makeRoom();
      this.#entries.set(key, entry);
      try {
        using patience = deadlineAfter(this.#time, this.#patienceMs);
        const answer = await ask(patience.signal);
        entry.known = { answer, until: this.#time.now() + this.#keptMs };
        return answer;
      } catch (error) {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        throw error;
      }
    };
    return entry.flight.join(start, signal);
  }

  /** The answer of a moment ago, if there is one. */
  recent(key: string): { readonly answer: T } | undefined {
    const known = this.#entries.get(key)?.known;
    return known && known.until > this.#time.now() ? known : undefined;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  #makeRoom(): void {
    const now = this.#time.now();
    for (const [key, { known }] of this.#entries) {
      const isOld = known !== undefined && known.until <= now;
      if (!isOld && this.#entries.size < this.#most) return;
      this.#entries.delete(key);
    }
  }
}
