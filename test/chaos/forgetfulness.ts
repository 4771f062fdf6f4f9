import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { RecordStore } from '#store/record-store.ts';
import type { StageOptions } from '../simulation/stage-options.ts';

/** What stands between the service and its parts and switches off one thing that makes a step safe to do twice. */
type Forgetfulness = NonNullable<StageOptions['between']>;

/**
 * One thing less each that the service looks for or sets down before it acts. None of it shows as long as no process dies:
 * that the sweep finds each of them is what tells that the sweep finds anything.
 */
export const forgetfulness = {
  /** The task of a request that an earlier life opened is not looked for in Cloud Director. */
  'opens a task without looking for it': ({ store, vcd }) => ({
    store,
    vcd: changed(vcd, { findTasks: async () => [] }),
  }),

  /** The vApp that an earlier life asked for is not looked for by its name. */
  'composes without looking for the vApp': ({ store, vcd }) => ({
    store,
    vcd: changed(vcd, { findVApps: async () => [] }),
  }),

  /** The names of new nodes are in memory only until Cloud Director has been asked for them. */
  'asks for nodes before it has set down their names': ({ store, vcd }) => ({
    store: { ...store, clusters: withPlansInMemory(store.clusters) },
    vcd,
  }),

  /** Which request a wish came of is not set down in a way that another life knows again. */
  'takes a request that is delivered again for a new one': ({ store, vcd }) => ({
    store: { ...store, clusters: withRequestsOfThisLife(store.clusters) },
    vcd,
  }),

  /** An upload that an earlier life began is not looked for in the catalog. */
  'uploads without looking for the half-made item': ({ store, vcd }) => {
    const begun = new Set<string>();
    const catalogs = changed(vcd.catalogs, {
      async startUpload(catalogId, item, ...rest) {
        const started = await vcd.catalogs.startUpload(catalogId, item, ...rest);
        begun.add(item.name);
        return started;
      },
      async findCatalog(where, signal) {
        const catalog = await vcd.catalogs.findCatalog(where, signal);
        if (!catalog) return undefined;
        const items = catalog.items.filter(({ name }) => !name.endsWith('.ova') || begun.has(name));
        return { ...catalog, items };
      },
    });
    return { store, vcd: changed(vcd, { catalogs }) };
  },
} as const satisfies Readonly<Record<string, Forgetfulness>>;

function withPlansInMemory(clusters: RecordStore<Cluster>): RecordStore<Cluster> {
  const plans = new Map<string, readonly ClusterNode[]>();
  const withPlans = (cluster: Cluster): Cluster => {
    const set = new Set(cluster.status.nodes.map(({ name }) => name));
    const planned = (plans.get(cluster.metadata.uid) ?? []).filter(({ name }) => !set.has(name));
    return { ...cluster, status: { ...cluster.status, nodes: [...cluster.status.nodes, ...planned] } };
  };
  return changed(clusters, {
    async get(key) {
      const found = await clusters.get(key);
      return found && withPlans(found);
    },
    async list(filter) {
      const { revision, items } = await clusters.list(filter);
      return { revision, items: items.map(withPlans) };
    },
    async updateStatus(cluster) {
      const isPlanned = ({ state }: ClusterNode) => state === 'planned';
      plans.set(cluster.metadata.uid, cluster.status.nodes.filter(isPlanned));
      const nodes = cluster.status.nodes.filter((node) => !isPlanned(node));
      return withPlans(await clusters.updateStatus({ ...cluster, status: { ...cluster.status, nodes } }));
    },
  });
}

function withRequestsOfThisLife(clusters: RecordStore<Cluster>): RecordStore<Cluster> {
  const life = ` of life ${crypto.randomUUID()}`;
  const marked = (cluster: Cluster): Cluster =>
    withRequests(cluster, (id) => (/ of /.test(id) ? id : id + life));
  const shown = (cluster: Cluster): Cluster => withRequests(cluster, (id) => id.replace(life, ''));
  return changed(clusters, {
    async get(key) {
      const found = await clusters.get(key);
      return found && shown(found);
    },
    async list(filter) {
      const { revision, items } = await clusters.list(filter);
      return { revision, items: items.map(shown) };
    },
    create: async (record) => {
      const spec = {
        ...record.spec,
        requests: record.spec.requests.map((each) => ({ ...each, id: each.id + life })),
      };
      return shown(await clusters.create({ ...record, spec }));
    },
    updateSpec: async (cluster) => shown(await clusters.updateSpec(marked(cluster))),
    updateStatus: async (cluster) => shown(await clusters.updateStatus(marked(cluster))),
  });
}

function withRequests(cluster: Cluster, rename: (id: string) => string): Cluster {
  const { spec, status } = cluster;
  return {
    ...cluster,
    spec: { ...spec, requests: spec.requests.map((each) => ({ ...each, id: rename(each.id) })) },
    status: { ...status, tasks: status.tasks.map((task) => ({ ...task, request: rename(task.request) })) },
  };
}

/** The same thing with some of its parts in another way. */
function changed<T extends object>(whole: T, changes: Partial<T>): T {
  return new Proxy(whole, {
    get(target, name) {
      if (name in changes) return Reflect.get(changes, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
