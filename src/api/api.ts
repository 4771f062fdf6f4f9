import { ApiError, errorResponse, failureResponse, timeoutResponse } from './errors.ts';
import { audited, auditedDependencies } from './audited.ts';
import { CallerRejected } from './callers/caller.ts';
import { matchRoute, type OperationName, type Route } from './routes.ts';
import { createNodes, deleteNodes } from './operations/change-nodes.ts';
import { clusterConfig } from './operations/cluster-config.ts';
import { clusterInfo } from './operations/cluster-info.ts';
import { createCluster } from './operations/create-cluster.ts';
import { deleteCluster } from './operations/delete-cluster.ts';
import { listClusters } from './operations/list-clusters.ts';
import { listTemplates } from './operations/list-templates.ts';
import { nodeInfo } from './operations/node-info.ts';
import { describeApi } from './operations/describe-api.ts';
import { ovdcInfo } from './operations/ovdc-info.ts';
import { systemInfo } from './operations/system-info.ts';
import { updateOvdc } from './operations/update-ovdc.ts';
import { updateSystem } from './operations/update-system.ts';
import type { ApiDependencies, OperationDependencies } from './dependencies.ts';
import { pathOf, type ApiRequest, type ApiResponse } from './request.ts';
import type { Operation } from './operation.ts';

/** Answers one request; never rejects. The signal ends when the sender stops waiting. */
export type HandleRequest = (request: ApiRequest, signal: AbortSignal) => Promise<ApiResponse>;

/** The `/api/cse` contract over records: it keeps wishes and reports, and moves nothing itself. */
export function createApi(dependencies: ApiDependencies): HandleRequest {
  const operations = operationsOf(auditedDependencies(dependencies));
  const { auditor, serviceSwitch, time } = dependencies;

  /** What was delivered before may have been accepted then. Throws `ApiError`. */
  function refuseMoreWork({ redelivered }: ApiRequest, operation: OperationName): void {
    if (redelivered || !growing.has(operation)) return;
    const shortage = dependencies.shortage();
    if (shortage === undefined) return;
    throw new ApiError(503, 'The service has no room for more work at the moment. Try again later.', {
      cause: new Error(shortage),
    });
  }

  return async function handleRequest(request, signal) {
    const startedAt = time.now();
    const log = dependencies.log.child({
      requestId: request.id,
      method: request.method,
      path: pathOf(request),
    });
    const route = matchRoute(request.method, request.path);
    const response = await log.within(() =>
      audited(auditor, request, route, () => answer(request, route, signal)),
    );
    const durationMs = Math.round(time.now() - startedAt);
    const { status } = response;
    const taskId = taskIdIn(response);
    log.info({ status, taskId, durationMs, redelivered: request.redelivered }, 'request answered');
    return response;

    async function answer(request: ApiRequest, route: Route, signal: AbortSignal): Promise<ApiResponse> {
      const serve = async () => {
        if (route.kind !== 'operation') return noRouteResponse(request, route);
        refuseMoreWork(request, route.operation);
        return operations[route.operation]({ request, parameters: route.parameters }, signal);
      };
      try {
        return await serviceSwitch.run(request.path, serve, disabledResponse);
      } catch (error) {
        const level = error instanceof ApiError || error instanceof CallerRejected ? 'info' : 'error';
        const operation = route.kind === 'operation' ? route.operation : 'none';
        log[level]({ err: error, operation }, 'request not done');
        return signal.aborted && !(error instanceof ApiError)
          ? timeoutResponse()
          : failureResponse(error, request.id);
      }
    }
  };
}

/** What makes the service's work more; everything else is served, and deletions make it less. */
const growing: ReadonlySet<OperationName> = new Set(['createCluster', 'createNodes']);

/** The vCD task that an answer refers its user to. */
function taskIdIn({ body }: ApiResponse): string | undefined {
  if (body.kind !== 'json' || typeof body.value !== 'object' || body.value === null) return undefined;
  const href = 'task_href' in body.value ? body.value.task_href : undefined;
  return typeof href === 'string' ? /\/task\/([0-9a-f-]{36})$/.exec(href)?.[1] : undefined;
}

function operationsOf(dependencies: OperationDependencies): Readonly<Record<OperationName, Operation>> {
  const looking = { ...dependencies, directory: dependencies.recentDirectory };
  return {
    listClusters: listClusters(looking),
    createCluster: createCluster(dependencies),
    deleteCluster: deleteCluster(dependencies),
    clusterInfo: clusterInfo(looking),
    clusterConfig: clusterConfig(looking),
    listTemplates: listTemplates(dependencies),
    systemInfo: systemInfo(dependencies),
    createNodes: createNodes(dependencies),
    deleteNodes: deleteNodes(dependencies),
    nodeInfo: nodeInfo(looking),
    updateSystem: updateSystem(dependencies),
    ovdcInfo: ovdcInfo(dependencies),
    updateOvdc: updateOvdc(dependencies),
    describeApi: describeApi(dependencies.service),
  };
}

/** Contract of CSE 1.2.7, section 3.2. */
function disabledResponse(): ApiResponse {
  return errorResponse(500, 'CSE service is disabled. Contact the System Administrator.');
}

function noRouteResponse(request: ApiRequest, route: Exclude<Route, { kind: 'operation' }>): ApiResponse {
  const { method } = request;
  const path = pathOf(request);
  if (route.kind === 'unknown') return errorResponse(404, `There is nothing at ${path}.`);
  return errorResponse(405, `${path} takes ${route.allowed.join(' or ')}, not ${method}.`);
}
