import type { Cluster } from '#records/cluster.ts';
import type { Kind } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { EventLog, RecordStore, UnreadableRecord } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Explanation } from './explanation.ts';
import { explainFromRecord } from './explain-from-record.ts';
import { RecordIndex } from './record-index.ts';
import {
  DepartedQuery,
  EventQuery,
  eventsOf,
  keyFrom,
  NodeQuery,
  nodesOf,
  present,
  read,
  RecordFilterQuery,
  summariesOf,
  WatchQuery,
} from './readings.ts';
import { OperatorRefusal } from './refusal.ts';
import type { Query, StatusReader, Target, WatchEvent } from './status-reader.ts';
import { matches, selectSummaries, SummaryQuery } from './summary-query.ts';

type Reads<R extends Cluster | Template> = Pick<
  RecordStore<R>,
  'get' | 'list' | 'walk' | 'departed' | 'watch'
>;

/** What the commands read without a server. */
export interface StoreReaderOptions {
  readonly clusters: Reads<Cluster>;
  readonly templates: Reads<Template>;
  readonly events: Pick<EventLog, 'list'>;
  readonly unreadable: () => readonly UnreadableRecord[];
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Answers from the records themselves, without a server. Reads them all once, and follows while it is open. */
export async function openStoreReader(options: StoreReaderOptions): Promise<StatusReader & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const index = opening.use(new RecordIndex(options));
  await index.start();
  const open = opening.move();
  return Object.assign(readerOver(index, options), { [Symbol.asyncDispose]: () => open.disposeAsync() });
}

function readerOver(
  index: RecordIndex,
  { clusters, templates, events, clock }: StoreReaderOptions,
): StatusReader {
  return {
    async summaries(kind, query) {
      const { total, items } = selectSummaries(summariesOf(index, kind), read(SummaryQuery, given(query)));
      return { total, items: [...items] };
    },
    async nodes(query) {
      const items = nodesOf(index, read(NodeQuery, given(query)));
      return { total: items.length, items };
    },
    async events(query) {
      return { items: await eventsOf(events, read(EventQuery, given(query))) };
    },
    async records(kind, query) {
      const filter = present(read(RecordFilterQuery, given(query)));
      const { items } = await (kind === 'Cluster' ? clusters.list(filter) : templates.list(filter));
      return { items: [...items] };
    },
    async departed(kind, where) {
      const asked = present(read(DepartedQuery, given({ ...where })));
      const items = await (kind === 'Cluster' ? clusters.departed(asked) : templates.departed(asked));
      return { items: [...items] };
    },
    async explain({ kind, namespace, name }: Target): Promise<Explanation> {
      const cluster = await clusters.get(keyFrom(kind, namespace, name));
      if (!cluster) throw new OperatorRefusal('notFound', `there is no cluster '${name}' in '${namespace}'`);
      return explainFromRecord(cluster, clock());
    },
    watch: (kind, query, signal) => watch(index, kind, given(query), signal),
  };
}

/** Texts, as they come out of a query string. */
function given(query: Query): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

async function* watch(
  index: RecordIndex,
  kind: Kind,
  query: Record<string, string>,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, void, undefined> {
  const where = read(WatchQuery, query);
  const pending: WatchEvent[] = [];
  let wake = () => {};
  const stopListening = index.onChange((change) => {
    if (change.summary.kind !== kind || !matches(change.summary, where)) return;
    pending.push(change);
    wake();
  });
  const stop = () => wake();
  signal.addEventListener('abort', stop);
  try {
    for (const summary of summariesOf(index, kind))
      if (matches(summary, where)) yield { state: 'present', summary };
    yield 'synced';
    while (!signal.aborted) {
      const next = pending.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stopListening();
    signal.removeEventListener('abort', stop);
  }
}
