import { z } from 'zod';
import { parseJson } from '../json.ts';
import { Problem } from '../problem.ts';
import type { Answer, Cloud, Token } from '../http/cloud.ts';
import { refusal } from '../http/refusal.ts';
import { childrenOf, readXml } from '../xml.ts';
import type { SpokenVersion } from './versions.ts';

/** Who somebody is after a login. */
export interface Session {
  readonly token: Token;
  readonly user: string;
  readonly org: string;
  /** Of the organization, below the origin; undefined when Cloud Director did not say. */
  readonly orgPath: string | undefined;
}

const OpenApiSession = z.object({
  user: z.object({ name: z.string() }),
  org: z.object({ name: z.string(), id: z.string() }),
});

const TokenAnswer = z.object({ access_token: z.string().min(1) });

/** vCloud API, sessions: the login of the API version that was negotiated. Throws a `Problem` when it is refused. */
export async function loginWithPassword(
  deps: { readonly cloud: Cloud; readonly spoken: SpokenVersion },
  who: { readonly org: string; readonly user: string; readonly password: string },
  signal?: AbortSignal,
): Promise<Session> {
  const { cloud, spoken } = deps;
  const { login, version } = spoken;
  const basic = Buffer.from(`${who.user}@${who.org}:${who.password}`).toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  if (login.kind === 'legacy') {
    const accept = `application/*+xml;version=${version}`;
    const answer = await cloud.request({ method: 'POST', path: login.path, accept, headers }, signal);
    return fromLegacy(accepted(answer, cloud, who), cloud);
  }
  const path = isSystem(who.org) ? login.providerPath : login.path;
  const accept = `application/json;version=${version}`;
  const answer = await cloud.request({ method: 'POST', path, accept, headers }, signal);
  return fromOpenApi(accepted(answer, cloud, who), cloud, tokenIn(answer));
}

/** Exchanges an API token (OAuth refresh token) for an access token. Throws a `Problem` when it is refused. */
export async function accessTokenFor(
  deps: { readonly cloud: Cloud },
  who: { readonly org: string; readonly apiToken: string },
  signal?: AbortSignal,
): Promise<Token> {
  const { cloud } = deps;
  const path = isSystem(who.org)
    ? '/oauth/provider/token'
    : `/oauth/tenant/${encodeURIComponent(who.org)}/token`;
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: who.apiToken });
  const answer = await cloud.request(
    {
      method: 'POST',
      path,
      accept: 'application/json',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    },
    signal,
  );
  if (answer.status === 400 || answer.status === 401) {
    throw new Problem(`The API token was not accepted for organization '${who.org}'.`, {
      hint: 'It may have been revoked or belong to another organization: make a new one in your user preferences.',
    });
  }
  const body = answer.status === 200 ? TokenAnswer.safeParse(parseJson(answer.text)) : undefined;
  if (!body?.success) {
    throw new Problem(`${cloud.host} exchanged no API token (HTTP ${answer.status}).`, {
      hint: 'API tokens are there since Cloud Director 10.3.1; without one, log in with a password.',
    });
  }
  return { kind: 'bearer', value: body.data.access_token };
}

/** Who the token of `cloud` belongs to; undefined when its session is over. */
export async function currentSession(
  deps: { readonly cloud: Cloud; readonly version: string; readonly token: Token },
  signal?: AbortSignal,
): Promise<Session | undefined> {
  const { cloud, version, token } = deps;
  const answer = await cloud.request({ method: 'GET', ...sessionAt(version) }, signal);
  if (answer.status === 401 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw refusal(answer, 'cloud', cloud);
  return hasOpenApi(version) ? fromOpenApi(answer, cloud, token) : fromLegacy(answer, cloud, token);
}

/** Ends the session of `cloud`; one that is over already is no problem. */
export async function endSession(
  deps: { readonly cloud: Cloud; readonly version: string },
  signal?: AbortSignal,
): Promise<void> {
  await deps.cloud.request({ method: 'DELETE', ...sessionAt(deps.version) }, signal);
}

/** Where a session is looked at and ended. */
function sessionAt(version: string): { readonly path: string; readonly accept: string } {
  return hasOpenApi(version)
    ? { path: '/cloudapi/1.0.0/sessions/current', accept: `application/json;version=${version}` }
    : { path: '/api/session', accept: `application/*+xml;version=${version}` };
}

/** Since Cloud Director 10.3 the newer API has the sessions. */
function hasOpenApi(version: string): boolean {
  return Number.parseFloat(version) >= 36;
}

/** Whether the organization is the provider's own; its users administer the system. */
export function isSystem(org: string): boolean {
  return org.toLowerCase() === 'system';
}

function accepted(
  answer: Answer,
  cloud: Cloud,
  who: { readonly org: string; readonly user: string },
): Answer {
  if (answer.status === 200) return answer;
  if (answer.status === 401 || answer.status === 403) {
    throw new Problem(`${cloud.host} does not let ${who.user} of organization '${who.org}' in.`, {
      hint: 'Check organization, user and password; a user may also be locked or lack the right to use the API.',
    });
  }
  throw refusal(answer, 'cloud', cloud);
}

function fromOpenApi(answer: Answer, cloud: Cloud, token: Token | undefined): Session {
  const body = OpenApiSession.safeParse(parseJson(answer.text));
  if (!body.success || !token) throw strange(cloud);
  const { user, org } = body.data;
  return { token, user: user.name, org: org.name, orgPath: `/api/org/${org.id.split(':').at(-1)}` };
}

function fromLegacy(answer: Answer, cloud: Cloud, token = tokenIn(answer)): Session {
  const session = readXml(answer.text);
  const user = session?.attributes.get('user');
  const org = session?.attributes.get('org');
  if (!session || user === undefined || org === undefined || !token) throw strange(cloud);
  const link = childrenOf(session, 'Link').find(
    ({ attributes }) =>
      attributes.get('rel') === 'down' && attributes.get('type') === 'application/vnd.vmware.vcloud.org+xml',
  );
  return { token, user, org, orgPath: URL.parse(link?.attributes.get('href') ?? '')?.pathname };
}

/** A bearer token where there is one: the older kind is no longer made by newer releases. */
function tokenIn({ headers }: Answer): Token | undefined {
  const bearer = headers['x-vmware-vcloud-access-token'];
  if (typeof bearer === 'string') return { kind: 'bearer', value: bearer };
  const legacy = headers['x-vcloud-authorization'];
  return typeof legacy === 'string' ? { kind: 'legacy', value: legacy } : undefined;
}

function strange(cloud: Cloud): Problem {
  return new Problem(`${cloud.host} answered the login, but not as Cloud Director does.`);
}
