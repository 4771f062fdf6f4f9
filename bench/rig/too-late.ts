/** Nobody answered while vCD waits: a matter of time, not of what was asked. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
  readonly code = 'BENCH_TOO_LATE';
}

/** False when nobody had the time for it. Throws what is wrong. */
export async function inTime(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof TooLate) return false;
    throw error;
  }
}
