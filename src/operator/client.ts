import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';
import type { Kind } from '#records/metadata.ts';
import { ApplyResult } from './apply-record.ts';
import { OperatorRefusal, refusalKinds } from './refusal.ts';
import { Explanation } from './explanation.ts';
import { AdoptionResult, ShownClusterPage, type AdoptionRequest } from './shown-clusters.ts';
import { LeakPage } from './leaks.ts';
import { ServiceReport } from './service-report.ts';
import {
  Change,
  EventPage,
  NodePage,
  RecordPage,
  SummaryPage,
  type Departed,
  type Query,
  type StatusReader,
  type Target,
  type WatchEvent,
} from './status-reader.ts';
import { VerbResult, type Verb } from './verbs.ts';

/** Where the running server is: its socket, or its address and the token of its configuration. */
export type ServerPlace = { readonly socket: string } | { readonly url: string; readonly token: string };

/** Nobody answers there: the server is down, or it is another address. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
  readonly code = 'CSE_SERVER_UNREACHABLE';
}

const ErrorBody = z.object({ error: z.object({ kind: z.enum(refusalKinds), message: z.string() }) });

/** Talks to a running server. Every call throws `ServerUnreachable` and `OperatorRefusal`. */
export class OperatorClient implements StatusReader {
  readonly #place: ServerPlace;
  readonly #name: string;

  /** `name` is who the history shows. */
  constructor(place: ServerPlace, name: string) {
    this.#place = place;
    this.#name = name;
  }

  summaries(kind: Kind, query: Query, signal: AbortSignal) {
    return this.#ask(SummaryPage, 'GET', `/v1/summaries/${plural(kind)}`, { query }, signal);
  }

  nodes(query: Query, signal: AbortSignal) {
    return this.#ask(NodePage, 'GET', '/v1/nodes', { query }, signal);
  }

  events(query: Query, signal: AbortSignal) {
    return this.#ask(EventPage, 'GET', '/v1/events', { query }, signal);
  }

  records(kind: Kind, query: Query, signal: AbortSignal) {
    return this.#ask(RecordPage, 'GET', `/v1/records/${plural(kind)}`, { query }, signal);
  }

  departed(kind: Kind, where: Departed, signal: AbortSignal) {
    return this.#ask(RecordPage, 'GET', `/v1/departed/${plural(kind)}`, { query: { ...where } }, signal);
  }

  /** How the machine comes to the cluster's phase, from a look at the world. */
  explain(cluster: Target, signal: AbortSignal) {
    return this.#ask(Explanation, 'GET', `${pathOf(cluster)}/explanation`, {}, signal);
  }

  service(signal: AbortSignal) {
    return this.#ask(ServiceReport, 'GET', '/v1/service', {}, signal);
  }

  doVerb(verb: Verb, target: Target, options: { readonly dryRun: boolean }, signal: AbortSignal) {
    return this.#ask(VerbResult, 'POST', `${pathOf(target)}/${verb}`, { query: options }, signal);
  }

  apply(wished: unknown, options: { readonly dryRun: boolean }, signal: AbortSignal) {
    return this.#ask(ApplyResult, 'PUT', '/v1/records', { query: options, body: wished }, signal);
  }

  shownClusters(signal: AbortSignal) {
    return this.#ask(ShownClusterPage, 'GET', '/v1/shown-clusters', {}, signal);
  }

  adopt(cluster: AdoptionRequest, options: { readonly dryRun: boolean }, signal: AbortSignal) {
    const request = { query: options, body: cluster };
    return this.#ask(AdoptionResult, 'POST', '/v1/shown-clusters/adopt', request, signal);
  }

  leaks(signal: AbortSignal) {
    return this.#ask(LeakPage, 'GET', '/v1/leaks', {}, signal);
  }

  removeLeak(id: string, options: { readonly dryRun: boolean }, signal: AbortSignal) {
    return this.#ask(VerbResult, 'POST', '/v1/leaks/remove', { query: options, body: { id } }, signal);
  }

  /** Ends when the signal aborts; throws `ServerUnreachable` when the server goes away. */
  async *watch(kind: Kind, query: Query, signal: AbortSignal): AsyncGenerator<WatchEvent, void, undefined> {
    const response = await this.#send(
      'GET',
      `/v1/watch`,
      { query: { ...query, kind: plural(kind) } },
      signal,
    );
    if (response.statusCode !== 200) throw refusalIn(response, await textOf(response));
    let event = '';
    try {
      for await (const line of linesOf(response)) {
        if (line.startsWith('event: ')) event = line.slice(7);
        else if (line.startsWith('data: '))
          yield event === 'synced' ? 'synced' : Change.parse(JSON.parse(line.slice(6)));
      }
    } catch (cause) {
      if (!signal.aborted) throw new ServerUnreachable('the watch broke off', { cause });
    }
    if (!signal.aborted) throw new ServerUnreachable('the server ended the watch');
  }

  async #ask<S extends z.ZodType>(
    schema: S,
    method: string,
    path: string,
    options: { readonly query?: Query; readonly body?: unknown },
    signal: AbortSignal,
  ): Promise<z.output<S>> {
    const response = await this.#send(method, path, options, signal);
    const text = await textOf(response);
    if (response.statusCode !== 200) throw refusalIn(response, text);
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw somethingElse(response, cause);
    }
  }

  #send(
    method: string,
    path: string,
    { query = {}, body }: { readonly query?: Query; readonly body?: unknown },
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
    const target = search ? `${path}?${search}` : path;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      'x-cse-operator': this.#name,
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...('token' in this.#place && { authorization: `Bearer ${this.#place.token}` }),
    };
    return new Promise((resolve, reject) => {
      const place = this.#place;
      const options = { method, headers, signal };
      const request =
        'socket' in place
          ? httpRequest({ ...options, socketPath: place.socket, path: target })
          : (place.url.startsWith('https:') ? httpsRequest : httpRequest)(
              new URL(target, place.url),
              options,
            );
      request.once('response', resolve);
      request.once('error', (cause) => reject(signal.aborted ? cause : unreachable(place, cause)));
      request.end(text);
    });
  }
}

function pathOf({ kind, namespace, name }: Target): string {
  return `/v1/records/${plural(kind)}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}

function plural(kind: Kind): string {
  return `${kind.toLowerCase()}s`;
}

function unreachable(place: ServerPlace, cause: Error): ServerUnreachable {
  const where = 'socket' in place ? place.socket : place.url;
  return new ServerUnreachable(`no server answers on ${where}: ${cause.message}`, { cause });
}

function refusalIn(response: IncomingMessage, text: string): Error {
  try {
    const { error } = ErrorBody.parse(JSON.parse(text));
    return new OperatorRefusal(error.kind, error.message);
  } catch (cause) {
    return somethingElse(response, cause);
  }
}

function somethingElse(response: IncomingMessage, cause: unknown): ServerUnreachable {
  const message = `what answers there, with ${response.statusCode}, is not this release's server`;
  return new ServerUnreachable(message, { cause });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer); // no encoding is set, so these are bytes
  return Buffer.concat(parts).toString('utf8');
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string, void, undefined> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    const lines = `${rest}${String(part)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
