import type { Query, StatusReader } from '#operator/status-reader.ts';
import { sortKeys } from '#operator/summary-query.ts';
import type {
  ClusterSummary,
  EventSummary,
  NodeSummary,
  RecordSummary,
  TemplateSummary,
} from '#operator/summaries.ts';
import { apiVersion, type AnyRecord, type Kind } from '#records/metadata.ts';
import { ageText } from './age.ts';
import type { Column } from './table.ts';

/** A column, and whether it is worth its place only where there is much (`-o wide`). */
export interface ResourceColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row, now: Date) => string;
  readonly wide?: boolean;
}

/** Which rows, and in which order. */
export interface Selection {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** `key=value,…`; of nodes and events those of the records that they belong to. */
  readonly labels?: string | undefined;
  /** One of the resource's `sortKeys`. */
  readonly sortBy?: string | undefined;
}

/** A kind of thing that `cse get` lists. */
export interface Resource<Row> {
  readonly singular: string;
  readonly plural: string;
  /** Which record's watch tells that a row may have changed; absent: looked at again and again. */
  readonly watched?: Kind;
  readonly sortKeys: readonly string[];
  readonly list: (reader: StatusReader, selection: Selection, signal: AbortSignal) => Promise<readonly Row[]>;
  /** Tells one row from another. */
  readonly id: (row: Row) => string;
  readonly namespace: (row: Row) => string;
  readonly name: (row: Row) => string;
  readonly columns: readonly ResourceColumn<Row>[];
  /** What JSON and YAML show of the rows. */
  readonly plain: (
    reader: StatusReader,
    rows: readonly Row[],
    selection: Selection,
    signal: AbortSignal,
  ) => Promise<readonly object[]>;
}

const clusters: Resource<ClusterSummary> = {
  singular: 'cluster',
  plural: 'clusters',
  ...ofSummaries<ClusterSummary>('Cluster'),
  columns: [
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'READY', cell: ({ ready }) => ready },
    { title: 'PHASE', cell: ({ phase }) => phase },
    { title: 'NODES', cell: ({ joinedNodes, wantedNodes }) => `${joinedNodes}/${wantedNodes}` },
    { title: 'TEMPLATE', cell: ({ template }) => template },
    { title: 'AGE', cell: ({ created }, now) => ageText(created, now) },
    { title: 'MESSAGE', cell: ({ message }) => message },
    { title: 'ENDPOINT', cell: ({ endpoint }) => endpoint, wide: true },
    { title: 'VDC', cell: ({ vdc }) => vdc, wide: true },
    { title: 'NETWORK', cell: ({ network }) => network, wide: true },
    { title: 'OWNER', cell: ({ owner }) => owner, wide: true },
  ],
};

const templates: Resource<TemplateSummary> = {
  singular: 'template',
  plural: 'templates',
  ...ofSummaries<TemplateSummary>('Template'),
  list: async (reader, selection, signal) => {
    const rows = await ofSummaries<TemplateSummary>('Template').list(reader, selection, signal);
    // As the operator's configuration lists them, where no other order is asked for.
    return selection.sortBy === undefined ? rows.toSorted((a, b) => a.position - b.position) : rows;
  },
  columns: [
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'READY', cell: ({ ready }) => ready },
    { title: 'DEFAULT', cell: ({ isDefault }) => (isDefault ? 'yes' : 'no') },
    { title: 'KUBERNETES', cell: ({ kubernetesVersion }) => kubernetesVersion },
    { title: 'CATALOG ITEM', cell: ({ catalogItem }) => catalogItem, wide: true },
    { title: 'AGE', cell: ({ created }, now) => ageText(created, now) },
    { title: 'MESSAGE', cell: ({ message }) => message },
    { title: 'CATALOG', cell: ({ catalog }) => catalog, wide: true },
    { title: 'CPU', cell: ({ cpu }) => String(cpu), wide: true },
    { title: 'MEMORY', cell: ({ memoryMb }) => `${memoryMb} MB`, wide: true },
    { title: 'CNI', cell: ({ cni }) => cni, wide: true },
  ],
};

const nodes: Resource<NodeSummary> = {
  singular: 'node',
  plural: 'nodes',
  sortKeys: ['name', 'namespace', 'cluster', 'role', 'state'],
  async list(reader, { namespace, name, labels, sortBy }, signal) {
    const { items } = await reader.nodes({ namespace, name }, signal);
    const labelled = await recordsLabelled(reader, ['Cluster'], labels, signal);
    const rows = items.filter((node) => labelled?.has(`Cluster/${node.namespace}/${node.cluster}`) ?? true);
    return sorted(rows, sortBy as keyof NodeSummary); // one of the keys above
  },
  id: ({ namespace, cluster, name }) => `${namespace}/${cluster}/${name}`,
  namespace: ({ namespace }) => namespace,
  name: ({ name }) => name,
  columns: [
    { title: 'CLUSTER', cell: ({ cluster }) => cluster },
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'ROLE', cell: ({ role }) => role },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'ADDRESS', cell: ({ ipAddress }) => ipAddress },
    { title: 'MESSAGE', cell: ({ message }) => message },
    { title: 'POOL', cell: ({ pool }) => pool, wide: true },
    { title: 'VM', cell: ({ vmId }) => vmId, wide: true },
  ],
  plain: async (_reader, rows) => rows,
};

