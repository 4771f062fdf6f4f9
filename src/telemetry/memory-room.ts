import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** How much of some memory the process cannot do without and may use, in bytes. */
export interface MemoryUse {
  readonly of: 'heap' | 'container';
  readonly used: number;
  readonly limit: number;
}

/** Above these shares a process is near its end: collecting takes most of its time, or the kernel kills it. */
const shortShares: Readonly<Record<MemoryUse['of'], number>> = { heap: 0.85, container: 0.92 };

/** V8 counts three halves of its youngest generation, 32 MiB each at the most, into the limit; what lasts has no place there. */
const youngBytes = 3 * 32 * 2 ** 20;

/**
 * Knows how much memory is left. Of the heap counts what was left of it when the engine last collected all of it: until
 * then it is full of what nobody needs, however much room there is.
 */
export class MemoryRoom implements Disposable {
  readonly #observer: PerformanceObserver;
  #lastingHeap = 0;

  private constructor() {
    this.#observer = new PerformanceObserver((collections) => {
      if (collections.getEntries().some(isMajor)) this.#lastingHeap = getHeapStatistics().used_heap_size;
    });
  }

  /** Begins to watch; disposing ends it. */
  static watch(): MemoryRoom {
    const room = new MemoryRoom();
    room.#observer.observe({ entryTypes: ['gc'] });
    return room;
  }

  /** The engine's heap and, where the container has a limit, what is resident in it: files that it has read do not count. */
  uses(): readonly MemoryUse[] {
    const { heap_size_limit: whole } = getHeapStatistics();
    const heap: MemoryUse = {
      of: 'heap',
      used: this.#lastingHeap,
      limit: Math.max(whole - youngBytes, whole / 2),
    };
    const allowed = process.constrainedMemory();
    // Without a limit of its own a container says 0, or more than any machine has.
    if (allowed === 0 || allowed > Number.MAX_SAFE_INTEGER) return [heap];
    return [heap, { of: 'container', used: process.memoryUsage.rss(), limit: allowed }];
  }

  /** What is used up, for operators; undefined as long as there is room. */
  shortage(): string | undefined {
    return memoryShortage(this.uses());
  }

  [Symbol.dispose](): void {
    this.#observer.disconnect();
  }
}

/** The same of uses that are known. */
export function memoryShortage(uses: readonly MemoryUse[]): string | undefined {
  const short = uses.find((use) => use.used > use.limit * shortShares[use.of]);
  return (
    short && `${megabytes(short.used)} of the ${megabytes(short.limit)} MB of its ${short.of} are in use`
  );
}

/** Whether the engine collected all of the heap; of other collections the youngest part alone. */
function isMajor(collection: object): boolean {
  const detail = 'detail' in collection ? collection.detail : undefined;
  return (
    typeof detail === 'object' &&
    detail !== null &&
    'kind' in detail &&
    detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
