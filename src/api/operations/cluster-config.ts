import { adopt } from '../clusters/adopt.ts';
import { ApiError } from '../errors.ts';
import { assertClusterName } from '../clusters/cluster-name.ts';
import { offeredTemplates } from '../clusters/offered-templates.ts';
import { jsonResponse } from '../request.ts';
import { visibleClusters } from '../callers/visible-clusters.ts';
import type { Operation } from '../operation.ts';
import type { WriteDependencies } from '../dependencies.ts';
import { keyOf } from '#records/metadata.ts';
import { sleep, type Time } from '#time/time.ts';

/** `GET /api/cse/{cluster}/config`: the kubeconfig as a JSON string (contract of CSE 1.2.7, section 3.7). */
export function clusterConfig(dependencies: WriteDependencies): Operation {
  const { directory, templates, secrets, time } = dependencies;
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

    const record = found.record ?? (await adopt(dependencies, caller, found.vApp, signal));
    const read = () => record && secrets.get(keyOf(record), record.metadata.uid, 'kubeconfig');
    // The kubeconfig of a cluster that another server made is read from its control plane by now, or a moment later.
    const kubeconfig = (await read()) ?? (found.record ? undefined : await inTime(read, time, signal));
    if (kubeconfig === undefined) throw new ApiError(500, "Couldn't get cluster configuration");
    return jsonResponse(200, kubeconfig);
  };
}

/** What `read` comes to give within a few seconds: less than a client waits, and longer than a guest needs. */
async function inTime(
  read: () => Promise<string | undefined> | undefined,
  time: Time,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let tries = 0; tries < 20; tries += 1) {
    await sleep(time, 250, signal);
    const text = await read();
    if (text !== undefined) return text;
  }
  return undefined;
}
