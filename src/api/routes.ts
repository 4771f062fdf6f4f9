/** Everything that can be asked for under `/api/cse`. */
export type OperationName =
  | 'listClusters'
  | 'createCluster'
  | 'deleteCluster'
  | 'clusterInfo'
  | 'clusterConfig'
  | 'createNodes'
  | 'deleteNodes'
  | 'nodeInfo'
  | 'listTemplates'
  | 'systemInfo'
  | 'updateSystem'
  | 'ovdcInfo'
  | 'updateOvdc'
  | 'describeApi';

/** What a method and a path mean. */
export type Route =
  | { readonly kind: 'operation'; readonly operation: OperationName; readonly parameters: RouteParameters }
  | { readonly kind: 'wrongMethod'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' };

/** What stood in the path; empty where the route has no such part. */
export interface RouteParameters {
  readonly cluster: string;
  readonly node: string;
  readonly vdcId: string;
}

interface RouteLine {
  readonly path: RegExp;
  readonly methods: Readonly<Partial<Record<string, OperationName>>>;
}

/** A segment that names a cluster: what the original's routes use themselves cannot be one. */
const cluster = '(?<cluster>(?!(?:swagger(?:\\.json|\\.yaml)?|template|system|ovdc)(?:/|$))[^/]+)';

/** The table of the contract of CSE 1.2.7, section 3.1; the first line that fits counts. */
const lines: readonly RouteLine[] = [
  { path: /^\/?$/, methods: { GET: 'listClusters', POST: 'createCluster' } },
  { path: /^\/template$/, methods: { GET: 'listTemplates' } },
  { path: /^\/system$/, methods: { GET: 'systemInfo', PUT: 'updateSystem' } },
  { path: /^\/swagger(\.json|\.yaml)?$/, methods: { GET: 'describeApi' } },
  { path: /^\/ovdc\/(?<vdcId>[^/]+)\/info$/, methods: { GET: 'ovdcInfo', PUT: 'updateOvdc' } },
  { path: new RegExp(`^/${cluster}$`), methods: { DELETE: 'deleteCluster' } },
  { path: new RegExp(`^/${cluster}/info$`), methods: { GET: 'clusterInfo' } },
  { path: new RegExp(`^/${cluster}/config$`), methods: { GET: 'clusterConfig' } },
  { path: new RegExp(`^/${cluster}/node$`), methods: { POST: 'createNodes', DELETE: 'deleteNodes' } },
  { path: new RegExp(`^/${cluster}/(?<node>[^/]+)/info$`), methods: { GET: 'nodeInfo' } },
];

/** Which operation a request asks for. Case-sensitive; a query string is left out of account. */
export function matchRoute(method: string, path: string): Route {
  const below = /^\/api\/cse(?<rest>(?:\/[^?]*)?)(?:\?.*)?$/.exec(path)?.groups?.['rest'];
  if (below === undefined) return { kind: 'unknown' };
  for (const line of lines) {
    const match = line.path.exec(below);
    if (!match) continue;
    const operation = Object.hasOwn(line.methods, method) ? line.methods[method] : undefined;
    if (operation === undefined) return { kind: 'wrongMethod', allowed: Object.keys(line.methods) };
    const found = match.groups ?? {};
    const parameters = {
      cluster: found['cluster'] ?? '',
      node: found['node'] ?? '',
      vdcId: found['vdcId'] ?? '',
    };
    return { kind: 'operation', operation, parameters };
  }
  return { kind: 'unknown' };
}

/** What a request counts as in metrics: names that only we choose, however odd the requests are. */
export function routeLabels(request: { readonly method: string; readonly path: string }): {
  readonly route: OperationName | 'none';
  readonly method: string;
} {
  const route = matchRoute(request.method, request.path);
  return route.kind === 'operation'
    ? { route: route.operation, method: request.method }
    : { route: 'none', method: 'OTHER' };
}