const events: Resource<EventSummary> = {
  singular: 'event',
  plural: 'events',
  sortKeys: ['last', 'first', 'count', 'reason', 'name', 'namespace'],
  async list(reader, { namespace, name, labels, sortBy = 'last' }, signal) {
    const { items } = await reader.events({ namespace, name }, signal);
    const labelled = await recordsLabelled(reader, ['Cluster', 'Template'], labels, signal);
    const rows = items.filter(
      (event) => labelled?.has(`${event.kind}/${event.namespace}/${event.name}`) ?? true,
    );
    const fields: Record<string, keyof EventSummary> = { last: 'lastAt', first: 'firstAt' };
    return sorted(rows, fields[sortBy] ?? (sortBy as keyof EventSummary)); // one of the keys above
  },
  id: ({ kind, namespace, name, reason, message, firstAt }) =>
    [kind, namespace, name, reason, message, firstAt].join('/'),
  namespace: ({ namespace }) => namespace,
  name: ({ name }) => name,
  columns: [
    { title: 'LAST SEEN', cell: ({ lastAt }, now) => ageText(lastAt, now) },
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'REASON', cell: ({ reason }) => reason },
    { title: 'OBJECT', cell: ({ kind, name }) => `${kind.toLowerCase()}/${name}` },
    { title: 'MESSAGE', cell: ({ message, count }) => (count > 1 ? `${message} (${count} times)` : message) },
    { title: 'FIRST SEEN', cell: ({ firstAt }, now) => ageText(firstAt, now), wide: true },
    { title: 'COUNT', cell: ({ count }) => String(count), wide: true },
  ],
  plain: async (_reader, rows) => rows,
};

/** What can be listed, by any of its names; `use` gets it with its own row type. */
export function withResource<Result>(
  name: string,
  use: <Row>(resource: Resource<Row>) => Result,
): Result | undefined {
  switch (name) {
    case 'cluster':
    case 'clusters':
      return use(clusters);
    case 'template':
    case 'templates':
      return use(templates);
    case 'node':
    case 'nodes':
      return use(nodes);
    case 'event':
    case 'events':
      return use(events);
    default:
      return undefined;
  }
}

/** What `cse get` lists, as it is called there. */
export const resourceNames = ['clusters', 'templates', 'nodes', 'events'] as const;

/** The columns to show; ages are as of the moment when a row is printed. */
export function columnsAt<Row>(
  resource: Resource<Row>,
  options: { readonly wide: boolean; readonly namespaces: boolean; readonly clock: () => Date },
): Column<Row>[] {
  const { wide, namespaces, clock } = options;
  const shown = resource.columns.filter((column) => wide || !column.wide);
  const columns = shown.map(({ title, cell }) => ({ title, cell: (row: Row) => cell(row, clock()) }));
  return namespaces ? [{ title: 'NAMESPACE', cell: resource.namespace }, ...columns] : columns;
}

/** A record as the Kubernetes API would show it. Secrets are not part of records. */
function plainRecord({ kind, metadata, spec, status }: AnyRecord): object {
  return { apiVersion, kind, metadata, spec, status };
}

function ofSummaries<Row extends RecordSummary>(kind: Kind) {
  return {
    watched: kind,
    sortKeys,
    async list(reader: StatusReader, selection: Selection, signal: AbortSignal): Promise<readonly Row[]> {
      const query: Query = { ...selection };
      const { items } = await reader.summaries(kind, query, signal);
      return items as readonly RecordSummary[] as readonly Row[]; // of the kind that was asked for
    },
    id: ({ uid }: Row) => uid,
    namespace: ({ namespace }: Row) => namespace,
    name: ({ name }: Row) => name,
    async plain(
      reader: StatusReader,
      rows: readonly Row[],
      { namespace, name }: Selection,
      signal: AbortSignal,
    ): Promise<readonly object[]> {
      const [only] = rows;
      const alone =
        rows.length === 1 && only ? { namespace: only.namespace, name: only.name } : { namespace, name };
      const { items } = await reader.records(kind, alone, signal);
      const records = new Map(items.map((record) => [record.metadata.uid, record]));
      return rows.flatMap((row) => records.get(row.uid) ?? []).map(plainRecord);
    },
  };
}

/** `Kind/namespace/name` of the records with these labels; undefined where none are asked for. */
async function recordsLabelled(
  reader: StatusReader,
  kinds: readonly Kind[],
  labels: string | undefined,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  if (labels === undefined) return undefined;
  const pages = await Promise.all(kinds.map((kind) => reader.summaries(kind, { labels }, signal)));
  return new Set(
    pages.flatMap(({ items }) => items.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`)),
  );
}

/** Stable: rows that are equal in it stay as they came. */
function sorted<Row>(rows: readonly Row[], key: keyof Row | undefined): readonly Row[] {
  if (key === undefined) return rows;
  return rows.toSorted((a, b) => (a[key] === b[key] ? 0 : a[key] < b[key] ? -1 : 1));
}
