import type { Session } from '../sessions/session-store.ts';
import type { World } from '../world.ts';
import { ApiError, forbidden, unauthorized } from './api-error.ts';
import type { Call, HttpRequest, Reply } from './exchange.ts';
import type { Router } from './router.ts';

/** What was found out about a request before its handler runs. */
export interface Target {
  readonly pattern: string;
  readonly objects: readonly string[];
  readonly respond: (call: Call) => Promise<Reply>;
  /** Errors of vCD itself on an extension's path are XML whatever the caller accepts: CSE's client parses them so. */
  readonly errorsAsXml: boolean;
  readonly session: Session | undefined;
}

/** Extensions come before what is built in. */
export function resolveTarget(deps: { readonly world: World; readonly router: Router }, call: Call): Target {
  const { world, router } = deps;
  const { request } = call;
  const session = sessionOf(world, request);
  const extension = world.extensions.serviceFor(request.path);
  if (extension) {
    return {
      pattern: extension.urlPattern,
      objects: [request.path],
      errorsAsXml: true,
      session,
      respond: async () => {
        if (!session) throw unauthorized();
        const reply = await world.extensions.forward(extension.service, request, session);
        return { status: reply.statusCode, headers: reply.headers, body: reply.body };
      },
    };
  }
  const match = router.match(request.method, request.path);
  if (match.kind !== 'route') {
    const known = match.kind === 'wrong-method';
    return {
      pattern: known ? request.path : '(unknown)',
      objects: [],
      errorsAsXml: false,
      session,
      respond: async () => {
        if (known) throw new ApiError(405, 'METHOD_NOT_ALLOWED', `${request.method} is not allowed here.`);
        throw new ApiError(404, 'NOT_FOUND', `There is nothing at ${request.path}.`);
      },
    };
  }
  const { route, params } = match;
  return {
    pattern: route.pattern,
    objects: objectsOf(world, params, request),
    errorsAsXml: false,
    session,
    respond: async (resolved) => {
      if (request.path.startsWith('/sim/') && !isLoopback(request.remoteAddress)) throw forbidden();
      if (route.access === 'anyone') return route.handle({ ...resolved, params });
      if (!session) throw unauthorized();
      if (route.access === 'administrator' && session.role.kind !== 'system') throw forbidden();
      const { body } = request;
      world.rights.require({ session, operation: `${route.method} ${route.pattern}`, body });
      return route.handle({ ...resolved, params, session });
    },
  };
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(address);
}

/** Ids and names that a fault rule may mean: those of the path, and the name that a new thing shall get. */
function objectsOf(world: World, params: Readonly<Record<string, string>>, request: HttpRequest) {
  const ids = Object.values(params);
  const { vApps, vms, orgs, vdcs } = world.inventory;
  const names = ids.flatMap(
    (id) => (vApps.get(id) ?? vms.get(id) ?? orgs.get(id) ?? vdcs.get(id))?.name ?? [],
  );
  const wanted = /^\s*(?:<\?[^>]*>\s*)?<[^?!][^>]*?\sname="([^"]*)"/.exec(
    request.body.subarray(0, 2048).toString('utf8'),
  );
  return [...ids, ...names, ...(wanted?.[1] === undefined ? [] : [wanted[1]])];
}

/** Either kind of token, in any of the headers that clients use. */
function sessionOf(world: World, request: HttpRequest): Session | undefined {
  const bearer = /^bearer\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const tokens = [
    request.headers['x-vcloud-authorization'],
    bearer,
    request.headers['x-vmware-vcloud-access-token'],
  ];
  for (const token of tokens) {
    const session = token === undefined ? undefined : world.sessions.find(token);
    if (session) return session;
  }
  return undefined;
}
