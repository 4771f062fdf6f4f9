import { getHeapStatistics } from 'node:v8';

/** How much of some memory the process uses and may use, in bytes. */
export interface MemoryUse {
  readonly of: 'heap' | 'container';
  readonly used: number;
  readonly limit: number;
}

/** Above this share a process is near its end: collecting takes most of its time, or the kernel kills it. */
const shortShare = 0.92;

/** Looks at the engine's heap and, where the container has a limit, at what is resident in it: files that it has read do not count. */
export function memoryUses(): readonly MemoryUse[] {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const heap: MemoryUse = { of: 'heap', used, limit };
  const allowed = process.constrainedMemory();
  // Without a limit of its own a container says 0, or more than any machine has.
  if (allowed === 0 || allowed > Number.MAX_SAFE_INTEGER) return [heap];
  return [heap, { of: 'container', used: process.memoryUsage.rss(), limit: allowed }];
}

/** What is used up, for operators; undefined as long as there is room. */
export function memoryShortage(uses: readonly MemoryUse[]): string | undefined {
  const short = uses.find(({ used, limit }) => used > limit * shortShare);
  return (
    short && `${megabytes(short.used)} of the ${megabytes(short.limit)} MB of its ${short.of} are in use`
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
