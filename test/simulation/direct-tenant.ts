import type { Simulator } from 'vcdsim';

/** What came of a tenant's request; status 0 where the connection was cut. */
export interface DirectAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

/** A tenant who talks to Cloud Director without a network; logs in when that is needed. */
export interface DirectTenant {
  readonly user: string;
  readonly org: string;
  call(method: string, path: string, body?: unknown, accept?: string): Promise<DirectAnswer>;
}

const xml = 'application/*+xml;version=37.0';

export function directTenant({
  sim,
  base,
  user,
  org,
}: {
  readonly sim: Pick<Simulator, 'answer'>;
  readonly base: string;
  readonly user: string;
  readonly org: string;
}): DirectTenant {
  let token: string | undefined;
  const { host } = new URL(base);

  async function login(): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${user}@${org}:secret`).toString('base64')}`;
    const headers = { accept: xml, authorization, host };
    const ending = await sim.answer({ method: 'POST', url: '/api/sessions', headers });
    token = ending.kind === 'answer' ? ending.headers['x-vcloud-authorization'] : undefined;
  }

  async function once(method: string, url: string, body: unknown, accept: string): Promise<DirectAnswer> {
    if (token === undefined) await login();
    const ending = await sim.answer({
      method,
      url,
      headers: {
        accept,
        host,
        'x-vcloud-authorization': token ?? '',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (ending.kind !== 'answer') return { status: 0, text: '', body: undefined };
    const text = ending.body?.toString('utf8') ?? '';
    return { status: ending.status, text, body: jsonOrUndefined(text) };
  }

  return {
    user,
    org,
    async call(method, path, body, accept = 'application/json;version=37.0') {
      const answer = await once(method, path, body, accept);
      if (answer.status !== 401) return answer;
      token = undefined;
      return once(method, path, body, accept);
    },
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
