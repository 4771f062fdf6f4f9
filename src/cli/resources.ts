import { wantedNodeCount, type Cluster, type ClusterNode } from '#records/cluster.ts';
import { findCondition } from '#records/condition.ts';
import { apiVersion, recordKey, splitKey, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { RecordEvent, RecordFilter } from '#store/record-store.ts';
import type { SqliteReader } from '#store/sqlite/store.ts';
import { ageText } from './age.ts';
import type { Column } from './table.ts';

/** A column, and whether it is worth its place only where there is much (`-o wide`). */
export interface ResourceColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row, now: Date) => string;
  readonly wide?: boolean;
}

/** A kind of thing that `cse get` lists. */
export interface Resource<Row> {
  readonly singular: string;
  readonly plural: string;
  readonly list: (records: SqliteReader, filter: RecordFilter) => Promise<readonly Row[]>;
  readonly namespace: (row: Row) => string;
  readonly name: (row: Row) => string;
  readonly columns: readonly ResourceColumn<Row>[];
  /** What JSON and YAML show. */
  readonly plain: (row: Row) => object;
}

interface NodeRow {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
}

/** Enough for a look at what happened lately. */
const newestEvents = 1_000;

const clusters: Resource<Cluster> = {
  singular: 'cluster',
  plural: 'clusters',
  list: async (records, filter) => (await records.clusters.list(filter)).items,
  ...ofRecords(),
  columns: [
    { title: 'NAME', cell: ({ metadata }) => metadata.name },
    { title: 'READY', cell: readyText },
    { title: 'PHASE', cell: ({ status }) => status.phase ?? '' },
    { title: 'NODES', cell: ({ spec, status }) => `${joined(status.nodes)}/${wantedNodeCount(spec)}` },
    { title: 'TEMPLATE', cell: ({ spec }) => spec.controlPlane.template },
    { title: 'AGE', cell: ({ metadata }, now) => ageText(metadata.creationTimestamp, now) },
    { title: 'MESSAGE', cell: clusterMessage },
    { title: 'ENDPOINT', cell: ({ status }) => status.endpoint ?? '', wide: true },
    { title: 'VDC', cell: ({ spec }) => spec.vdc.name, wide: true },
    { title: 'NETWORK', cell: ({ spec }) => spec.network.name, wide: true },
    { title: 'OWNER', cell: ({ spec }) => spec.owner.name, wide: true },
  ],
};

const templates: Resource<Template> = {
  singular: 'template',
  plural: 'templates',
  list: async (records, filter) =>
    (await records.templates.list(filter)).items.toSorted((a, b) => a.spec.position - b.spec.position),
  ...ofRecords(),
  columns: [
    { title: 'NAME', cell: ({ metadata }) => metadata.name },
    { title: 'READY', cell: readyText },
    { title: 'DEFAULT', cell: ({ spec }) => (spec.isDefault ? 'yes' : 'no') },
    { title: 'KUBERNETES', cell: ({ spec }) => spec.kubernetesVersion },
    { title: 'CATALOG ITEM', cell: ({ spec }) => spec.catalogItem, wide: true },
    { title: 'AGE', cell: ({ metadata }, now) => ageText(metadata.creationTimestamp, now) },
    { title: 'MESSAGE', cell: templateMessage },
    { title: 'CATALOG', cell: ({ spec }) => spec.catalog, wide: true },
    { title: 'CPU', cell: ({ spec }) => String(spec.cpu), wide: true },
    { title: 'MEMORY', cell: ({ spec }) => `${spec.memoryMb} MB`, wide: true },
    { title: 'CNI', cell: ({ spec }) => spec.cni, wide: true },
  ],
};

