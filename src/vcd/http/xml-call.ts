import { VcdUnavailable } from '../errors.ts';
import type { OrgContext } from '../model.ts';
import { AnswerUnreadable } from '../readers/reading.ts';
import { parseXml, XmlUnreadable } from '#xml/parse-xml.ts';
import type { XmlElement } from '#xml/xml-element.ts';
import type { Rereading } from './rereading.ts';
import { answerOf, type Transport, type VcdRequest, type VcdResponse } from './transport.ts';

/** What a request needs to be made in somebody's name. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly apiVersion: string;
}

/** How an answer is read; `Rereading` for one that mostly says what it said the last time. */
export type Read<T> = ((root: XmlElement) => T) | Rereading<T>;

/** A call of the XML API and how its answer is read. */
export interface XmlCall<T> {
  readonly operation: string;
  readonly method: VcdRequest['method'];
  readonly path: string;
  readonly body?: VcdRequest['body'];
  /** The organization that a provider acts in. */
  readonly context?: OrgContext | undefined;
  readonly urgent?: boolean;
  readonly once?: boolean;
  readonly read: Read<T>;
}

/** Makes the call with these credentials; throws the errors of `errors.ts`. */
export async function callXml<T>(
  transport: Transport,
  credentials: Credentials,
  call: XmlCall<T>,
  signal: AbortSignal,
): Promise<T> {
  const request = requestOf(call, credentials);
  return readAnswer(request, await transport.send(request, signal), call.read);
}

/** The same for a call whose answer is taken as it comes. */
export async function callForAnswer(
  transport: Transport,
  credentials: Credentials,
  call: Omit<XmlCall<never>, 'read'>,
  signal: AbortSignal,
): Promise<VcdResponse> {
  return transport.send(requestOf(call, credentials), signal);
}

/** The same for a call whose answer has no content. */
export async function callForNothing(
  transport: Transport,
  credentials: Credentials,
  call: Omit<XmlCall<never>, 'read'>,
  signal: AbortSignal,
): Promise<void> {
  await transport.send(requestOf(call, credentials), signal);
}

/** Reads an answer; throws `VcdUnavailable` that says what is wrong with it. */
export function readAnswer<T>(request: VcdRequest, response: VcdResponse, read: Read<T>): T {
  try {
    const { text } = response;
    return typeof read === 'function' ? read(parseXml(text)) : read.read(request.path, text);
  } catch (fault) {
    if (fault instanceof XmlUnreadable || fault instanceof AnswerUnreadable) {
      throw unreadable(request, response, fault.message);
    }
    throw fault;
  }
}

/** An answer that came but cannot be understood: the work may have been done. */
export function unreadable(request: VcdRequest, response: VcdResponse, why: string): VcdUnavailable {
  return new VcdUnavailable({
    ...answerOf(request, response),
    code: 'ANSWER_UNREADABLE',
    message: `the answer to ${request.operation} cannot be read: ${why}`,
  });
}

/** `Accept` for the XML API at a version. */
export function xmlAccept(apiVersion: string): string {
  return `application/*+xml;version=${apiVersion}`;
}

function requestOf(call: Omit<XmlCall<unknown>, 'read'>, credentials: Credentials): VcdRequest {
  const { operation, method, path, body, context, urgent = false, once = false } = call;
  return {
    operation,
    method,
    path,
    headers: {
      ...credentials.headers,
      accept: xmlAccept(credentials.apiVersion),
      ...(context && { 'x-vmware-vcloud-tenant-context': context.orgId }),
    },
    urgent,
    once,
    ...(body && { body }),
  };
}
