import type { Caller } from '../callers/caller.ts';
import type { WriteDependencies } from '../dependencies.ts';
import { ApiError } from '../errors.ts';
import type { VisibleVApp } from '../ports.ts';
import type { Cluster } from '#records/cluster.ts';

/**
 * Takes over a cluster that vCD shows and that has no record, because another server made it or the record was lost,
 * when somebody wants something done with it. Undefined when it has gone meanwhile. Throws `ApiError` 409 for a vApp that
 * is no cluster of its own.
 */
export async function adopt(
  { clusters, adoption }: Pick<WriteDependencies, 'clusters' | 'adoption'>,
  caller: Caller,
  vApp: VisibleVApp,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  const outcome = await adoption.adopt(clusters, { ...vApp, orgId: vApp.orgId ?? caller.orgId }, signal);
  switch (outcome.state) {
    case 'adopted':
      return outcome.record;
    case 'gone':
      return undefined;
    case 'refused':
      throw new ApiError(
        409,
        `Cluster ${vApp.name} is not looked after by this service: its vApp ${outcome.why}.`,
      );
  }
}
