import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got from 'got';

/** One request as it goes over the line. */
export interface LineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** One answer as it came, whatever its status; names of headers in small letters. */
export interface LineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** What carries requests to one vCD and its answers back. Disposing of it lets its connections go. */
export interface HttpLine extends Disposable {
  /** Rejects when no answer came: with a `code` that says what the network did, or as the signal's abort does. */
  carry(request: LineRequest, signal: AbortSignal): Promise<LineAnswer>;
}

/** How the certificates of the other side are looked at. */
export interface HttpLineOptions {
  readonly verifyTls: boolean;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca: string | undefined;
  /** Kept open at most. */
  readonly connections: number;
  /** Milliseconds without a connection, without an answer, and in all. */
  readonly timeouts: { readonly connect: number; readonly response: number; readonly request: number };
}

/** A line over the network. Opens nothing until the first request. */
export function networkLine({ verifyTls, ca, connections, timeouts }: HttpLineOptions): HttpLine {
  const keepAlive = { keepAlive: true, maxSockets: connections };
  const agent = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };
  const client = got.extend({
    agent,
    headers: { 'user-agent': 'cse' },
    timeout: { ...timeouts, secureConnect: timeouts.connect },
    // Both are the caller's: a repeat needs a place in its budget, and a redirect would carry the token away.
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    https: { rejectUnauthorized: verifyTls, ...(ca !== undefined && { certificateAuthority: ca }) },
  });
  return {
    async carry({ url, method, headers, body }, signal) {
      const answer = await client(url, { method, headers, ...(body !== undefined && { body }), signal });
      return { status: answer.statusCode, headers: firstOfEach(answer.headers), text: answer.body };
    },
    [Symbol.dispose]() {
      agent.http.destroy();
      agent.https.destroy();
    },
  };
}

function firstOfEach(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): LineAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'object' ? value[0] : value]),
  );
}
