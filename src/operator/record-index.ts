import type { Cluster } from '#records/cluster.ts';
import { keyOf, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { pause, systemTime } from '#runtime/time.ts';
import type { RecordChange, RecordStore, Revision } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';
import {
  summarizeCluster,
  summarizeNodes,
  summarizeTemplate,
  type ClusterSummary,
  type NodeSummary,
  type RecordSummary,
  type TemplateSummary,
} from './summaries.ts';

/** A line that is new or says something new, or the last line of a record that is gone. */
export interface SummaryChange {
  readonly state: 'present' | 'gone';
  readonly summary: RecordSummary;
}

type Watched<R extends AnyRecord> = Pick<RecordStore<R>, 'list' | 'watch'>;

/** Wait before a list is read again after the watch broke. */
const rewatchMs = 1_000;

/**
 * One line about every record, kept up to date from the store's change log: thousands of records are filtered and
 * sorted without reading them again. Lives as long as its server; disposing ends the watches.
 */
export class RecordIndex implements AsyncDisposable {
  readonly #clusters = new Map<RecordKey, ClusterSummary>();
  readonly #nodes = new Map<RecordKey, readonly NodeSummary[]>();
  readonly #templates = new Map<RecordKey, TemplateSummary>();
  readonly #listeners = new Set<(change: SummaryChange) => void>();
  readonly #stopping = new AbortController();
  readonly #stores: { readonly clusters: Watched<Cluster>; readonly templates: Watched<Template> };
  readonly #log: Logger;
  #following: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly clusters: Watched<Cluster>;
    readonly templates: Watched<Template>;
    readonly log: Logger;
  }) {
    this.#stores = options;
    this.#log = options.log;
  }

  /** Reads everything once and follows from there; complete when this resolves. */
  async start(): Promise<void> {
    const cluster = (record: Cluster) => this.#noteCluster(record);
    const template = (record: Template) => this.#noteTemplate(record);
    const follow = [
      await this.#load(this.#stores.clusters, this.#clusters, cluster),
      await this.#load(this.#stores.templates, this.#templates, template),
    ];
    this.#following = Promise.all(follow.map((run) => run()));
  }

  clusters(): Iterable<ClusterSummary> {
    return this.#clusters.values();
  }

  templates(): Iterable<TemplateSummary> {
    return this.#templates.values();
  }

  nodes(): Iterable<NodeSummary> {
    return [...this.#nodes.values()].flat();
  }

  /** Calls back for every change from now on; returns what ends that. */
  onChange(listener: (change: SummaryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  /** Lists once; the function returned follows, and lists again whenever the log does not reach back far enough. */
  async #load<R extends AnyRecord>(
    store: Watched<R>,
    known: Map<RecordKey, RecordSummary>,
    note: (record: R) => void,
  ): Promise<() => Promise<void>> {
    const listAll = async (): Promise<Revision> => {
      const { items, revision } = await store.list();
      const present = new Set(items.map(keyOf));
      for (const key of known.keys()) if (!present.has(key)) this.#forget(key, known);
      for (const record of items) note(record);
      return revision;
    };
    let since = await listAll();
    const { signal } = this.#stopping;
    return async () => {
      while (!signal.aborted) {
        try {
          for await (const change of store.watch(since, signal)) {
            this.#take(change, known, note);
            since = change.revision;
          }
        } catch (error) {
          if (signal.aborted) return;
          this.#log.warn({ err: error }, 'Following the records broke off; they are listed again');
          await pause(systemTime, rewatchMs, signal);
          since = await listAll().catch(() => since);
        }
      }
    };
  }

  #take<R extends AnyRecord>(
    change: RecordChange<R>,
    known: Map<RecordKey, RecordSummary>,
    note: (record: R) => void,
  ): void {
    if (change.kind === 'gone') this.#forget(keyOf(change.record), known);
    else note(change.record);
  }

  #noteCluster(cluster: Cluster): void {
    const key = keyOf(cluster);
    const summary = summarizeCluster(cluster);
    this.#clusters.set(key, summary);
    this.#nodes.set(key, summarizeNodes(cluster));
    this.#tell({ state: 'present', summary });
  }

  #noteTemplate(template: Template): void {
    const summary = summarizeTemplate(template);
    this.#templates.set(keyOf(template), summary);
    this.#tell({ state: 'present', summary });
  }

  #forget(key: RecordKey, known: Map<RecordKey, RecordSummary>): void {
    const summary = known.get(key);
    known.delete(key);
    this.#nodes.delete(key);
    if (summary) this.#tell({ state: 'gone', summary });
  }

  #tell(change: SummaryChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
