import { ApiError } from '../errors.ts';
import { assertClusterName } from '../clusters/cluster-name.ts';
import { assertMayChange } from '../callers/change-authority.ts';
import { identifyDeployer } from '../callers/deployer.ts';
import { noteRequest } from '../clusters/request-event.ts';
import { theCluster } from '../clusters/the-cluster.ts';
import { answerOfBefore, tracedAnswer } from '../traced-answer.ts';
import { withAddedRequest } from '../clusters/added-request.ts';
import type { Operation } from '../operation.ts';
import type { WriteDependencies } from '../dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';

/** `DELETE /api/cse/{cluster}`: accepted in every state of a cluster that is not protected (contract of CSE 1.2.7, section 3.9). */
export function deleteCluster(dependencies: WriteDependencies): Operation {
  const { clusters, directory, tasks } = dependencies;
  return async function deleteCluster({ request: { id, headers, redelivered }, parameters }, signal) {
    const caller = await identifyDeployer(dependencies, headers, signal);
    const name = parameters.cluster;
    assertClusterName(name);
    const subject = { kind: 'cluster', operation: 'delete_cluster', clusterName: name } as const;
    const earlier = await answerOfBefore(dependencies, caller, id, subject);
    if (earlier) return earlier;
    const found = await theCluster(dependencies, caller, name, signal);
    if (!found || found === 'several') throw notFound(name);
    await assertMayChange(directory, caller, found, signal);

    const user = { id: caller.userId, name: caller.userName };
    const request: TenantRequest = { id, operation: 'delete_cluster', user };
    const wish = ({ spec }: Cluster) => {
      if (spec.deletionProtection) throw isProtected(name);
      return { ...spec, requests: [...spec.requests, request] };
    };
    const record = await withAddedRequest(dependencies, found, id, wish, signal);
    if (!record) throw notFound(name);

    const known = found.spec.requests.some((earlier) => earlier.id === id);
    // The request is in the record, so the cluster goes, whether a task can be opened or not.
    const [opened, removed] = await Promise.allSettled([
      tasks.open(record, request, { fresh: !known && !redelivered }, signal),
      clusters.remove(keyOf(record)),
      noteRequest(dependencies, record, request),
    ]);
    if (removed.status === 'rejected') throw removed.reason;
    if (opened.status === 'rejected') throw withoutTask(name, opened.reason);
    const { href: taskHref, noted } = opened.value;
    const outcome = { ...subject, clusterId: record.metadata.uid, taskHref };
    const answer = tracedAnswer(dependencies, caller.userId, id, outcome);
    const [answered] = await Promise.all([answer, noted]);
    return answered;
  };
}

/** Only the link is missing. */
function withoutTask(name: string, cause: unknown): ApiError {
  const message = `Cluster ${name} is being deleted, but Cloud Director did not open a task to follow it by.`;
  return new ApiError(503, message, { cause });
}

function isProtected(name: string): ApiError {
  const message = `Cluster ${name} is protected against deletion. Ask your service provider to take the protection away.`;
  return new ApiError(403, message);
}

function notFound(name: string): ApiError {
  return new ApiError(500, `Cluster ${name} not found.`);
}
