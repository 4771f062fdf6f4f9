import type { Caller } from './caller.ts';
import type { CallerDirectory, VisibleVApp } from '../ports.ts';
import type { Cluster } from '#records/cluster.ts';
import type { RecordStore } from '#store/record-store.ts';

/** A cluster that vCD shows to the caller; one that the original made and nobody has adopted yet has no record. */
export interface VisibleCluster {
  readonly vApp: VisibleVApp;
  readonly record: Cluster | undefined;
}

/** The vApps of the caller's clusters, or those of exactly that name, in vCD's order: visibility and tenancy are vCD's to decide. */
export async function clusterVApps(
  directory: CallerDirectory,
  caller: Caller,
  name: string | undefined,
  signal: AbortSignal,
): Promise<readonly VisibleVApp[]> {
  const vApps = await directory.visibleVApps(caller, name, signal);
  return vApps
    .filter((vApp) => vApp.metadata.get('cse.cluster.id'))
    .filter((vApp) => name === undefined || vApp.name === name);
}

/** The caller's clusters of exactly that name with their records. */
export async function visibleClusters(
  { directory, clusters }: { readonly directory: CallerDirectory; readonly clusters: RecordStore<Cluster> },
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<readonly VisibleCluster[]> {
  const vApps = await clusterVApps(directory, caller, name, signal);
  if (vApps.length === 0) return [];
  const { items } = await clusters.list(
    caller.systemAdministrator ? { name } : { namespace: caller.orgName, name },
  );
  return vApps.map((vApp) => ({ vApp, record: items.find((record) => isRecordOf(record, vApp)) }));
}

/** A copy of a vApp has the metadata of its original: once a record knows its vApp, only that one counts. */
function isRecordOf(record: Cluster, vApp: VisibleVApp): boolean {
  const known = record.status.vApp?.id;
  return known === undefined
    ? record.metadata.uid === vApp.metadata.get('cse.cluster.id')
    : known === vApp.id;
}
