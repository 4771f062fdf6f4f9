/** Time as everything that waits needs it; handed in, so that a test or a simulation moves it. */
export interface Time {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number;
  /** Calls `callback` once after `delayMs`. The function that it returns calls that off. */
  after(delayMs: number, callback: () => void): () => void;
}

/** A longer delay overflows the timer and would fire at once; looking a little early does no harm. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own monotonic clock and timers. */
export const systemTime: Time = {
  now: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`, or as soon as the signal aborts: the caller looks at the signal. */
export function pause(time: Time, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = time.after(delayMs, end);
    signal.addEventListener('abort', end);
  });
}

/** Resolves after `delayMs`; rejects with the signal's reason when that comes first. */
export async function sleep(time: Time, delayMs: number, signal: AbortSignal): Promise<void> {
  await pause(time, delayMs, signal);
  signal.throwIfAborted();
}

/** A signal that aborts by itself, as `AbortSignal.timeout` does, unless it is disposed of before. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** The signal aborts after `delayMs` with a `TimeoutError`. */
export function deadlineAfter(time: Time, delayMs: number): Deadline {
  const passing = new AbortController();
  const late = () => passing.abort(new DOMException(`not done within ${delayMs} ms`, 'TimeoutError'));
  return { signal: passing.signal, [Symbol.dispose]: time.after(delayMs, late) };
}

/** `ms` give or take ten percent, so that what started together does not stay together. */
export function jittered(ms: number, random: () => number): number {
  return ms * (0.9 + 0.2 * random());
}
