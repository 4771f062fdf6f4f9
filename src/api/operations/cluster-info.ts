import { ApiError } from '../errors.ts';
import { assertClusterName } from '../clusters/cluster-name.ts';
import { clusterDetails } from '../clusters/cluster-view.ts';
import { jsonResponse } from '../request.ts';
import { clusterVApps } from '../callers/visible-clusters.ts';
import type { Operation } from '../operation.ts';
import type { ReadDependencies } from '../dependencies.ts';

/** `GET /api/cse/{cluster}/info`: one cluster with its nodes; of several with the name the first. */
export function clusterInfo({ directory, vcdHost }: ReadDependencies): Operation {
  return async function clusterInfo({ request, parameters }, signal) {
    const name = parameters.cluster;
    assertClusterName(name);
    const caller = await directory.identify(request.headers, signal);
    const [vApp] = await clusterVApps(directory, caller, name, signal);
    if (!vApp) throw new ApiError(500, `Cluster '${name}' not found.`);
    const vms = await directory.visibleVms(caller, vApp.id, signal);
    return jsonResponse(200, clusterDetails(vApp, vms, request, vcdHost));
  };
}
