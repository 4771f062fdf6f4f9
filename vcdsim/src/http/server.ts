import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { jsonForm, jsonType } from '../documents/json-form.ts';
import { mediaTypes } from '../documents/media-types.ts';
import type { AnswerFault } from '../faults/fault-injector.ts';
import type { Stats } from '../stats.ts';
import type { World } from '../world.ts';
import { el, writeXml } from '../xml/write.ts';
import { ApiError } from './api-error.ts';
import type { Call, Negotiated, Reply } from './exchange.ts';
import { isJson, negotiate } from './negotiation.ts';
import { isTransfer, readRequest, requestIdOf } from './read-request.ts';
import type { Router } from './router.ts';
import type { Target } from './target.ts';
import { resolveTarget } from './target.ts';

/** One request and its answer, for tests that look at everything. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** `/api/vApp/vapp-{id}`, or the filter of an extension. */
  readonly pattern: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
  readonly at: Date;
}

interface Dependencies {
  readonly world: World;
  readonly router: Router;
  readonly stats: Stats;
  /** Instead of the Host header. */
  readonly publicUrl: string | undefined;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
}

const bodyLimit = 64 * 1024 * 1024;

/** The HTTP side: one route for everything, the table of `router` decides. Not yet listening. */
export function createServer(deps: Dependencies): FastifyInstance {
  const options = { bodyLimit, forceCloseConnections: true, exposeHeadRoutes: false } as const;
  // With and without TLS the instances have different types and the same behaviour.
  const app = (deps.tls
    ? fastify({ ...options, https: deps.tls })
    : fastify(options)) as unknown as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) =>
    isTransfer(request.url) ? undefined : readWhole(payload),
  );
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'],
    url: '*',
    handler: async (request, reply) => serve(deps, request, reply),
  });
  return app;
}

async function readWhole(payload: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of payload as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > bodyLimit) throw Object.assign(new Error('The body is too long.'), { statusCode: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function serve(deps: Dependencies, raw: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { world } = deps;
  const at = world.clock.now();
  const request = readRequest(raw, deps.tls !== undefined);
  const call: Call = {
    request,
    params: {},
    requestId: requestIdOf(world, request),
    base:
      deps.publicUrl ?? `${request.secure ? 'https' : 'http'}://${request.headers['host'] ?? 'localhost'}`,
    version: '',
  };
  let negotiated: Negotiated = { version: '', json: isJson(request.headers['accept'] ?? '') };
  let target: Target | undefined;
  let answer: Reply;
  let fault: AnswerFault | undefined;
  try {
    target = resolveTarget(deps, call);
    // Looking at the counts must not change them.
    if (!request.path.startsWith('/sim/')) deps.stats.count(`${request.method} ${target.pattern}`);
    fault = world.faults.forAnswer(`${request.method} ${target.pattern}`, target.objects);
    if (fault.delayMs > 0) await sleep(fault.delayMs);
    if (fault.effect === 'drop-before') return hangUp(raw, reply);
    if (fault.effect === 'answer') throw faultError(fault);
    if (!target.errorsAsXml) negotiated = negotiate(request.headers['accept'], needsVersion(request.path));
    answer = inForm(await target.respond({ ...call, version: negotiated.version }), negotiated);
    if (fault.effect === 'drop-after') return hangUp(raw, reply);
  } catch (error) {
    const asJson =
      (negotiated.json || /^\/(?:cloudapi|oauth)(?:\/|$)/.test(request.path)) && !target?.errorsAsXml;
    answer = errorReply(error, call.requestId, asJson);
    const retryAfter = fault?.rule?.retryAfterSeconds;
    if (retryAfter !== undefined) answer = { ...answer, headers: { 'Retry-After': String(retryAfter) } };
  }
  return write(deps, { call, target, answer, negotiated, at }, reply);
}

/** Documents are XML or JSON, as the caller accepts. */
function inForm(reply: Reply, { json }: Negotiated): Reply {
  const { body, contentType } = reply;
  if (!json || body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return reply;
  return { ...reply, contentType: jsonType(contentType ?? 'application/json'), body: jsonForm(body) };
}

function hangUp(raw: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  raw.raw.socket.destroy();
  return reply;
}

function faultError(fault: AnswerFault): ApiError {
  const { status = 500, code = '', message = '' } = fault.rule ?? {};
  return new ApiError(status, code, message);
}

function needsVersion(path: string): boolean {
  return !/^\/(?:api\/versions|sim|transfer|oauth)(?:\/|$)/.test(path);
}

function errorReply(error: unknown, requestId: string, asJson: boolean): Reply {
  const known = error instanceof ApiError ? error : internalError(error);
  const message = `[ ${requestId} ] ${known.message}`;
  const { status, code: minorErrorCode } = known;
  if (asJson) {
    const body = JSON.stringify({ minorErrorCode, message, stackTrace: null });
    return { status, contentType: 'application/json', body };
  }
  const body = el('Error', { majorErrorCode: status, minorErrorCode, message });
  return { status, contentType: mediaTypes.error, body };
}

function internalError(error: unknown): ApiError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // A defect of the simulator: whoever runs it should see it.
  process.stderr.write(`vcdsim: ${text}\n`);
  return new ApiError(500, 'INTERNAL_SERVER_ERROR', 'Internal error of the simulator.', { cause: error });
}

interface Outcome {
  readonly call: Call;
  readonly target: Target | undefined;
  readonly answer: Reply;
  readonly negotiated: Negotiated;
  readonly at: Date;
}

function write(deps: Dependencies, outcome: Outcome, reply: FastifyReply): FastifyReply {
  const { call, target, answer, negotiated, at } = outcome;
  const { request } = call;
  const body = bodyText(answer);
  const headers: Record<string, string> = {
    'X-VMWARE-VCLOUD-REQUEST-ID': call.requestId,
    'X-VMWARE-VCLOUD-REQUEST-EXECUTION-TIME': String(deps.world.clock.now().getTime() - at.getTime()),
    Vary: 'Accept-Encoding, User-Agent',
    ...(target?.session && answer.status !== 401
      ? { 'x-vcloud-authorization': target.session.legacyToken }
      : {}),
    ...(answer.contentType === undefined
      ? {}
      : { 'Content-Type': versionedType(answer.contentType, negotiated.version) }),
    ...answer.headers,
  };
  deps.onExchange?.({
    method: request.method,
    path: request.query === undefined ? request.path : `${request.path}?${request.query}`,
    pattern: target?.pattern ?? '(unknown)',
    requestHeaders: request.headers,
    requestBody: request.body.toString('utf8'),
    status: answer.status,
    responseHeaders: headers,
    responseBody: body.toString('utf8'),
    at,
  });
  // Buffers go out with the content type as it is; strings would get a charset.
  return reply
    .code(answer.status)
    .headers(headers)
    .send(answer.status === 204 ? undefined : body);
}

function bodyText({ body, defaultNamespace }: Reply): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : writeXml(body, defaultNamespace), 'utf8');
}

function versionedType(contentType: string, version: string): string {
  // In this header, and only here, vCD writes vApp in small letters.
  const type = contentType.startsWith('application/vnd.vmware.vcloud.vApp+')
    ? contentType.toLowerCase()
    : contentType;
  return version === '' || type === 'text/xml' ? type : `${type};version=${version}`;
}
