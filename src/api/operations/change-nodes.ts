import { ApiError } from '../errors.ts';
import { assertMayChange } from '../callers/change-authority.ts';
import { assertClusterName } from '../clusters/cluster-name.ts';
import { identifyDeployer } from '../callers/deployer.ts';
import type { ApiResponse } from '../request.ts';
import { noteRequest } from '../clusters/request-event.ts';
import { parseAddNodesRequest, parseRemoveNodesRequest } from '../bodies/node-requests.ts';
import { theCluster } from '../clusters/the-cluster.ts';
import { answerOfBefore, tracedAnswer } from '../traced-answer.ts';
import { withAddedNodes, withoutNodes } from '../clusters/node-wishes.ts';
import { withAddedRequest } from '../clusters/added-request.ts';
import type { AddNodesRequest } from '../bodies/node-requests.ts';
import type { ApiRequest } from '../request.ts';
import type { Caller } from '../callers/caller.ts';
import type { Operation } from '../operation.ts';
import type { WriteDependencies } from '../dependencies.ts';
import type { Cluster, ClusterSpec, Reference } from '#records/cluster.ts';

/**
 * `POST /api/cse/{cluster}/node`: keeps the wish for a pool more and opens its task. A cluster that is still busy takes
 * it too, and does it after what it is at (contract of CSE 1.2.7, sections 3.10 and 7.10).
 */
export function createNodes(dependencies: WriteDependencies): Operation {
  return async function createNodes({ request, parameters }, signal) {
    const caller = await identifyDeployer(dependencies, request.headers, signal);
    const name = parameters.cluster;
    assertClusterName(name);
    const subject = { kind: 'cluster', operation: 'create_nodes', clusterName: name } as const;
    const earlier = await answerOfBefore(dependencies, caller, request.id, subject);
    if (earlier) return earlier;
    const wish = parseAddNodesRequest(request.body);
    assertSameName(name, wish.name);
    if (wish.node_count < 1) throw new ApiError(500, `Invalid node count: ${wish.node_count}.`);
    const found = await findCluster(dependencies, caller, name, signal);
    assertSameNetwork(found, wish);
    const storageProfile = await placedProfile(dependencies, caller, found, wish, signal);

    const user = { id: caller.userId, name: caller.userName };
    const of = { requestId: request.id, user, wish, storageProfile };
    return change(dependencies, found, request, (record) => withAddedNodes(record, of).spec, signal);
  };
}

/** `DELETE /api/cse/{cluster}/node`: keeps the wish that the named nodes go (section 3.11). */
export function deleteNodes(dependencies: WriteDependencies): Operation {
  return async function deleteNodes({ request, parameters }, signal) {
    const caller = await identifyDeployer(dependencies, request.headers, signal);
    const name = parameters.cluster;
    assertClusterName(name);
    const subject = { kind: 'cluster', operation: 'delete_nodes', clusterName: name } as const;
    const earlier = await answerOfBefore(dependencies, caller, request.id, subject);
    if (earlier) return earlier;
    const { name: named, nodes, force } = parseRemoveNodesRequest(request.body);
    assertSameName(name, named);
    if (nodes.length === 0) throw new ApiError(500, 'Invalid list of nodes: [].');
    const master = nodes.find((node) => node.startsWith('mstr'));
    if (master !== undefined) throw new ApiError(500, `Can't delete a master node: '${master}'.`);
    const found = await findCluster(dependencies, caller, name, signal);

    const user = { id: caller.userId, name: caller.userName };
    const of = { requestId: request.id, user, nodes, force };
    return change(dependencies, found, request, (record) => withoutNodes(record, of).spec, signal);
  };
}

/** The original went by the name in the body and ignored the one in the path: two that differ are a mistake. */
function assertSameName(inPath: string, inBody: string | null): void {
  if (inBody === null || inBody === inPath) return;
  throw new ApiError(400, `The path names cluster '${inPath}' and 'name' another one.`);
}

async function findCluster(
  dependencies: WriteDependencies,
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<Cluster> {
  const found = await theCluster(dependencies, caller, name, signal);
  if (!found || found === 'several') throw notFound(name);
  await assertMayChange(dependencies.directory, caller, found, signal);
  return found;
}

/** The vApp has one network, and nodes without it could not join. */
function assertSameNetwork({ metadata, spec }: Cluster, { network }: AddNodesRequest): void {
  if (network === null || network === spec.network.name) return;
  throw new ApiError(
    400,
    `Cluster ${metadata.name} is in the network '${spec.network.name}', and so must be its nodes.`,
  );
}

/** In the caller's own view, but of the cluster's VDC: the one that the request names is not asked for (section 3.10). */
async function placedProfile(
  { directory }: WriteDependencies,
  caller: Caller,
  { spec }: Cluster,
  { storage_profile: storageProfile }: AddNodesRequest,
  signal: AbortSignal,
): Promise<Reference | null> {
  if (storageProfile === null) return null;
  const wish = { vdc: spec.vdc.name, network: spec.network.name, storageProfile };
  const placement = await directory.place({ ...caller, orgId: spec.org.id }, wish, signal);
  return placement.storageProfile;
}

/** Makes the wish durable, opens its task and answers with it; the same again for a request that comes again. */
async function change(
  dependencies: WriteDependencies,
  found: Cluster,
  { id, redelivered }: ApiRequest,
  wish: (record: Cluster) => ClusterSpec,
  signal: AbortSignal,
): Promise<ApiResponse> {
  const { tasks } = dependencies;
  const { name, uid: clusterId } = found.metadata;
  const known = found.spec.requests.some((earlier) => earlier.id === id);
  const wishUnlessLeaving = (record: Cluster): ClusterSpec => {
    if (isLeaving(record)) throw new ApiError(409, `Cluster ${name} is being deleted.`);
    return wish(record);
  };
  const record = await withAddedRequest(dependencies, found, id, wishUnlessLeaving, signal);
  const request = record?.spec.requests.find((each) => each.id === id);
  if (!record || !request) throw notFound(name);
  try {
    const [{ href: taskHref, noted }] = await Promise.all([
      tasks.open(record, request, { fresh: !known && !redelivered }, signal),
      noteRequest(dependencies, record, request),
    ]);
    const { operation, user } = request;
    const outcome = { kind: 'cluster' as const, operation, clusterId, clusterName: name, taskHref };
    const [answered] = await Promise.all([tracedAnswer(dependencies, user.id, id, outcome), noted]);
    return answered;
  } catch (error) {
    // The wish is kept and will be done, so only the link is missing.
    throw new ApiError(
      503,
      `The nodes of cluster ${name} are being changed, but Cloud Director did not open a task to follow it by.`,
      { cause: error },
    );
  }
}

function isLeaving({ metadata, spec }: Cluster): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    spec.requests.some(({ operation }) => operation === 'delete_cluster')
  );
}

function notFound(name: string): ApiError {
  return new ApiError(500, `Cluster '${name}' not found.`);
}
