import { ApiError } from '../errors.ts';
import { assertClusterName } from '../cluster-name.ts';
import { clusterDetails } from '../cluster-view.ts';
import { jsonResponse } from '../request.ts';
import { visibleClusters } from '../visible-clusters.ts';
import type { Operation } from '../operation.ts';
import type { ReadDependencies } from '../dependencies.ts';

/** `GET /api/cse/{cluster}/info`: one cluster with its nodes; of several with the name the first. */
export function clusterInfo(dependencies: ReadDependencies): Operation {
  const { directory, vcdHost } = dependencies;
  return async function clusterInfo({ request, parameters }, signal) {
    const name = parameters.cluster;
    assertClusterName(name);
    const caller = await directory.identify(request.headers, signal);
    const [found] = await visibleClusters(dependencies, caller, name, signal);
    if (!found) throw new ApiError(500, `Cluster '${name}' not found.`);
    return jsonResponse(200, clusterDetails(found, request, vcdHost));
  };
}
