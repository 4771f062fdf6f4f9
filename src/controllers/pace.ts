/** How often a thing that takes its time is looked at again. */
export interface Pace {
  readonly minMs: number;
  readonly maxMs: number;
}

/** A fifth of the time that the work has taken so far, within bounds: short work is noticed soon, long work asked about rarely. */
export function nextLookMs(since: string | Date | undefined, now: Date, pace: Pace): number {
  const elapsedMs = since === undefined ? 0 : now.getTime() - new Date(since).getTime();
  return Math.min(pace.maxMs, Math.max(pace.minMs, Math.round(elapsedMs / 5)));
}
