import { ApiError } from '../errors.ts';
import { assertClusterName } from '../cluster-name.ts';
import { offeredTemplates } from '../offered-templates.ts';
import { jsonResponse } from '../request.ts';
import { visibleClusters } from '../visible-clusters.ts';
import type { Operation } from '../operation.ts';
import type { ReadDependencies } from '../dependencies.ts';
import { keyOf } from '#records/metadata.ts';

/** `GET /api/cse/{cluster}/config`: the kubeconfig as a JSON string (contract of CSE 1.2.7, section 3.7). */
export function clusterConfig(dependencies: ReadDependencies): Operation {
  const { directory, templates, secrets } = dependencies;
  return async function clusterConfig({ request, parameters }, signal) {
    const name = parameters.cluster;
    assertClusterName(name);
    const caller = await directory.identify(request.headers, signal);
    const [found, another] = await visibleClusters(dependencies, caller, name, signal);
    if (!found || another) throw new ApiError(500, `Cluster '${name}' not found`);

    const template = found.vApp.metadata.get('cse.template') ?? '';
    const offered = await offeredTemplates(templates);
    if (!offered.some(({ metadata }) => metadata.name === template))
      throw new ApiError(500, `Template ${template} not found`);

    const { record } = found;
    const kubeconfig = record && (await secrets.get(keyOf(record), record.metadata.uid, 'kubeconfig'));
    if (kubeconfig === undefined) throw new ApiError(500, "Couldn't get cluster configuration");
    return jsonResponse(200, kubeconfig);
  };
}
