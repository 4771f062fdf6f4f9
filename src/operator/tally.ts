import { z } from 'zod';
import type { RecordSummary } from './summaries.ts';

/** How many records of a kind there are, by what they can be filtered by. */
export const Tally = z.object({
  total: z.int(),
  ready: z.object({ True: z.int(), False: z.int(), Unknown: z.int() }),
  phases: z.record(z.string(), z.int()),
  namespaces: z.record(z.string(), z.int()),
});
export type Tally = z.output<typeof Tally>;

/** Counts lines by readiness, phase and namespace. */
export function tally(summaries: Iterable<RecordSummary>): Tally {
  const ready = { True: 0, False: 0, Unknown: 0 };
  const phases = new Map<string, number>();
  const namespaces = new Map<string, number>();
  let total = 0;
  for (const summary of summaries) {
    total += 1;
    ready[summary.ready] += 1;
    countOne(phases, summary.phase);
    countOne(namespaces, summary.namespace);
  }
  return { total, ready, phases: Object.fromEntries(phases), namespaces: Object.fromEntries(namespaces) };
}

function countOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
