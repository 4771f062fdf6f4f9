import { z } from 'zod';
import { callerCredential } from '#api/callers/credential.ts';
import type { ApiRequest } from '#api/request.ts';

/** Loose, as everything that vCD sends: only what is used is looked at (contract of CSE 1.2.7, section 2.2). */
const HttpRequest = z.object({
  id: z.string(),
  method: z.string(),
  requestUri: z.string(),
  headers: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((headers) => headers ?? {}),
  body: z.string().nullish(),
});

/** The HTTP request, then what other extensions read: a security context and parameters, in older vCDs left out. */
const Message = z.tuple([HttpRequest]).rest(z.unknown());

/** Of the security context only whose turn it is: it is no proof of anything, and vCD is asked. */
const SecurityContext = z.object({ org: z.string() });

/** A request of vCD with what its reply needs (contract of CSE 1.2.7, section 2). */
export interface Envelope {
  readonly request: ApiRequest;
  /** Who shares turns with whom: the organization, and where vCD does not name it the bearer of the token. */
  readonly sender: string;
}

/** The request in a message body, or the reason why there is none. */
export function parseEnvelope(
  content: Buffer,
  redelivered: boolean,
): Envelope | { readonly problem: string } {
  const json = jsonOf(content);
  if (json === undefined) return { problem: 'not JSON' };
  const result = Message.safeParse(json);
  if (!result.success) return { problem: z.prettifyError(result.error) };
  const [{ id, method, requestUri, headers, body }, context] = result.data;
  const request: ApiRequest = {
    id,
    method,
    path: requestUri,
    headers: textsOf(headers),
    body: body ? Buffer.from(body, 'base64') : undefined,
    redelivered,
  };
  const sender =
    SecurityContext.safeParse(context).data?.org ?? callerCredential(request.headers)?.token ?? '';
  return { request, sender };
}

function jsonOf(content: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return undefined;
  }
}

function textsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
