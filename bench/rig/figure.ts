import { z } from 'zod';

const limit = z.strictObject({ value: z.number(), by: z.string().min(1) }).readonly();

/** What a figure is held against, in the figure's own unit. */
const against = {
  /** The goal: no more than this. */
  atMost: z.number().optional(),
  /** The goal: no less than this. */
  atLeast: z.number().optional(),
  /** What physics or a protocol allow at best, and what sets that. */
  limit: limit.optional(),
  /** The same of CSE 1.2.7, counted or measured. */
  original: z.number().optional(),
};

/** One number with its unit: one line of a bench's output, and of its file of results. */
export const figureSchema = z
  .strictObject({
    bench: z.string(),
    /** Stays the same from run to run: by it a figure finds its predecessor. */
    metric: z.string().min(1),
    value: z.number(),
    unit: z.string().min(1),
    ...against,
  })
  .readonly();
export type Figure = z.output<typeof figureSchema>;
export type Against = Omit<Figure, 'bench' | 'metric' | 'value' | 'unit'>;

/** Whether the value keeps to its goals; undefined when it has none. */
export function goalMet({ value, atMost, atLeast }: Figure): boolean | undefined {
  if (atMost === undefined && atLeast === undefined) return undefined;
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}

/** Three digits at least: more would pretend to an accuracy that a shared machine does not give. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
