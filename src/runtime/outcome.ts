import type { Reason } from '#records/reasons.ts';

/** What a step tells the loop: nothing left to do, the world is working, a person must act. */
export type Outcome =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'waiting';
      readonly reason: Reason;
      readonly message: string;
      readonly requeueAfterMs: number;
    }
  | { readonly kind: 'stalled'; readonly reason: Reason; readonly message: string };

/** Nothing is left to do until something changes. */
export const done: Outcome = { kind: 'done' };

/** The world is at work: look again after so many milliseconds. */
export function waiting(reason: Reason, requeueAfterMs: number, message = ''): Outcome {
  return { kind: 'waiting', reason, message, requeueAfterMs };
}

/** A person must act; the message says how. */
export function stalled(reason: Reason, message: string): Outcome {
  return { kind: 'stalled', reason, message };
}
