import { z } from 'zod';
import { ConditionStatus } from '#records/condition.ts';
import type { RecordSummary } from './summaries.ts';

/** Columns that a list can be ordered by. */
export const sortKeys = ['name', 'namespace', 'age', 'phase', 'ready', 'waiting'] as const;
/** What lines can be sorted by. */
export type SortKey = (typeof sortKeys)[number];

const labelPattern = /^([^=!,\s]+)=([^=!,\s]*)$/;

/** `key=value,…`, each of which must hold. */
export const LabelSelector = z.string().transform((text, context) => {
  const labels: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [, key, value] = labelPattern.exec(part.trim()) ?? [];
    if (key === undefined || value === undefined) {
      context.addIssue({ code: 'custom', message: `'${part}' is not key=value` });
      return z.NEVER;
    }
    labels[key] = value;
  }
  return labels;
});

/** Which lines, in which order, how many. All texts, as a query string has them. */
export const SummaryQuery = z.strictObject({
  namespace: z.string().optional(),
  name: z.string().optional(),
  labels: LabelSelector.optional(),
  ready: ConditionStatus.optional(),
  phase: z.string().optional(),
  /** Part of a name, namespace, phase or message; upper and lower case are the same. */
  search: z.string().optional(),
  sortBy: z.enum(sortKeys).default('namespace'),
  descending: z.stringbool().default(false),
  limit: z.coerce.number().int().min(0).max(100_000).optional(),
  offset: z.coerce.number().int().min(0).default(0),
});
export type SummaryQuery = z.output<typeof SummaryQuery>;

/** A page of lines and how many there are without the paging. */
export interface SummaryPage<S> {
  readonly total: number;
  readonly items: readonly S[];
}

/** Answers a query from all lines of a kind. */
export function selectSummaries<S extends RecordSummary>(
  all: Iterable<S>,
  query: SummaryQuery,
): SummaryPage<S> {
  const matching = [...all].filter((summary) => matches(summary, query));
  matching.sort(ordering(query));
  const { offset, limit = matching.length } = query;
  return { total: matching.length, items: matching.slice(offset, offset + limit) };
}

/** Whether the query means this line. */
export function matches(summary: RecordSummary, query: Partial<SummaryQuery>): boolean {
  const { namespace, name, labels, ready, phase, search } = query;
  if (namespace !== undefined && summary.namespace !== namespace) return false;
  if (name !== undefined && summary.name !== name) return false;
  if (ready !== undefined && summary.ready !== ready) return false;
  if (phase !== undefined && summary.phase !== phase) return false;
  if (labels && !Object.entries(labels).every(([key, value]) => summary.labels[key] === value)) return false;
  return search === undefined || mentions(summary, search.toLowerCase());
}

function mentions({ name, namespace, phase, message }: RecordSummary, wanted: string): boolean {
  return [name, namespace, phase, message].some((text) => text.toLowerCase().includes(wanted));
}

type Ordering = (a: RecordSummary, b: RecordSummary) => number;

const byPlace: Ordering = (a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name);

const orderings: Record<SortKey, Ordering> = {
  name: (a, b) => compare(a.name, b.name),
  namespace: byPlace,
  // The youngest age first, as its column would be read.
  age: (a, b) => compare(b.created, a.created),
  phase: (a, b) => compare(a.phase, b.phase),
  ready: (a, b) => compare(a.ready, b.ready),
  // Longest in its phase first.
  waiting: (a, b) => compare(a.phaseSince ?? '~', b.phaseSince ?? '~'),
};

function ordering({ sortBy, descending }: SummaryQuery): Ordering {
  const by = orderings[sortBy];
  return (a, b) => (descending ? -by(a, b) : by(a, b)) || byPlace(a, b);
}

/** Code units: quick, and the same everywhere. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
