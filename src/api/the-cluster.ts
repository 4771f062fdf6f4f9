import { answersFor } from './change-authority.ts';
import type { Caller } from './caller.ts';
import type { ReadDependencies } from './dependencies.ts';
import { ApiError } from './errors.ts';
import { visibleClusters } from './visible-clusters.ts';
import type { Cluster } from '#records/cluster.ts';

/**
 * The one cluster of that name that the caller may change, its vApp made or not; undefined when there is none. Several
 * are the same as none to the contract of CSE 1.2.7. Throws `ApiError` 409 for one that has no record.
 */
export async function theCluster(
  dependencies: Pick<ReadDependencies, 'clusters' | 'directory'>,
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<Cluster | 'several' | undefined> {
  const visible = await visibleClusters(dependencies, caller, name, signal);
  const ofThatName = caller.systemAdministrator ? { name } : { namespace: caller.orgName, name };
  const { items } = await dependencies.clusters.list(ofThatName);
  const seen = new Set(visible.map(({ record }) => record?.metadata.uid));
  const unseen = items.filter((record) => !seen.has(record.metadata.uid) && answersFor(caller, record));

  const [target, another] = [
    ...visible.map(({ record }) => ({ record })),
    ...unseen.map((record) => ({ record })),
  ];
  if (another) return 'several';
  if (!target) return undefined;
  if (target.record) return target.record;
  throw new ApiError(
    409,
    `Cluster ${name} was made by another server and has not been adopted by this one yet.`,
  );
}
