import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { jsonForm, jsonType } from '../documents/json-form.ts';
import { mediaTypes } from '../documents/media-types.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import { wordsOf } from '../faults/fault-rule.ts';
import { Mischief } from '../faults/mischief.ts';
import { spoiled } from '../faults/spoil.ts';
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
  /** As it was meant, whatever a fault rule made of it on its way. */
  readonly responseBody: string;
  /** `/api/vApp/vapp-{id}`, or the filter of an extension. */
  readonly pattern: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
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
  const mischief = new Mischief(deps.world);
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
    handler: async (request, reply) => serve({ ...deps, mischief }, request, reply),
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

async function serve(
  deps: Dependencies & { readonly mischief: Mischief },
  raw: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { world, mischief } = deps;
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
  let rule: FaultRule | undefined;
  try {
    target = resolveTarget(deps, call);
    // Looking at the counts must not change them, and nothing goes wrong with looking.
    if (!request.path.startsWith('/sim/')) {
      const operation = `${request.method} ${target.pattern}`;
      deps.stats.count(operation);
      rule = world.faults.strike('call', operation, target.objects);
      if (rule && rule.delayMs > 0) await world.clock.sleep(rule.delayMs, world.stopping);
      mischief.requireCell();
    }
    if (rule?.effect === 'drop-before') return hangUp(raw, reply);
    if (rule?.effect === 'hang-before') return reply.hijack();
    if (rule?.effect === 'answer') throw refusalOf(rule);
    if (rule)
      await mischief.meddle(rule, {
        objects: target.objects,
        session: target.session,
        requestId: call.requestId,
      });
    if (!target.errorsAsXml) negotiated = negotiate(request.headers['accept'], needsVersion(request.path));
    answer = inForm(await target.respond({ ...call, version: negotiated.version }), negotiated);
  } catch (error) {
    const asJson =
      (negotiated.json || /^\/(?:cloudapi|oauth)(?:\/|$)/.test(request.path)) && !target?.errorsAsXml;
    answer = errorReply(error, call.requestId, asJson);
    const retryAfter = rule?.retryAfterSeconds;
    if (retryAfter !== undefined) answer = { ...answer, headers: { 'Retry-After': String(retryAfter) } };
  }
  if (rule?.effect === 'drop-after') return hangUp(raw, reply);
  if (rule?.effect === 'hang-after') return reply.hijack();
  return write(deps, { call, target, answer, negotiated, at, rule }, reply);
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

/** What a rule answers in place of the work. */
function refusalOf(rule: FaultRule): ApiError {
  const { code, message } = wordsOf(rule);
  return new ApiError(rule.status ?? 500, code, message);
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
  readonly rule: FaultRule | undefined;
}

function write(deps: Dependencies, outcome: Outcome, reply: FastifyReply): FastifyReply {
  const { call, target, answer, negotiated, at, rule } = outcome;
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
  const sent = spoiled(rule, { contentType: headers['Content-Type'], body });
  // Buffers go out with the content type as it is; strings would get a charset.
  return reply
    .code(answer.status)
    .headers({ ...headers, ...(sent.contentType !== undefined && { 'Content-Type': sent.contentType }) })
    .send(answer.status === 204 ? undefined : sent.body);
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
