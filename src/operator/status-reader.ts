import { z } from 'zod';
import { Cluster } from '#records/cluster.ts';
import type { Kind } from '#records/metadata.ts';
import { Template } from '#records/template.ts';
import type { Explanation } from './explanation.ts';
import { EventSummary, NodeSummary, RecordSummary } from './summaries.ts';

/** As a query string has it; what each reading takes is in `readings.ts`. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A page of lines; `total` counts those of all pages. */
export const SummaryPage = z.object({ total: z.int(), items: z.array(RecordSummary) });
/** A page of nodes; `total` counts those of all pages. */
export const NodePage = z.object({ total: z.int(), items: z.array(NodeSummary) });
/** Events, oldest first. */
export const EventPage = z.object({ items: z.array(EventSummary) });
/** Whole records. */
export const RecordPage = z.object({ items: z.array(z.discriminatedUnion('kind', [Cluster, Template])) });
/** A line that is there now, or was. */
export const Change = z.object({ state: z.enum(['present', 'gone']), summary: RecordSummary });

/** What a watch yields: every line that is there, `synced`, then each change. */
export type WatchEvent = z.output<typeof Change> | 'synced';

/** A record that is gone, by its name; without a namespace, of any. */
export interface Departed {
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One record. */
export interface Target {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

/**
 * What status commands read, from the running server or from the database. Every call throws `OperatorRefusal`, and
 * `ServerUnreachable` or `StoreUnavailable`.
 */
export interface StatusReader {
  summaries(kind: Kind, query: Query, signal: AbortSignal): Promise<z.output<typeof SummaryPage>>;
  nodes(query: Query, signal: AbortSignal): Promise<z.output<typeof NodePage>>;
  events(query: Query, signal: AbortSignal): Promise<z.output<typeof EventPage>>;
  records(kind: Kind, query: Query, signal: AbortSignal): Promise<z.output<typeof RecordPage>>;
  /** Records of that name that are gone, as they were last, newest first; what went long ago is forgotten. */
  departed(kind: Kind, where: Departed, signal: AbortSignal): Promise<z.output<typeof RecordPage>>;
  explain(cluster: Target, signal: AbortSignal): Promise<Explanation>;
  /** Ends with the signal. */
  watch(kind: Kind, query: Query, signal: AbortSignal): AsyncGenerator<WatchEvent, void, undefined>;
}
