import { setImmediate as nextTurn } from 'node:timers/promises';

/** Resolves when there is room for more work. */
export type Calm = () => Promise<void>;

/** When a process counts as busy; times are in milliseconds. */
export interface CalmOptions {
  /** A turn of the event loop that takes longer says that the process has enough to do. */
  readonly longestTurnMs?: number;
  /** Who has waited for this long goes on all the same: work becomes slow and never stops. */
  readonly patienceMs?: number;
  readonly now?: () => number;
  /** Resolves with the next turn of the event loop. */
  readonly turn?: () => Promise<void>;
}

/**
 * Lets those who ask go on one after the other, each when the event loop keeps up with what is under way. Everything that
 * is under way gets its next piece of processor once a turn, a tenant's request as well: with ten clusters that are
 * being made a turn is short, with hundreds at once it is what the request waits for, again after each of its calls.
 */
export function calm({
  longestTurnMs = 5,
  patienceMs = 10,
  now = () => performance.now(),
  turn = () => nextTurn(),
}: CalmOptions = {}): Calm {
  let last = Promise.resolve();

  async function oneCalmTurn(): Promise<void> {
    const giveUpAt = now() + patienceMs;
    for (;;) {
      const beganAt = now();
      await turn();
      if (now() - beganAt <= longestTurnMs || now() >= giveUpAt) return;
    }
  }

  return () => (last = last.then(oneCalmTurn));
}
