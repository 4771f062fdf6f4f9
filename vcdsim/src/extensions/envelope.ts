import { z } from 'zod';
import type { HttpRequest } from '../http/exchange.ts';
import type { Session } from '../sessions/session-store.ts';

/** What goes to the extension: an array of the request and the caller's security context. */
export function requestEnvelope(id: string, request: HttpRequest, session: Session): string {
  const headers: Record<string, string> = { ...request.originalHeaders };
  // Exactly this key: extensions look it up as it is, whatever kind of token the caller used.
  for (const name of Object.keys(headers)) {
    if (name.toLowerCase() === 'x-vcloud-authorization') delete headers[name];
  }
  headers['x-vcloud-authorization'] = session.legacyToken;
  const { user, org, role } = session;
  return JSON.stringify([
    {
      id,
      method: request.method,
      requestUri: request.path,
      queryString: request.query ?? null,
      protocol: 'HTTP/1.1',
      scheme: request.secure ? 'https' : 'http',
      remoteAddr: request.remoteAddress,
      remotePort: request.remotePort,
      localAddr: request.localAddress,
      localPort: request.localPort,
      headers,
      body: request.body.toString('base64'),
      isSecure: request.secure,
      statusCode: 0,
      request: true,
    },
    {
      user: `urn:vcloud:user:${user.id}`,
      org: `urn:vcloud:org:${org.id}`,
      rights: [...role.rightIds].map((right) => `urn:vcloud:right:${right}`),
      language: 'en',
    },
  ]);
}

const ReplyMessage = z.object({
  id: z.string().optional(),
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  body: z.string().default(''),
});

/** The answer of an extension, as its caller gets it. */
export interface ExtensionReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Undefined when the message is no reply. The length is left out: extensions count it wrongly. */
export function readReply(content: string): ExtensionReply | undefined {
  const parsed = ReplyMessage.safeParse(jsonOrUndefined(content));
  if (!parsed.success) return undefined;
  const { statusCode, body } = parsed.data;
  const headers = Object.entries(parsed.data.headers)
    .filter(([name]) => !['content-length', 'transfer-encoding', 'connection'].includes(name.toLowerCase()))
    .map(([name, value]) => [name, String(value)]);
  return { statusCode, headers: Object.fromEntries(headers), body: Buffer.from(body, 'base64') };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
