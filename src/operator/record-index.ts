import type { Cluster } from '#records/cluster.ts';
import { keyOf, splitKey, type AnyRecord, type Kind, type RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { RecordStore, UnreadableRecord } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';
import { followRecords, type RecordFollower } from './follow-records.ts';
import {
  summarizeCluster,
  summarizeNodes,
  summarizeTemplate,
  unreadableCluster,
  unreadableTemplate,
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

type Watched<R extends AnyRecord> = Pick<RecordStore<R>, 'walk' | 'watch'>;

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
  readonly #unreadable: () => readonly UnreadableRecord[];
  readonly #stores: { readonly clusters: Watched<Cluster>; readonly templates: Watched<Template> };
  readonly #log: Logger;
  #following: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly clusters: Watched<Cluster>;
    readonly templates: Watched<Template>;
    readonly unreadable: () => readonly UnreadableRecord[];
    readonly log: Logger;
  }) {
    this.#stores = options;
    this.#unreadable = options.unreadable;
    this.#log = options.log;
  }

  /** Reads everything once and follows from there; complete when this resolves. */
  async start(): Promise<void> {
    const { clusters, templates } = this.#stores;
    const { signal } = this.#stopping;
    const log = this.#log;
    const cluster = this.#follower(this.#clusters, (record: Cluster) => this.#noteCluster(record));
    const template = this.#follower(this.#templates, (record: Template) => this.#noteTemplate(record));
    const follow = [
      followRecords({ store: clusters, follower: cluster, log }, signal),
      followRecords({ store: templates, follower: template, log }, signal),
    ];
    this.#following = Promise.all(follow.map(({ ended }) => ended));
    await Promise.all(follow.map(({ listed }) => listed));
  }

  clusters(): Iterable<ClusterSummary> {
    return this.#withUnreadable('Cluster', this.#clusters, unreadableCluster);
  }

  templates(): Iterable<TemplateSummary> {
    return this.#withUnreadable('Template', this.#templates, unreadableTemplate);
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

  #withUnreadable<S>(
    kind: Kind,
    known: ReadonlyMap<RecordKey, S>,
    summarize: (record: UnreadableRecord) => S,
  ): Iterable<S> {
    const unreadable = this.#unreadable().filter(({ key }) => splitKey(key).kind === kind);
    if (unreadable.length === 0) return known.values();
    return new Map([
      ...known,
      ...unreadable.map((record) => [record.key, summarize(record)] as const),
    ]).values();
  }

  #follower<R extends AnyRecord>(
    known: Map<RecordKey, RecordSummary>,
    present: (record: R) => void,
  ): RecordFollower<R> {
    return { known: () => known.keys(), present, gone: (key) => this.#forget(key, known) };
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
