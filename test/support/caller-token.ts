import assert from 'node:assert/strict';
import type { CallerToken } from '#vcd/cloud-director.ts';

/** The token that somebody's own client gets at the login, as a request of theirs carries it. */
export async function callerToken(
  url: string,
  login: {
    readonly user: string;
    readonly org: string;
    readonly password?: string;
    readonly apiVersion?: string;
  },
): Promise<CallerToken> {
  const { user, org, password = 'secret', apiVersion = '31.0' } = login;
  const answer = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    headers: {
      accept: `application/*+xml;version=${apiVersion}`,
      authorization: `Basic ${Buffer.from(`${user}@${org}:${password}`).toString('base64')}`,
    },
  });
  const token = answer.headers.get('x-vcloud-authorization');
  assert.ok(token, `no token for ${user}`);
  return { token, scheme: 'legacy', apiVersion };
}
