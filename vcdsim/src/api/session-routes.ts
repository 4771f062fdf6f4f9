import { mediaTypes } from '../documents/media-types.ts';
import { sessionDocument } from '../documents/org-documents.ts';
import { unauthorized } from '../http/api-error.ts';
import type { Call, Reply } from '../http/exchange.ts';
import { document, json, noContent } from '../http/exchange.ts';
import { apiVersions } from '../http/negotiation.ts';
import type { Route } from '../http/router.ts';
import { open, user } from '../http/router.ts';
import type { Session } from '../sessions/session-store.ts';
import type { World } from '../world.ts';
import { el, leaf } from '../xml/write.ts';

const openApiLoginSince = 36;

/** vCloud API, versions and sessions, and the login of the newer API. */
export function sessionRoutes(world: World): readonly Route[] {
  const { sessions } = world;
  const endSession = (session: Session): Reply => {
    sessions.end(session);
    return noContent;
  };
  return [
    open('GET', '/api/versions', versions),
    open('POST', '/api/sessions', (call) => {
      const session = sessions.login(call.request.headers['authorization']);
      if (!session) throw unauthorized();
      const reply = document(200, mediaTypes.session, sessionDocument(viewOf(call, session), session));
      const cookie = `vcloud-token=${session.legacyToken}; Secure; Path=/`;
      return { ...reply, headers: { ...tokenHeaders(session), 'Set-Cookie': cookie } };
    }),
    user('GET', '/api/session', (call) =>
      document(200, mediaTypes.session, sessionDocument(viewOf(call, call.session), call.session)),
    ),
    user('DELETE', '/api/session', (call) => endSession(call.session)),
    open('POST', '/cloudapi/1.0.0/sessions', (call) => openApiLogin(world, call, 'tenant')),
    open('POST', '/cloudapi/1.0.0/sessions/provider', (call) => openApiLogin(world, call, 'provider')),
    user('GET', '/cloudapi/1.0.0/sessions/current', (call) => json(200, openApiSession(world, call.session))),
    ...['/current', '', '/provider'].map((path) =>
      user('DELETE', `/cloudapi/1.0.0/sessions${path}`, (call) => endSession(call.session)),
    ),
  ];
}

function viewOf(call: Call, session: Session) {
  return { base: call.base, administrator: session.role.kind === 'system' };
}

function tokenHeaders(session: Session): Record<string, string> {
  return {
    'x-vcloud-authorization': session.legacyToken,
    'X-VMWARE-VCLOUD-ACCESS-TOKEN': session.bearerToken,
    'X-VMWARE-VCLOUD-TOKEN-TYPE': 'Bearer',
  };
}

function versions(call: Call): Reply {
  const legacy = `${call.base}/api/sessions`;
  const openApi = `${call.base}/cloudapi/1.0.0/sessions`;
  const body = el(
    'SupportedVersions',
    {},
    apiVersions.map(({ version, deprecated }) => {
      const isOpenApi = Number.parseFloat(version) >= openApiLoginSince;
      return el(
        'VersionInfo',
        { deprecated },
        leaf('Version', version),
        leaf('LoginUrl', isOpenApi ? openApi : legacy),
        isOpenApi ? leaf('ProviderLoginUrl', `${openApi}/provider`) : undefined,
      );
    }),
  );
  return {
    status: 200,
    contentType: 'text/xml',
    body,
    defaultNamespace: 'http://www.vmware.com/vcloud/versions',
  };
}

/** Administrators of the system have a login of their own; each refuses the users of the other. */
function openApiLogin(world: World, call: Call, door: 'tenant' | 'provider'): Reply {
  const session = world.sessions.login(call.request.headers['authorization']);
  if (!session) throw unauthorized();
  if ((session.role.kind === 'system') !== (door === 'provider')) {
    world.sessions.end(session);
    throw unauthorized();
  }
  return json(200, openApiSession(world, session), tokenHeaders(session));
}

function openApiSession(world: World, session: Session) {
  const { user, org, role } = session;
  const orgReference = { name: org.name, id: `urn:vcloud:org:${org.id}` };
  return {
    id: `urn:vcloud:session:${session.id}`,
    site: { name: 'vcdsim', id: `urn:vcloud:site:${world.inventory.systemOrg.id}` },
    user: { name: user.name, id: `urn:vcloud:user:${user.id}` },
    org: orgReference,
    operatingOrg: orgReference,
    location: 'vcdsim',
    roles: [role.name],
    roleRefs: [{ name: role.name, id: `urn:vcloud:role:${role.id}` }],
    sessionIdleTimeoutMinutes: world.sessions.limits.idleMinutes,
  };
}
