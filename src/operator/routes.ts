import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { kinds, recordKey, splitKey, type Kind, type RecordKey } from '#records/metadata.ts';
import type { EventLog } from '#store/record-store.ts';
import { sessionCookie, type Access, type Visitor } from './access.ts';
import { applyRecord } from './apply-record.ts';
import { ChangeFeed } from './change-feed.ts';
import type { RecordIndex, SummaryChange } from './record-index.ts';
import { OperatorRefusal } from './refusal.ts';
import type { ServiceReport } from './service-report.ts';
import type { EventSummary, RecordSummary } from './summaries.ts';
import { matches, selectSummaries, SummaryQuery } from './summary-query.ts';
import { doVerb, verbs, type VerbDependencies } from './verbs.ts';

/** What the operators' door serves. */
export interface OperatorDependencies extends VerbDependencies {
  readonly index: RecordIndex;
  readonly events: EventLog;
  readonly report: () => Promise<ServiceReport>;
  readonly access: Access;
}

/** `clusters` in a path is the kind `Cluster`. */
const pathKinds = Object.fromEntries(kinds.map((kind) => [`${kind.toLowerCase()}s`, kind]));
const PathKind = z.string().transform((text, context): Kind => {
  const kind = pathKinds[text];
  if (kind) return kind;
  context.addIssue({ code: 'custom', message: `there are ${Object.keys(pathKinds).join(' and ')}` });
  return z.NEVER;
});
const RecordPath = z.object({ kind: PathKind, namespace: z.string(), name: z.string() });
const VerbPath = RecordPath.extend({ verb: z.enum(verbs) });
const Switches = z.strictObject({ dryRun: z.stringbool().default(false) });
const EventQuery = z.strictObject({
  kind: PathKind.optional(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
const WatchQuery = z.strictObject({
  kind: PathKind,
  namespace: z.string().optional(),
  name: z.string().optional(),
});
const Login = z.union([
  z.strictObject({ token: z.string().min(1) }),
  z.strictObject({ username: z.string().min(1), password: z.string().min(1) }),
]);

/** Adds every route under `/v1`. `via` says which door the application stands behind. */
export function addRoutes(
  app: FastifyInstance,
  dependencies: OperatorDependencies,
  via: 'socket' | 'http',
): void {
  const { index, access, report } = dependencies;
  const admit = (request: FastifyRequest): Visitor => access.admit(credentialsOf(request, via));

  app.get('/v1/summaries/:kind', async (request) => {
    admit(request);
    const { kind } = read(z.object({ kind: PathKind }), request.params);
    return selectSummaries(summariesOf(index, kind), read(SummaryQuery, request.query));
  });

  app.get('/v1/nodes', async (request) => {
    admit(request);
    const Query = z.strictObject({
      namespace: z.string().optional(),
      cluster: z.string().optional(),
      name: z.string().optional(),
    });
    const { namespace, cluster, name } = read(Query, request.query);
    const items = [...index.nodes()].filter(
      (node) =>
        (namespace ?? node.namespace) === node.namespace &&
        (cluster ?? node.cluster) === node.cluster &&
        (name ?? node.name) === node.name,
    );
    return { total: items.length, items };
  });

  app.get('/v1/watch', (request, reply) => {
    admit(request);
    const { kind, ...where } = read(WatchQuery, request.query);
    const wanted = (summary: RecordSummary) => summary.kind === kind && matches(summary, where);
    return watch(request, reply, index, [...summariesOf(index, kind)].filter(wanted), wanted);
  });

  app.get('/v1/events', async (request) => {
    admit(request);
    return { items: await eventsOf(dependencies.events, read(EventQuery, request.query)) };
  });

  app.get('/v1/records/:kind', async (request) => {
    admit(request);
    const { kind } = read(z.object({ kind: PathKind }), request.params);
    const Filter = z.strictObject({ namespace: z.string().optional(), name: z.string().optional() });
    const filter = present(read(Filter, request.query));
    return kind === 'Cluster' ? dependencies.clusters.list(filter) : dependencies.templates.list(filter);
  });

  app.get('/v1/service', async (request) => {
    admit(request);
    return report();
  });

  app.post('/v1/records/:kind/:namespace/:name/:verb', async (request) => {
    const operator = mayChange(admit(request));
    const { verb, kind, namespace, name } = read(VerbPath, request.params);
    const { dryRun } = read(Switches, request.query);
    const key = keyFrom(kind, namespace, name);
    return doVerb(dependencies, { verb, key, operator, dryRun });
  });

  app.put('/v1/records', async (request) => {
    const operator = mayChange(admit(request));
    const { dryRun } = read(Switches, request.query);
    return applyRecord(dependencies, { wished: request.body, operator, dryRun });
  });

  app.post('/v1/session', async (request, reply) => {
    const attempt = read(Login, request.body);
    const id = await access.login(attempt, request.ip, request.signal);
    reply.header('set-cookie', `${sessionCookie}=${id}; HttpOnly; SameSite=Strict; Path=/`);
    return {};
  });

  app.delete('/v1/session', async (request, reply) => {
    access.logout(request.headers.cookie);
    reply.header('set-cookie', `${sessionCookie}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`);
    return {};
  });
}

/** Checks what came in. Throws `OperatorRefusal` (invalid). */
function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new OperatorRefusal('invalid', z.prettifyError(parsed.error));
}

function keyFrom(kind: Kind, namespace: string, name: string): RecordKey {
  const key = recordKey(kind, namespace, name);
  try {
    splitKey(key);
  } catch (cause) {
    throw new OperatorRefusal('invalid', `'${name}' in '${namespace}' cannot be the name of a record`, {
      cause,
    });
  }
  return key;
}

function credentialsOf(request: FastifyRequest, via: 'socket' | 'http') {
  const { authorization, cookie, 'x-cse-operator': claimed } = request.headers;
  return {
    via,
    authorization,
    cookie,
    claimedName: typeof claimed === 'string' ? claimed.slice(0, 64) : undefined,
  };
}

function mayChange({ operator, mayChange }: Visitor) {
  if (!mayChange)
    throw new OperatorRefusal('forbidden', 'this session may only look; use the command line or the token');
  return operator;
}

function summariesOf(index: RecordIndex, kind: Kind): Iterable<RecordSummary> {
  return kind === 'Cluster' ? index.clusters() : index.templates();
}

function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never; // the same fields, those that are there
}

async function eventsOf(events: EventLog, query: z.output<typeof EventQuery>): Promise<EventSummary[]> {
  const { kind, namespace, name, limit } = query;
  const key = kind && namespace && name ? keyFrom(kind, namespace, name) : undefined;
  const found = await events.list({ limit, ...(key && { key }) });
  return found
    .map(({ key: about, uid: _uid, ...event }) => ({ ...splitKey(about), ...event }))
    .filter(
      (event) =>
        (kind ?? event.kind) === event.kind &&
        (namespace ?? event.namespace) === event.namespace &&
        (name ?? event.name) === event.name,
    );
}

async function watch(
  request: FastifyRequest,
  reply: FastifyReply,
  index: RecordIndex,
  known: readonly RecordSummary[],
  wanted: (summary: RecordSummary) => boolean,
): Promise<FastifyReply> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const feed = new ChangeFeed(raw);
  const stopListening = index.onChange((change) => {
    if (wanted(change.summary)) feed.push(change);
  });
  try {
    const first = known.map((summary): SummaryChange => ({ state: 'present', summary }));
    await feed.run(first, request.signal);
  } finally {
    stopListening();
    raw.end();
  }
  return reply;
}
