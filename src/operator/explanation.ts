import { z } from 'zod';

/** One state of the walk: what was asked there, in order, and where the first yes led. */
const WalkStep = z.object({
  state: z.string(),
  questions: z.array(
    z.object({
      /** Absent: nothing is asked, the walk goes on in any case. */
      guard: z.string().optional(),
      target: z.string(),
      /** Absent: not asked any more, because an earlier answer was yes. */
      holds: z.boolean().optional(),
    }),
  ),
  /** Absent: the walk rests here; this is the phase. */
  next: z.string().optional(),
});

/** How the machine comes to the phase of a record. */
export const Explanation = z.object({
  /** What it was made from: a look at the world just now, or what the server last wrote down. */
  from: z.enum(['world', 'record']),
  /** Why the world could not be looked at. */
  problem: z.string().optional(),
  walk: z.array(WalkStep),
});
export type Explanation = z.output<typeof Explanation>;
