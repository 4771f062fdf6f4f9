import { ApiError } from '../errors.ts';
import { assertClusterName } from '../cluster-name.ts';
import { assertMayChange } from '../change-authority.ts';
import { identifyDeployer } from '../deployer.ts';
import { jsonResponse, type ApiResponse } from '../request.ts';
import { noteRequest } from '../request-event.ts';
import { theCluster } from '../the-cluster.ts';
import { withAddedRequest } from '../added-request.ts';
import type { Caller } from '../caller.ts';
import type { Operation } from '../operation.ts';
import type { WriteDependencies } from '../dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';

/** `DELETE /api/cse/{cluster}`: accepted in every state of the cluster (contract of CSE 1.2.7, section 3.9). */
export function deleteCluster(dependencies: WriteDependencies): Operation {
  const { clusters, directory } = dependencies;
  return async function deleteCluster({ request: { id, headers, redelivered }, parameters }, signal) {
    const caller = await identifyDeployer(dependencies, headers, signal);
    const name = parameters.cluster;
    assertClusterName(name);
    const found = await theCluster(dependencies, caller, name, signal);
    if (found === 'several') throw notFound(name);
    if (found) await assertMayChange(directory, caller, found, signal);

    const user = { id: caller.userId, name: caller.userName };
    const request: TenantRequest = { id, operation: 'delete_cluster', user };
    const wish = ({ spec }: Cluster) => ({ ...spec, requests: [...spec.requests, request] });
    const record = found && (await withAddedRequest(clusters, found, id, wish, signal));
    if (!record) return await answerOfBefore(dependencies, { caller, name, user, redelivered }, signal);

    const known = found.spec.requests.some((earlier) => earlier.id === id);
    const taskHref = await openTask(dependencies, record, request, !known && !redelivered, signal);
    await noteRequest(dependencies, record, request);
    await clusters.remove(keyOf(record));
    return jsonResponse(202, { cluster_name: name, task_href: taskHref });
  };
}

/** Once the request is in the record the cluster goes, so a task that cannot be opened delays the answer's link only. */
async function openTask(
  { clusters, tasks }: WriteDependencies,
  record: Cluster,
  request: TenantRequest,
  fresh: boolean,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await tasks.open(record, request, { fresh }, signal);
  } catch (error) {
    await clusters.remove(keyOf(record));
    throw new ApiError(
      503,
      `Cluster ${record.metadata.name} is being deleted, but Cloud Director did not open a task to follow it by.`,
      { cause: error },
    );
  }
}

/**
 * Nothing of that name: either there was nothing to delete, or an earlier delivery of this very request did it, all to
 * the end, while its answer was cut off. Then the task of that deletion is the answer that is owed.
 */
async function answerOfBefore(
  { tasks }: WriteDependencies,
  of: {
    readonly caller: Caller;
    readonly name: string;
    readonly user: TenantRequest['user'];
    readonly redelivered: boolean;
  },
  signal: AbortSignal,
): Promise<ApiResponse> {
  const { caller, name, user } = of;
  const sought = { orgId: caller.orgId, clusterName: name, operation: 'delete_cluster' as const, user };
  const taskHref = of.redelivered ? await tasks.findEarlier(sought, signal) : undefined;
  if (taskHref === undefined) throw notFound(name);
  return jsonResponse(202, { cluster_name: name, task_href: taskHref });
}

function notFound(name: string): ApiError {
  return new ApiError(500, `Cluster ${name} not found.`);
}
