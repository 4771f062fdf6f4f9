import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { World } from '../world.ts';
import type { HttpRequest } from './exchange.ts';

/** A request that came over no network. */
export interface DirectRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

const nowhere = { remoteAddress: '127.0.0.1', remotePort: 0, localAddress: '127.0.0.1', localPort: 0 };

/** The request of a program that calls without a socket. */
export function readDirectRequest({ method, url, headers, body = '' }: DirectRequest): HttpRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
  return {
    method,
    ...readTarget(url),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    originalHeaders: headers,
    body: bytes,
    // A stream is made for the few that read one.
    get content() {
      return Readable.from([bytes]);
    },
    ...nowhere,
    secure: false,
  };
}

/** The request as it came, with a path that has neither doubled nor trailing slashes. */
export function readRequest(raw: FastifyRequest, secure: boolean): HttpRequest {
  const { rawHeaders, socket } = raw.raw;
  const originalHeaders: Record<string, string> = {};
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lower = name.toLowerCase();
    // Repeated headers are one list, as HTTP says.
    headers[lower] = lower in headers ? `${headers[lower]}, ${value}` : value;
    originalHeaders[name] = name in originalHeaders ? `${originalHeaders[name]}, ${value}` : value;
  }
  return {
    method: raw.method,
    ...readTarget(raw.raw.url ?? '/'),
    headers,
    originalHeaders,
    body: Buffer.isBuffer(raw.body) ? raw.body : Buffer.alloc(0),
    content: raw.raw,
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
    localAddress: socket.localAddress ?? '',
    localPort: socket.localPort ?? 0,
    secure,
  };
}

function readTarget(url: string): Pick<HttpRequest, 'path' | 'query'> {
  const question = url.indexOf('?');
  const rawPath = question < 0 ? url : url.slice(0, question);
  return {
    path: rawPath.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, ''),
    query: question < 0 ? undefined : url.slice(question + 1),
  };
}

/** Files are not read before somebody wants them: they may be larger than the memory. */
export function isTransfer(url: string): boolean {
  return /^\/+transfer\//.test(url);
}

/** The client's own id with a new one behind it, where the client sent one. */
export function requestIdOf(world: World, request: HttpRequest): string {
  const own = request.headers['x-vmware-vcloud-client-request-id'];
  const id = world.random.uuid();
  return own && /^[\w-]{1,128}$/.test(own) ? `${own}-${id}` : id;
}
