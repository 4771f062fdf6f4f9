import type { Time } from '#time/time.ts';

interface Timer {
  readonly at: number;
  /** Of timers for the same moment the one that was set first fires first. */
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** The time of a whole simulated world: it stands still while anything runs, and jumps to the next timer. */
export class VirtualTime implements Time {
  readonly #start: number;
  readonly #heap: Timer[] = [];
  #now = 0;
  #order = 0;

  constructor(start: Date) {
    this.#start = start.getTime();
  }

  /** Milliseconds since the start. */
  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#start + this.#now);
  }

  after(delayMs: number, callback: () => void): () => void {
    const at = this.#now + Math.max(0, delayMs);
    const timer = { at, order: (this.#order += 1), fire: callback, cancelled: false };
    this.#push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  /** Jumps to the next timer and fires it; false when there is none. */
  step(): boolean {
    for (let timer = this.#pop(); timer; timer = this.#pop()) {
      if (timer.cancelled) continue;
      this.#now = timer.at;
      timer.fire();
      return true;
    }
    return false;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent])) break;
      swap(heap, index, parent);
      index = parent;
    }
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const smaller = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[smaller], heap[index])) return first;
      swap(heap, index, smaller);
      index = smaller;
    }
  }
}

function isBefore(a: Timer | undefined, b: Timer | undefined): boolean {
  if (!a || !b) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Timer[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first && second) [heap[a], heap[b]] = [second, first];
}
