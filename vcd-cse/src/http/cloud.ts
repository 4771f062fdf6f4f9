import got, { RequestError } from 'got';
import { connectionProblem } from './connection-problem.ts';

/** One request to Cloud Director. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the origin; begins with a slash. */
  readonly path: string;
  readonly accept: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What was answered, whatever the status. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Cloud Director at one origin; nothing is ever sent to another. */
export interface Cloud {
  readonly url: string;
  /** As people write it: the host, with a port where it has one. */
  readonly host: string;
  /** The command that begins a new session here. */
  readonly loginCommand: string;
  /** Resolves with any answer. Throws a `Problem` when there is none. */
  request(call: Call, signal?: AbortSignal): Promise<Answer>;
}

/** How a session is proven; nothing before the login. */
export type Token = { readonly kind: 'bearer' | 'legacy'; readonly value: string };

const connectMs = 15_000;

/** Longer than any cell waits for an extension, so that the 504 is the cell's and says more. */
const answerMs = 180_000;

/** Prepares requests to `url`; connects at the first one. */
export function openCloud(options: {
  readonly url: string;
  readonly token?: Token | undefined;
  readonly insecure: boolean;
  /** PEM; trusted in place of the system's authorities. */
  readonly ca?: string | undefined;
  /** Whose session it is, where there is one. */
  readonly org?: string;
  readonly user?: string;
}): Cloud {
  const { url, token, insecure, ca, org = 'ORG', user = 'USER' } = options;
  const { host } = new URL(url);
  const client = got.extend({
    throwHttpErrors: false,
    // What is worth a second try is decided by who waits for a task; a creation must never be sent twice.
    retry: { limit: 0 },
    // A redirect could lead the token to another host.
    followRedirect: false,
    timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, response: answerMs },
    https: { rejectUnauthorized: !insecure, ...(ca !== undefined && { certificateAuthority: ca }) },
    headers: { 'user-agent': 'vcd-cse', ...(token && authorization(token)) },
  });
  return {
    url,
    host,
    loginCommand: `vcd-cse login ${url} ${org} ${user}`,
    async request({ method, path, accept, headers, body }, signal) {
      try {
        const response = await client(`${url}${path}`, {
          method,
          headers: { accept, ...headers },
          ...(body !== undefined && { body }),
          ...(signal && { signal }),
        });
        return { status: response.statusCode, headers: response.headers, text: response.body };
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        // got's error is not kept as the cause: it holds the request's headers, and with them the token.
        if (error instanceof RequestError) throw connectionProblem(host, error.code, error.message);
        throw error;
      }
    },
  };
}

/** The newer kind of token is longer and goes where OAuth has it (vCloud API, sessions). */
function authorization({ kind, value }: Token): Record<string, string> {
  return kind === 'bearer' ? { authorization: `Bearer ${value}` } : { 'x-vcloud-authorization': value };
}
