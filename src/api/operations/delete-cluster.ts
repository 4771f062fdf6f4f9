import { ApiError } from '../errors.ts';
import { assertClusterName } from '../cluster-name.ts';
import { jsonResponse } from '../request.ts';
import { noteRequest } from '../request-event.ts';
import { openRequestTask } from '../request-task.ts';
import { visibleClusters } from '../visible-clusters.ts';
import { withChangedRequests } from '../spec-requests.ts';
import type { Caller } from '../caller.ts';
import type { Operation } from '../operation.ts';
import type { WriteDependencies } from '../dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';

/** `DELETE /api/cse/{cluster}`: accepted in every state of the cluster (contract of CSE 1.2.7, section 3.9). */
export function deleteCluster(dependencies: WriteDependencies): Operation {
  const { clusters, directory } = dependencies;
  return async function deleteCluster({ request: { id, headers, redelivered }, parameters }, signal) {
    const name = parameters.cluster;
    assertClusterName(name);
    const caller = await directory.identify(headers, signal);
    const found = await findDeletable(dependencies, caller, name, signal);

    const user = { id: caller.userId, name: caller.userName };
    const request: TenantRequest = { id, operation: 'delete_cluster', user };
    const known = found.spec.requests.some((earlier) => earlier.id === id);
    const record = await withChangedRequests(
      clusters,
      found,
      (all) => [...without(all, id), request],
      signal,
    );
    if (!record) throw notFound(name);

    const taskHref = await openRequestTask(
      dependencies,
      {
        record,
        request,
        fresh: !known && !redelivered,
        takeBack: async () => {
          await withChangedRequests(clusters, found, (all) => without(all, id), AbortSignal.timeout(1000));
        },
      },
      signal,
    );
    await noteRequest(dependencies, record, request);
    await clusters.remove(keyOf(record));
    return jsonResponse(202, { cluster_name: name, task_href: taskHref });
  };
}

/** The one cluster of that name: none and several are the same to the contract. */
async function findDeletable(
  dependencies: WriteDependencies,
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<Cluster> {
  const visible = await visibleClusters(dependencies, caller, name, signal);
  const ofThatName = caller.systemAdministrator ? { name } : { namespace: caller.orgName, name };
  const { items } = await dependencies.clusters.list(ofThatName);
  const seen = new Set(visible.map(({ record }) => record?.metadata.uid));
  const unseen = items.filter((record) => !seen.has(record.metadata.uid) && answersFor(caller, record));

  const [target, another] = [
    ...visible.map(({ record }) => ({ record })),
    ...unseen.map((record) => ({ record })),
  ];
  if (!target || another) throw notFound(name);
  if (target.record) return target.record;
  throw new ApiError(
    409,
    `Cluster ${name} was made by another server and has not been adopted by this one yet.`,
  );
}

/** Whether a cluster whose vApp vCD does not show (not made yet, or gone) is the caller's to delete. */
function answersFor(caller: Caller, record: Cluster): boolean {
  return (
    caller.systemAdministrator ||
    caller.role === 'Organization Administrator' ||
    caller.userId === record.spec.owner.id
  );
}

function withRequest(requests: readonly TenantRequest[], request: TenantRequest): TenantRequest[] {
  return requests.some(({ id }) => id === request.id) ? [...requests] : [...requests, request];
}

function without(requests: readonly TenantRequest[], id: string): TenantRequest[] {
  return requests.filter((request) => request.id !== id);
}

function notFound(name: string): ApiError {
  return new ApiError(500, `Cluster ${name} not found.`);
}
