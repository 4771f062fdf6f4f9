import { once } from 'node:events';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, failureStatus } from './api-error.ts';
import { authenticate, claimedName } from './authentication.ts';
import type { User } from './authentication.ts';
import { authorize } from './authorization.ts';
import { newServerCertificate } from './certificates.ts';
import type { ClusterState } from './cluster-state.ts';
import { discoveryDocument, emptyOpenApi, emptyOpenApiProtobuf } from './discovery.ts';
import type { KubernetesObject } from './objects.ts';
import { resourcePath } from './request-path.ts';
import type { ResourcePath } from './request-path.ts';
import { answerResource } from './resource-requests.ts';
import { groupVersion } from './resource-types.ts';
import { selection } from './selectors.ts';
import { tableOf } from './tables.ts';
import { streamChanges } from './watch.ts';

/** Whose API it is, and where it is served. */
export interface ApiServerOptions {
  readonly cluster: ClusterState;
  /** The machine's own address; one of the loopback network. */
  readonly address: string;
  readonly port: number;
  /** More names and addresses for the server's certificate. */
  readonly hosts: readonly string[];
  /** Called once per request with the name that its sender claims. */
  readonly count: (user: string) => void;
}

/** Serves a cluster's API over TLS on one control plane node; disposing stops it and cuts its connections. */
export async function startApiServer(options: ApiServerOptions): Promise<AsyncDisposable> {
  const { cluster, address, port } = options;
  const certificate = await newServerCertificate({
    ca: cluster.ca,
    commonName: 'kube-apiserver',
    hosts: [
      address,
      '10.96.0.1',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
      ...options.hosts,
    ],
  });
  const server = createServer({
    cert: certificate.certificate,
    key: certificate.privateKey,
    ca: cluster.ca.certificate,
    requestCert: true,
    // A bad certificate is refused with 401 by authentication, not by the handshake, as the real one does.
    rejectUnauthorized: false,
  });
  server.on('request', (request, response) => {
    options.count(claimedName(request));
    void answer(cluster, request, response);
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  cluster: ClusterState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const user = authenticate(request, cluster.store);
    const body = await readBody(request);
    const url = new URL(request.url ?? '/', 'https://api');
    const path = resourcePath(url.pathname, cluster.store.types());
    if (path) answerPath({ cluster, request, response, user, body, path, query: url.searchParams });
    else answerOther(cluster, request, response, user, url.pathname);
  } catch (error) {
    const refusal =
      error instanceof ApiError
        ? error
        : new ApiError(
            error instanceof SyntaxError ? 400 : 500,
            error instanceof SyntaxError ? 'BadRequest' : 'InternalError',
            String(error),
          );
    sendJson(response, refusal.code, failureStatus(refusal));
  }
}

function answerPath(call: {
  readonly cluster: ClusterState;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly user: User;
  readonly body: string;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
}): void {
  const { cluster, request, response, user, body, path, query } = call;
  const { store } = cluster;
  const contentType = request.headers['content-type'] ?? 'application/json';
  const result = answerResource(
    { method: request.method ?? 'GET', path, query, user, body, contentType },
    store,
  );
  const asTable = (request.headers.accept ?? '').includes('as=Table');
  const table = (objects: readonly KubernetesObject[], metadata: object): object =>
    tableOf(path.type, objects, metadata, new Date());
  switch (result.kind) {
    case 'object':
      sendJson(response, result.code, asTable ? table([result.object], {}) : result.object);
      return;
    case 'status':
      sendJson(response, result.code, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: result.details,
      });
      return;
    case 'text':
      response.writeHead(200, { 'content-type': 'text/plain' }).end(result.text);
      return;
    case 'list': {
      const items = store.list(path.type, path.namespace).filter(selection(query));
      const metadata = { resourceVersion: String(store.revision) };
      const list = {
        kind: `${path.type.kind}List`,
        apiVersion: groupVersion(path.type),
        metadata,
        items,
      };
      sendJson(response, 200, asTable ? table(items, metadata) : list);
      return;
    }
    case 'watch':
      streamChanges({
        store,
        path,
        query,
        response,
        selects: selection(query),
        render: (object) => (asTable ? table([object], {}) : object),
      });
  }
}

function answerOther(
  cluster: ClusterState,
  request: IncomingMessage,
  response: ServerResponse,
  user: User,
  path: string,
): void {
  authorize(
    user,
    { kind: 'path', verb: (request.method ?? 'GET').toLowerCase(), path: path.replace(/(?<=.)\/$/, '') },
    cluster.store,
  );
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  const document = describe(cluster, path, request.headers.accept ?? '');
  if (!document) {
    throw new ApiError(404, 'NotFound', 'the server could not find the requested resource');
  }
  if (!Buffer.isBuffer(document)) {
    sendJson(response, 200, document);
    return;
  }
  const contentType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
  response.writeHead(200, { 'content-type': contentType }).end(document);
}

function describe(cluster: ClusterState, path: string, accept: string): object | Buffer | undefined {
  if (path === '/version' || path === '/version/') return versionDocument(cluster.kubernetesVersion);
  if (path === '/openapi/v2') {
    return accept.includes('protobuf')
      ? emptyOpenApiProtobuf(cluster.kubernetesVersion)
      : emptyOpenApi(cluster.kubernetesVersion);
  }
  return discoveryDocument(path, cluster.store.types());
}

function versionDocument(gitVersion: string): object {
  const [major, minor] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    gitVersion,
    gitCommit: 'simulated',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.25.0',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (request.headers['content-type']?.includes('protobuf')) {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set: chunks are buffers
  return Buffer.concat(chunks).toString();
}

function sendJson(response: ServerResponse, code: number, document: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}
