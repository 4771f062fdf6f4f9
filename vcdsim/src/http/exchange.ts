import type { Session } from '../sessions/session-store.ts';
import type { XmlElement } from '../xml/read.ts';
import { MalformedXml, parseXml } from '../xml/read.ts';
import type { XmlNode } from '../xml/write.ts';
import { badRequest } from './api-error.ts';

/** What came over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Doubled and trailing slashes are gone; still percent-encoded. */
  readonly path: string;
  /** Without the question mark; undefined when the URL had none. */
  readonly query: string | undefined;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As the client spelled them, for extensions. */
  readonly originalHeaders: Readonly<Record<string, string>>;
  /** Empty for a transfer. */
  readonly body: Buffer;
  /** What is sent to a transfer, read once and as it comes; nothing for other requests. */
  readonly content: AsyncIterable<Uint8Array>;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly secure: boolean;
}

/** An answer before it is written. */
export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  /** A node is written as XML with the version of the call in the content type. */
  readonly body?: XmlNode | string | Buffer;
  /** Default namespace of the written node, where it is not vCloud's. */
  readonly defaultNamespace?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call that was matched to a route. */
export interface Call {
  readonly request: HttpRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** `http://host:port`, without a slash at the end. */
  readonly base: string;
  /** Negotiated version, `37.0`. */
  readonly version: string;
}

/** A call by somebody who is logged in. */
export interface SessionCall extends Call {
  readonly session: Session;
}

/** The version and the form that a request asked for. */
export interface Negotiated {
  readonly version: string;
  readonly json: boolean;
}

/** The body as a tree whose root has the wanted name, or 400. */
export function xmlBody(call: Call, rootName: string): XmlElement {
  const root = parsedBody(call);
  if (root.name !== rootName) {
    throw badRequest(
      `Bad request - Unexpected JAXB Exception - unexpected element (uri:"${root.namespace}", local:"${root.name}"). Expected element is ${rootName}.`,
    );
  }
  return root;
}

function parsedBody(call: Call): XmlElement {
  try {
    return parseXml(call.request.body.toString('utf8'));
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error;
    throw badRequest(`Bad request - Error at the XML body: ${error.message}`);
  }
}

/** An answer that is a document of XML. */
export function document(status: number, contentType: string, body: XmlNode, location?: string): Reply {
  return {
    status,
    contentType,
    body,
    ...(location === undefined ? {} : { headers: { Location: location } }),
  };
}

/** An answer that is JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(value), headers };
}

/** Done, and there is nothing to say. */
export const noContent: Reply = { status: 204 };
