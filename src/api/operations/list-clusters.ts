import { jsonResponse } from '../request.ts';
import { clusterSummary } from '../clusters/cluster-view.ts';
import { clusterVApps } from '../callers/visible-clusters.ts';
import type { Operation } from '../operation.ts';
import type { ReadDependencies } from '../dependencies.ts';

/** `GET /api/cse`: every cluster that vCD shows to the caller. */
export function listClusters(dependencies: ReadDependencies): Operation {
  const { directory, vcdHost } = dependencies;
  return async function listClusters({ request }, signal) {
    const caller = await directory.identify(request.headers, signal);
    const vApps = await clusterVApps(directory, caller, undefined, signal);
    return jsonResponse(
      200,
      vApps.map((vApp) => clusterSummary(vApp, request, vcdHost)),
    );
  };
}
