import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordKey } from '#records/metadata.ts';
import { sessionCookie, type Visitor } from './access.ts';
import { applyRecord, applyTarget } from './apply-record.ts';
import { audited, auditedLogin } from './audited.ts';
import { ChangeFeed } from './change-feed.ts';
import type { OperatorDependencies } from './dependencies.ts';
import {
  DepartedQuery,
  EventQuery,
  eventsOf,
  keyFrom,
  NodeQuery,
  nodesOf,
  PathKind,
  present,
  read,
  RecordFilterQuery,
  summariesOf,
  WatchQuery,
} from './readings.ts';
import { LeakRemoval } from './leaks.ts';
import type { RecordIndex, SummaryChange } from './record-index.ts';
import { OperatorRefusal } from './refusal.ts';
import { AdoptionRequest } from './shown-clusters.ts';
import type { RecordSummary } from './summaries.ts';
import { matches, selectSummaries, SummaryQuery } from './summary-query.ts';
import { tally } from './tally.ts';
import { doVerb, verbs } from './verbs.ts';

const KindPath = z.object({ kind: PathKind });
const RecordPath = z.object({ kind: PathKind, namespace: z.string(), name: z.string() });
const VerbPath = RecordPath.extend({ verb: z.enum(verbs) });
const Switches = z.strictObject({ dryRun: z.stringbool().default(false) });
const WatchedQuery = WatchQuery.extend({
  kind: PathKind,
  /** Leaves out what is there already. */
  changesOnly: z.stringbool().default(false),
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
  const { index, access, report, charts } = dependencies;
  const admit = (request: FastifyRequest): Visitor => access.admit(credentialsOf(request, via));

  app.get('/v1/summaries/:kind', async (request) => {
    admit(request);
    const { kind } = read(KindPath, request.params);
    return selectSummaries(summariesOf(index, kind), read(SummaryQuery, request.query));
  });

  app.get('/v1/tally/:kind', async (request) => {
    admit(request);
    return tally(summariesOf(index, read(KindPath, request.params).kind));
  });

  app.get('/v1/machines/:kind', async (request) => {
    admit(request);
    return charts[read(KindPath, request.params).kind];
  });

  app.get('/v1/nodes', async (request) => {
    admit(request);
    const items = nodesOf(index, read(NodeQuery, request.query));
    return { total: items.length, items };
  });

  app.get('/v1/watch', (request, reply) => {
    admit(request);
    const { kind, changesOnly, ...where } = read(WatchedQuery, request.query);
    const wanted = (summary: RecordSummary) => summary.kind === kind && matches(summary, where);
    const known = changesOnly ? [] : [...summariesOf(index, kind)].filter(wanted);
    return watch(request, reply, index, known, wanted);
  });

  app.get('/v1/events', async (request) => {
    admit(request);
    return { items: await eventsOf(dependencies.events, read(EventQuery, request.query)) };
  });

  app.get('/v1/records/:kind', async (request) => {
    admit(request);
    const { kind } = read(KindPath, request.params);
    const filter = present(read(RecordFilterQuery, request.query));
    return kind === 'Cluster' ? dependencies.clusters.list(filter) : dependencies.templates.list(filter);
  });

  app.get('/v1/departed/:kind', async (request) => {
    admit(request);
    const { kind } = read(KindPath, request.params);
    const where = present(read(DepartedQuery, request.query));
    const { clusters, templates } = dependencies;
    return { items: await (kind === 'Cluster' ? clusters.departed(where) : templates.departed(where)) };
  });

  app.get('/v1/records/:kind/:namespace/:name/explanation', async (request) => {
    admit(request);
    const { kind, namespace, name } = read(RecordPath, request.params);
    const explanation = await dependencies.explain(keyFrom(kind, namespace, name), request.signal);
    if (explanation) return explanation;
    throw new OperatorRefusal('notFound', `there is no cluster '${name}' in '${namespace}'`);
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
    return audited(dependencies, { verb, target: key, operator, dryRun }, (watched) =>
      doVerb(watched, { verb, key, operator, dryRun }),
    );
  });

  app.get('/v1/shown-clusters', async (request) => {
    admit(request);
    return { items: await dependencies.adoptions.list(request.signal) };
  });

  app.post('/v1/shown-clusters/adopt', async (request, reply) => {
    const operator = mayChange(admit(request));
    const { dryRun } = read(Switches, request.query);
    const wished = read(AdoptionRequest, request.body);
    const target = recordKey('Cluster', wished.namespace, wished.name);
    const signal = untilGone(reply);
    return audited(dependencies, { verb: 'adopt', target, operator, dryRun }, ({ clusters }) =>
      dependencies.adoptions.adopt(clusters, { ...wished, dryRun }, signal),
    );
  });

  app.get('/v1/leaks', async (request) => {
    admit(request);
    return { items: await dependencies.leaks.list(request.signal) };
  });

  app.post('/v1/leaks/remove', async (request, reply) => {
    const operator = mayChange(admit(request));
    const { dryRun } = read(Switches, request.query);
    const { id } = read(LeakRemoval, request.body);
    const signal = untilGone(reply);
    return audited(dependencies, { verb: 'removeLeak', target: id, operator, dryRun }, () =>
      dependencies.leaks.remove({ id, dryRun }, signal),
    );
  });

  app.put('/v1/records', async (request) => {
    const operator = mayChange(admit(request));
    const { dryRun } = read(Switches, request.query);
    const target = applyTarget(request.body);
    return audited(dependencies, { verb: 'apply', target, operator, dryRun }, (watched) =>
      applyRecord(watched, { wished: request.body, operator, dryRun }),
    );
  });

  app.post('/v1/session', async (request, reply) => {
    const attempt = read(Login, request.body);
    const begin = () => access.login(attempt, request.ip, untilGone(reply));
    const { id } = await auditedLogin(dependencies, attempt, begin);
    // Where TLS ends before us, the browser shall not send it without.
    const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
    reply.header('set-cookie', `${sessionCookie}=${id}; HttpOnly; SameSite=Strict; Path=/${secure}`);
    return {};
  });

  app.get('/v1/session', async (request) => {
    return { operator: access.recognize(credentialsOf(request, via))?.operator ?? null };
  });

  app.delete('/v1/session', async (request, reply) => {
    access.logout(request.headers.cookie);
    reply.header('set-cookie', `${sessionCookie}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`);
    return {};
  });
}

/** Aborts when nobody waits for the answer any more. The request's own signal does so once a body has been read. */
function untilGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
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
