import { z } from 'zod';
import { badRequest, duplicateName, forbidden, noAccess } from '../http/api-error.ts';
import type { Call, Reply, SessionCall } from '../http/exchange.ts';
import { json, noContent } from '../http/exchange.ts';
import { jsonBody } from '../http/json-body.ts';
import type { Route } from '../http/router.ts';
import { open, user } from '../http/router.ts';
import type { Org } from '../inventory/entities.ts';
import { pageReply } from '../openapi/json-page.ts';
import type { ApiToken } from '../sessions/api-tokens.ts';
import type { World } from '../world.ts';

const Registration = z.looseObject({ client_name: z.string().min(1).max(128) });

/** vCD's OAuth: API tokens are registered, handed out once, and log their owner in. */
export function tokenRoutes(world: World): readonly Route[] {
  return [...oauth(world), ...tokens(world)];
}

function oauth(world: World): readonly Route[] {
  const forms = ['/oauth/tenant/{org}', '/oauth/provider'];
  return forms.flatMap((form) => [
    user('POST', `${form}/register`, (call) => register(world, call)),
    open('POST', `${form}/token`, (call) => token(world, call)),
  ]);
}

/** The organization of the path; who names none is the provider. */
function orgOf(world: World, call: Call): Org | undefined {
  const name = call.params['org'];
  if (name === undefined) return world.inventory.systemOrg;
  const org = world.inventory.findOrg(name);
  return org === world.inventory.systemOrg ? undefined : org;
}

function register(world: World, call: SessionCall): Reply {
  const { session } = call;
  if (orgOf(world, call) !== session.org) throw forbidden();
  const name = jsonBody(call, Registration).client_name;
  if (world.apiTokens.of(session.user).some((known) => known.name === name)) throw duplicateName(name);
  const registered = world.apiTokens.register(session.user, session.org, name);
  return json(200, {
    client_name: name,
    client_id: registered.id,
    grant_types: ['refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    token_endpoint_auth_method: 'none',
  });
}

function token(world: World, call: Call): Reply {
  const form = new URLSearchParams(call.request.body.toString('utf8'));
  const org = orgOf(world, call);
  switch (form.get('grant_type')) {
    case 'refresh_token':
      return refresh(world, org, form.get('refresh_token') ?? '');
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return handOut(world, org, form.get('assertion') ?? '', form.get('client_id') ?? '');
    case null:
    default:
      throw badRequest('unsupported_grant_type');
  }
}

/** A new session for a refresh token. Any failure is 400: clients try the other door then. */
function refresh(world: World, org: Org | undefined, refreshToken: string): Reply {
  const found = world.apiTokens.find(refreshToken);
  const session = found?.org === org && found ? world.sessions.loginAs(found.owner) : undefined;
  if (!session) throw badRequest('invalid_grant');
  return json(200, answer(world, session.bearerToken, null));
}

/** The refresh token itself, once, for who proves with a living session to be its owner. */
function handOut(world: World, org: Org | undefined, assertion: string, clientId: string): Reply {
  const session = world.sessions.find(assertion);
  const registered = world.apiTokens.get(clientId.toLowerCase());
  const isOwner = registered !== undefined && registered.owner === session?.user && registered.org === org;
  const refreshToken = isOwner ? world.apiTokens.handOut(registered) : undefined;
  if (refreshToken === undefined) throw badRequest('invalid_grant');
  return json(200, answer(world, assertion, refreshToken));
}

function answer(world: World, accessToken: string, refreshToken: string | null) {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: world.sessions.limits.absoluteMinutes * 60,
    refresh_token: refreshToken,
  };
}

function tokens(world: World): readonly Route[] {
  const at = '/cloudapi/1.0.0/tokens';
  const find = (call: SessionCall): ApiToken => {
    const urn = call.params['urn'] ?? '';
    const found = world.apiTokens.get(urn.split(':').at(-1)?.toLowerCase() ?? '');
    if (found?.owner !== call.session.user) throw noAccess('token', urn);
    return found;
  };
  return [
    user('GET', at, (call) =>
      pageReply(call, 'Token', world.apiTokens.of(call.session.user).map(tokenModel)),
    ),
    user('GET', `${at}/{urn}`, (call) => json(200, tokenModel(find(call)))),
    user('DELETE', `${at}/{urn}`, (call) => {
      world.apiTokens.revoke(find(call));
      return noContent;
    }),
  ];
}

/** vCD OpenAPI, Token. */
function tokenModel({ id, name, owner, org }: ApiToken) {
  return {
    id: `urn:vcloud:token:${id}`,
    name,
    token: null,
    type: 'REFRESH',
    owner: { name: owner.name, id: `urn:vcloud:user:${owner.id}` },
    org: { name: org.name, id: `urn:vcloud:org:${org.id}` },
  };
}
