interface Entry<K> {
  readonly key: K;
  readonly dueAt: number;
  /** Of two that are due at the same time the one that was set first comes first. */
  readonly turn: number;
}

/**
 * Which key is due next: a binary heap, so that thousands of keys need one timer and not one each. A key is in it once;
 * what it was in for before is left where it lies and passed over when its time comes.
 */
export class Agenda<K> {
  /** No entry comes after either of the two at twice its place. */
  readonly #heap: Entry<K>[] = [];
  readonly #dueAt = new Map<K, number>();
  #turn = 0;

  get size(): number {
    return this.#dueAt.size;
  }

  /** When the key is due; undefined when it is not in it. */
  dueAt(key: K): number | undefined {
    return this.#dueAt.get(key);
  }

  set(key: K, dueAt: number): void {
    this.#dueAt.set(key, dueAt);
    this.#turn += 1;
    this.#push({ key, dueAt, turn: this.#turn });
    if (this.#heap.length > 2 * this.#dueAt.size + 16) this.#dropOld();
  }

  delete(key: K): void {
    this.#dueAt.delete(key);
  }

  clear(): void {
    this.#dueAt.clear();
    this.#heap.length = 0;
  }

  /** The earliest time that anything is due at. */
  next(): number | undefined {
    return this.#first()?.dueAt;
  }

  /** Takes out a key that is due at `now` or was before, the earliest first. */
  take(now: number): Entry<K> | undefined {
    const first = this.#first();
    if (!first || first.dueAt > now) return undefined;
    this.#pop();
    this.#dueAt.delete(first.key);
    return first;
  }

  #first(): Entry<K> | undefined {
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      if (this.#dueAt.get(first.key) === first.dueAt) return first;
      this.#pop();
    }
    return undefined;
  }

  #dropOld(): void {
    const entries = this.#heap.splice(0);
    for (const entry of entries) if (this.#dueAt.get(entry.key) === entry.dueAt) this.#push(entry);
  }

  #push(entry: Entry<K>): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, entry)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (!one) break;
      const [child, at] = other && isBefore(other, one) ? [other, left + 1] : [one, left];
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = at;
    }
    heap[place] = last;
  }
}

function isBefore<K>(one: Entry<K>, other: Entry<K>): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.turn < other.turn);
}
