import { setImmediate } from 'node:timers/promises';

/**
 * Lets those who ask go on in the order of asking, one in each turn of the event loop. Answers that come together would
 * otherwise be read in one turn, all of them before a request that came meanwhile is even seen.
 */
export function oneEachTurn(nextTurn: () => Promise<void> = () => setImmediate()): () => Promise<void> {
  let last = Promise.resolve();
  return () => (last = last.then(nextTurn));
}
