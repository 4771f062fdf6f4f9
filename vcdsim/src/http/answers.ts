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
import type { Call, HttpRequest, Negotiated, Reply } from './exchange.ts';
import { isJson, negotiate } from './negotiation.ts';
import { requestIdOf } from './read-request.ts';
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

/** What becomes of a request. */
export type Ending =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer | undefined;
    }
  /** The connection is cut. */
  | { readonly kind: 'hang-up' }
  /** Nothing is ever said. */
  | { readonly kind: 'silence' };

/** What answers are made from. */
export interface AnswerDependencies {
  readonly world: World;
  readonly router: Router;
  readonly stats: Stats;
  /** Instead of the Host header. */
  readonly publicUrl: string | undefined;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
}

/** Answers a request, however it came; never rejects. */
export type Answers = (request: HttpRequest) => Promise<Ending>;

/** Answers as the table of `router` decides. */
export function createAnswers(deps: AnswerDependencies): Answers {
  const mischief = new Mischief(deps.world);
  return async (request) => answer({ ...deps, mischief }, request);
}

async function answer(
  deps: AnswerDependencies & { readonly mischief: Mischief },
  request: HttpRequest,
): Promise<Ending> {
  const { world, mischief } = deps;
  const at = world.clock.now();
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
  let reply: Reply;
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
    if (rule?.effect === 'drop-before') return { kind: 'hang-up' };
    if (rule?.effect === 'hang-before') return { kind: 'silence' };
    if (rule?.effect === 'answer') throw refusalOf(rule);
    if (rule)
      await mischief.meddle(rule, {
        objects: target.objects,
        session: target.session,
        requestId: call.requestId,
      });
    if (!target.errorsAsXml) negotiated = negotiate(request.headers['accept'], needsVersion(request.path));
    reply = inForm(await target.respond({ ...call, version: negotiated.version }), negotiated);
  } catch (error) {
    const asJson =
      (negotiated.json || /^\/(?:cloudapi|oauth)(?:\/|$)/.test(request.path)) && !target?.errorsAsXml;
    reply = errorReply(error, call.requestId, asJson);
    const retryAfter = rule?.retryAfterSeconds;
    if (retryAfter !== undefined) reply = { ...reply, headers: { 'Retry-After': String(retryAfter) } };
  }
  if (rule?.effect === 'drop-after') return { kind: 'hang-up' };
  if (rule?.effect === 'hang-after') return { kind: 'silence' };
  return written(deps, { call, target, reply, negotiated, at, rule });
}

/** Documents are XML or JSON, as the caller accepts. */
function inForm(reply: Reply, { json }: Negotiated): Reply {
  const { body, contentType } = reply;
  if (!json || body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return reply;
  return { ...reply, contentType: jsonType(contentType ?? 'application/json'), body: jsonForm(body) };
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
  readonly reply: Reply;
  readonly negotiated: Negotiated;
  readonly at: Date;
  readonly rule: FaultRule | undefined;
}

function written(deps: AnswerDependencies, outcome: Outcome): Ending {
  const { call, target, reply, negotiated, at, rule } = outcome;
  const { request } = call;
  const body = bodyText(reply);
  const headers: Record<string, string> = {
    'X-VMWARE-VCLOUD-REQUEST-ID': call.requestId,
    'X-VMWARE-VCLOUD-REQUEST-EXECUTION-TIME': String(deps.world.clock.now().getTime() - at.getTime()),
    Vary: 'Accept-Encoding, User-Agent',
    ...(target?.session && reply.status !== 401
      ? { 'x-vcloud-authorization': target.session.legacyToken }
      : {}),
    ...(reply.contentType === undefined
      ? {}
      : { 'Content-Type': versionedType(reply.contentType, negotiated.version) }),
    ...reply.headers,
  };
  deps.onExchange?.({
    method: request.method,
    path: request.query === undefined ? request.path : `${request.path}?${request.query}`,
    pattern: target?.pattern ?? '(unknown)',
    requestHeaders: request.headers,
    requestBody: request.body.toString('utf8'),
    status: reply.status,
    responseHeaders: headers,
    responseBody: body.toString('utf8'),
    at,
  });
  const sent = spoiled(rule, { contentType: headers['Content-Type'], body });
  return {
    kind: 'answer',
    status: reply.status,
    headers: { ...headers, ...(sent.contentType !== undefined && { 'Content-Type': sent.contentType }) },
    body: reply.status === 204 ? undefined : sent.body,
  };
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
