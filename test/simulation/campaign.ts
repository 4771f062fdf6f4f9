import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What one process tells of one seed. */
export const SeedResult = z.object({
  seed: z.int(),
  violations: z.array(z.string()),
  faults: z.record(z.string(), z.int()),
  simulatedMs: z.number(),
});
export type SeedResult = z.output<typeof SeedResult>;

/** What came of many seeds. */
export interface CampaignResult {
  readonly seeds: number;
  readonly simulatedHours: number;
  /** Of the machine's time. */
  readonly tookMs: number;
  readonly faults: ReadonlyMap<string, number>;
  /** Seeds with what is wrong with them. */
  readonly failed: readonly SeedResult[];
}

const program = fileURLToPath(new URL('./simulate.ts', import.meta.url));

/**
 * Plays every seed from `first` to `last` in processes of their own, or those that it comes to before `signal` aborts.
 * Throws when one of the processes ends before its time.
 */
export async function playSeeds(options: {
  readonly first: number;
  readonly last: number;
  readonly processes: number;
  /** What the service is made to forget: a key of `forgetfulness`. */
  readonly forget?: string | undefined;
  readonly onResult?: (result: SeedResult) => void;
  readonly signal?: AbortSignal;
}): Promise<CampaignResult> {
  const { first, last, processes, forget, onResult = () => undefined, signal } = options;
  const begunAt = performance.now();
  const results: SeedResult[] = [];
  let next = first;
  const take = () => (next <= last && !signal?.aborted ? next++ : undefined);
  const play = async () => {
    const child = fork(program, ['--serve', ...(forget === undefined ? [] : ['--forget', forget])]);
    const exited = once(child, 'exit');
    const tooSoon = exited.then(([code]) =>
      Promise.reject(new Error(`a process of the campaign ended: ${code}`)),
    );
    // Who waits for a result hears of it; when nobody waits any more it is right.
    tooSoon.catch(() => undefined);
    try {
      for (let seed = take(); seed !== undefined; seed = take()) {
        child.send(seed);
        const [message]: unknown[] = await Promise.race([once(child, 'message'), tooSoon]);
        const result = SeedResult.parse(message);
        results.push(result);
        onResult(result);
      }
    } finally {
      if (child.connected) child.disconnect();
      await exited;
    }
  };
  await Promise.all(Array.from({ length: processes }, play));
  const faults = new Map<string, number>();
  for (const [kind, times] of results.flatMap((result) => Object.entries(result.faults))) {
    faults.set(kind, (faults.get(kind) ?? 0) + times);
  }
  return {
    seeds: results.length,
    simulatedHours: results.reduce((sum, { simulatedMs }) => sum + simulatedMs, 0) / 3_600_000,
    tookMs: performance.now() - begunAt,
    faults,
    failed: results.filter(({ violations }) => violations.length > 0).toSorted((a, b) => a.seed - b.seed),
  };
}

/** The counts as lines for people. */
export function told({ seeds, simulatedHours, tookMs, faults, failed }: CampaignResult): readonly string[] {
  const sum = [...faults.values()].reduce((total, times) => total + times, 0);
  const kinds = [...faults].toSorted(([a], [b]) => a.localeCompare(b));
  const hoursPerMinute = (60_000 * simulatedHours) / tookMs;
  return [
    `${seeds} seeds, ${simulatedHours.toFixed(0)} simulated hours in ${(tookMs / 1000).toFixed(0)} seconds (${hoursPerMinute.toFixed(0)} hours a minute)`,
    `${sum} faults of ${kinds.length} kinds, ${failed.length} seeds with violations`,
    ...kinds.map(([kind, times]) => `  ${kind}: ${times}`),
    ...failed.flatMap(({ seed, violations }) => [
      `seed ${seed} (make simulate SEED=${seed}):`,
      ...violations.map((violation) => `  ${violation}`),
    ]),
  ];
}
