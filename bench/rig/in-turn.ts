import { inTime } from './too-late.ts';

/** Requests that are under way at the same time: vCD gives each of them ten seconds. */
const inFlight = 48;

/**
 * Sends `count` requests, the next one when an earlier one has been answered; gives the numbers of those that nobody had
 * the time for. Rejects with the first failure.
 */
export async function inTurn(
  count: number,
  send: (n: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const late = new Set<number>();
  let next = 0;
  async function sender(): Promise<void> {
    while (next < count) {
      signal.throwIfAborted();
      const n = next;
      next += 1;
      if (!(await inTime(send(n)))) late.add(n);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, sender));
  return late;
}
