import type { Cluster } from '#records/cluster.ts';
import { templateIntents } from '#records/intent.ts';
import type { Template } from '#records/template.ts';
import type { LeakDependencies } from './dependencies.ts';

/** The records of one moment, as they are asked about things in Cloud Director. */
export interface KnownRecords {
  readonly clusters: readonly Cluster[];
  readonly templates: readonly Template[];
  clusterOf(uid: string): Cluster | undefined;
  /** Whatever its uid: an adopted cluster and a rebuilt one hold their vApp by its id. */
  clusterWithVApp(vAppId: string): Cluster | undefined;
}

/** Reads all clusters and templates; throws when they cannot be read. */
export async function readRecords({
  clusters,
  templates,
}: Pick<LeakDependencies, 'clusters' | 'templates'>): Promise<KnownRecords> {
  const [{ items }, { items: found }] = await Promise.all([clusters.list(), templates.list()]);
  const byUid = new Map(items.map((cluster) => [cluster.metadata.uid, cluster]));
  const byVApp = new Map(
    items.flatMap((cluster) => (cluster.status.vApp?.id ? [[cluster.status.vApp.id, cluster] as const] : [])),
  );
  return {
    clusters: items,
    templates: found,
    clusterOf: (uid) => byUid.get(uid),
    clusterWithVApp: (vAppId) => byVApp.get(vAppId),
  };
}

/** Whether a cluster's deletion was asked for. */
export function isLeaving({ metadata, spec }: Cluster): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    spec.requests.some(({ operation }) => operation === 'delete_cluster')
  );
}

/** Whether its own controller is at work on what a template is made with, or leaves it standing on purpose. */
export function seesToBuild(template: Template): boolean {
  const { spec, metadata } = template;
  const isKept = spec.recipe?.temporaryVApp.cleanup === false || spec.build?.capture === false;
  return metadata.deletionTimestamp !== undefined || isKept || templateIntents(template).length > 0;
}