const nodes: Resource<NodeRow> = {
  singular: 'node',
  plural: 'nodes',
  async list(records, { name, ...filter }) {
    const { items } = await records.clusters.list(filter);
    return items
      .flatMap((cluster) => cluster.status.nodes.map((node) => ({ cluster, node })))
      .filter(({ node }) => name === undefined || node.name === name);
  },
  namespace: ({ cluster }) => cluster.metadata.namespace,
  name: ({ node }) => node.name,
  columns: [
    { title: 'CLUSTER', cell: ({ cluster }) => cluster.metadata.name },
    { title: 'NAME', cell: ({ node }) => node.name },
    { title: 'ROLE', cell: ({ node }) => node.role },
    { title: 'STATE', cell: ({ node }) => node.state },
    { title: 'ADDRESS', cell: ({ node }) => node.ipAddress ?? '' },
    { title: 'MESSAGE', cell: ({ node }) => node.message ?? '' },
    { title: 'POOL', cell: ({ node }) => node.pool, wide: true },
    { title: 'VM', cell: ({ node }) => node.vmId ?? '', wide: true },
  ],
  plain: ({ cluster, node }) => ({
    namespace: cluster.metadata.namespace,
    cluster: cluster.metadata.name,
    ...node,
  }),
};

const events: Resource<RecordEvent> = {
  singular: 'event',
  plural: 'events',
  async list(records, { namespace, name }) {
    const all = await records.events.list({ limit: newestEvents });
    return all.filter(({ key }) => {
      const about = splitKey(key);
      return (namespace ?? about.namespace) === about.namespace && (name ?? about.name) === about.name;
    });
  },
  namespace: ({ key }) => splitKey(key).namespace,
  name: ({ key }) => splitKey(key).name,
  columns: [
    { title: 'LAST SEEN', cell: ({ lastAt }, now) => ageText(lastAt, now) },
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'REASON', cell: ({ reason }) => reason },
    { title: 'OBJECT', cell: ({ key }) => objectName(key) },
    { title: 'MESSAGE', cell: ({ message, count }) => (count > 1 ? `${message} (${count} times)` : message) },
    { title: 'FIRST SEEN', cell: ({ firstAt }, now) => ageText(firstAt, now), wide: true },
    { title: 'COUNT', cell: ({ count }) => String(count), wide: true },
  ],
  plain: (event) => event,
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

export const resourceNames = ['clusters', 'templates', 'nodes', 'events'] as const;

/** The columns to show, bound to a moment. */
export function columnsAt<Row>(
  resource: Resource<Row>,
  options: { readonly wide: boolean; readonly namespaces: boolean; readonly now: Date },
): Column<Row>[] {
  const { wide, namespaces, now } = options;
  const shown = resource.columns.filter((column) => wide || !column.wide);
  const columns = shown.map(({ title, cell }) => ({ title, cell: (row: Row) => cell(row, now) }));
  return namespaces ? [{ title: 'NAMESPACE', cell: resource.namespace }, ...columns] : columns;
}

/** `cluster/alpha`. */
export function objectName(key: RecordKey): string {
  const { kind, name } = splitKey(key);
  return `${kind.toLowerCase()}/${name}`;
}

/** A record as the Kubernetes API would show it. Secrets are not part of records. */
export function plainRecord(record: AnyRecord): object {
  const { kind, metadata, spec, status } = record;
  return { apiVersion, kind, metadata, spec, status };
}

function ofRecords() {
  return {
    namespace: ({ metadata }: AnyRecord) => metadata.namespace,
    name: ({ metadata }: AnyRecord) => metadata.name,
    plain: plainRecord,
  };
}

function readyText({ status }: Pick<Cluster | Template, 'status'>): string {
  return findCondition(status.conditions, 'Ready')?.status ?? 'Unknown';
}

function joined(all: readonly ClusterNode[]): number {
  return all.filter((node) => node.state === 'joined').length;
}

/** The one thing that somebody who looks at the list should know. */
function clusterMessage({ status }: Cluster): string {
  if (status.failure) return status.failure.message;
  if (status.lastError) return status.lastError.message;
  if (status.waiting) return status.waiting.message || status.waiting.reason;
  return '';
}

function templateMessage({ status }: Template): string {
  return status.lastError?.message ?? findCondition(status.conditions, 'Ready')?.message ?? '';
}

/** The key of a cluster. */
export function clusterKey(cluster: Cluster): RecordKey {
  return recordKey('Cluster', cluster.metadata.namespace, cluster.metadata.name);
}
