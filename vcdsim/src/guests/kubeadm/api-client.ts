import { request as httpsRequest } from 'node:https';
import { textAt } from '../kubernetes/objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import type { ApiConnection } from './kubeconfig.ts';

/** The API server refused, or could not be reached (`code` 0); the message is worded as client-go's. */
export class ApiCallFailure extends Error {
  override readonly name = 'ApiCallFailure';
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The verbs of HTTP that Kubernetes knows. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One API call, verified by the connection's authority and with its credentials; 10 s at most. A PATCH is a strategic
 * merge unless `contentType` says otherwise.
 */
export async function callApi(
  connection: ApiConnection,
  method: Method,
  path: string,
  body?: object,
  contentType = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json',
): Promise<KubernetesObject> {
  const { code, text } = await exchange(connection, method, path, body, contentType);
  const answer = JSON.parse(text) as KubernetesObject; // read through the tolerant accessors only
  if (code < 400) return answer;
  throw new ApiCallFailure(code, textAt(answer, 'message') || `the server answered ${code}`);
}

/** The text of a path that answers no JSON, such as /readyz. */
export async function readText(connection: ApiConnection, path: string): Promise<string> {
  const { code, text } = await exchange(connection, 'GET', path, undefined, 'application/json');
  if (code < 400) return text;
  throw new ApiCallFailure(code, text);
}

async function exchange(
  connection: ApiConnection,
  method: Method,
  path: string,
  body: object | undefined,
  contentType: string,
): Promise<{ readonly code: number; readonly text: string }> {
  const url = new URL(path, connection.server);
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; text: string }>();
  const outgoing = httpsRequest(
    url,
    {
      method,
      agent: false,
      ca: connection.ca,
      cert: connection.certificate,
      key: connection.privateKey,
      ...(connection.serverName === undefined ? {} : { servername: connection.serverName }),
      rejectUnauthorized: connection.ca !== undefined,
      timeout: 10_000,
      headers: {
        accept: 'application/json',
        'content-type': contentType,
        ...(connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` }),
      },
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      response.on('error', reject);
    },
  );
  outgoing.on('timeout', () => {
    outgoing.destroy(new Error('context deadline exceeded'));
  });
  outgoing.on('error', reject);
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  try {
    return await promise;
  } catch (error) {
    const verb = method.charAt(0) + method.slice(1).toLowerCase();
    throw new ApiCallFailure(0, `${verb} "${url.href}": ${describe(error, url)}`, { cause: error });
  }
}

const unverified = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

/** A transport error in the words of Go's standard library, which is what people search logs for. */
function describe(error: unknown, url: URL): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const target = `${url.hostname}:${url.port || '443'}`;
  if (unverified.has(code)) {
    return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `tls: failed to verify certificate: x509: certificate is not valid for ${url.hostname}`;
    case 'ECONNREFUSED':
      return `dial tcp ${target}: connect: connection refused`;
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return `dial tcp ${target}: connect: no route to host`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${url.hostname}: no such host`;
    default:
      return error.message;
  }
}
