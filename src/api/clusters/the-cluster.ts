import { adopt } from './adopt.ts';
import { answersFor } from '../callers/change-authority.ts';
import type { Caller } from '../callers/caller.ts';
import type { WriteDependencies } from '../dependencies.ts';
import { visibleClusters } from '../callers/visible-clusters.ts';
import type { Cluster } from '#records/cluster.ts';

/**
 * The one cluster of that name that the caller may change, its vApp made or not; undefined when there is none. Several
 * are the same as none to the contract of CSE 1.2.7. One without a record is taken over.
 */
export async function theCluster(
  dependencies: Pick<WriteDependencies, 'clusters' | 'directory' | 'adoption'>,
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<Cluster | 'several' | undefined> {
  const visible = await visibleClusters(dependencies, caller, name, signal);
  const ofThatName = caller.systemAdministrator ? { name } : { namespace: caller.orgName, name };
  const { items } = await dependencies.clusters.list(ofThatName);
  const seen = new Set(visible.map(({ record }) => record?.metadata.uid));
  const unseen = items.filter((record) => !seen.has(record.metadata.uid) && answersFor(caller, record));

  if (visible.length + unseen.length > 1) return 'several';
  const [shown] = visible;
  if (shown) return shown.record ?? adopt(dependencies, caller, shown.vApp, signal);
  return unseen[0];
}
