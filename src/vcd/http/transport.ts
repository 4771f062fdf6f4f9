import type { Logger } from '#telemetry/logger.ts';
import { VcdBusy, VcdOverloaded, VcdUnavailable, type VcdAnswer } from '../errors.ts';
import type { Budget } from './budget.ts';
import type { Calm } from '#time/courtesy.ts';
import { sleep, type Time } from '#time/time.ts';
import { readErrorBody } from './error-body.ts';
import { errorOf } from './error-map.ts';
import type { HttpLine, LineAnswer } from './http-line.ts';

/** One HTTP request to vCD. */
export interface VcdRequest {
  /** Stable name for logs, metrics and errors: `getVApp`, `composeVApp`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the root of the server, with the query: `/api/session`. Absolute addresses are refused. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?:
    | { readonly type: string; readonly text: string }
    /** A piece of a file: `bytes 0-99/1000`. */
    | { readonly type: string; readonly bytes: Uint8Array; readonly contentRange: string };
  /** Somebody waits for what comes of it: it takes its turn before work that nobody watches. */
  readonly urgent?: boolean;
  /** Not repeated, although it is a read: its failure is what somebody wants to know. */
  readonly once?: boolean;
}

/** An answer of vCD, whole. */
export interface VcdResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly requestId: string | undefined;
}

/** What one attempt came to, for metrics. */
export interface VcdCall {
  readonly operation: string;
  readonly method: string;
  /** The HTTP status, or the network error's code. */
  readonly code: string;
  /** From sending to the whole answer. */
  readonly ms: number;
  /** Before that, waiting for a place in the budget. */
  readonly waitedMs: number;
}

interface Times {
  readonly askedAt: number;
  readonly startedAt: number;
}

/** Where requests go, and what bounds them. */
export interface TransportOptions {
  readonly baseUrl: URL;
  /** Disposed of with the transport. */
  readonly line: HttpLine;
  readonly budget: Budget;
  readonly time: Time;
  readonly log: Logger;
  /** Between 0 and 1; spreads the repeats of many callers. */
  readonly random: () => number;
  /** Waited for before an answer is read that nobody waits for. */
  readonly calm: Calm;
  readonly onCall: (call: VcdCall) => void;
  readonly onBusy: (operation: string) => void;
}

const attempts = 4;
const firstBackOffMs = 500;
const longestBackOffMs = 10_000;

/**
 * Sends requests to one vCD within the budget and turns every answer that is no success into an error of `errors.ts`.
 * Only reads are repeated; what changes something is sent once, whatever happens to it.
 */
export class Transport implements Disposable {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async send(request: VcdRequest, signal: AbortSignal): Promise<VcdResponse> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(request, signal);
      } catch (fault) {
        if (fault instanceof VcdBusy) this.#options.onBusy(request.operation);
        const repeatable = request.method === 'GET' && !request.once;
        const waitMs = repeatable ? this.#repeatAfterMs(fault, attempt) : undefined;
        if (waitMs === undefined) throw fault;
        this.#options.log.debug({ operation: request.operation, attempt, waitMs }, 'repeating a read');
        await sleep(this.#options.time, waitMs, signal);
      }
    }
  }

  [Symbol.dispose](): void {
    this.#options.line[Symbol.dispose]();
  }

  async #attempt(request: VcdRequest, signal: AbortSignal): Promise<VcdResponse> {
    const url = this.#urlOf(request);
    const { time, budget } = this.#options;
    const askedAt = time.now();
    const attempt = async (): Promise<VcdResponse> => {
      const times = { askedAt, startedAt: time.now() };
      const response = await this.#exchange(request, url, signal, times);
      this.#report(request, String(response.status), times, response.requestId);
      if (response.status >= 200 && response.status < 300) return response;
      throw errorOf(
        { ...answerOf(request, response), ...readErrorBody(response.text) },
        { retryAfter: response.headers['retry-after'], now: timeOf(response) },
      );
    };
    if (request.urgent) return budget.runUrgently(attempt, signal);
    const response = await budget.run(attempt, signal);
    await this.#options.calm();
    return response;
  }

  async #exchange(request: VcdRequest, url: URL, signal: AbortSignal, times: Times): Promise<VcdResponse> {
    const { method, body } = request;
    const headers = { ...request.headers, ...bodyHeaders(body) };
    const content = body && ('text' in body ? body.text : body.bytes);
    try {
      return responseOf(await this.#options.line.carry({ method, url, headers, body: content }, signal));
    } catch (fault) {
      signal.throwIfAborted();
      const { code, message } = networkFault(fault);
      this.#report(request, code, times, undefined);
      // The line's own error is not kept as the cause: it holds the request's headers, and with them the token.
      throw new VcdUnavailable({
        status: 0,
        code,
        message: `no answer to ${request.operation}: ${message}`,
        requestId: undefined,
        operation: request.operation,
      });
    }
  }

  /** The token goes to this one origin and to no other, whatever a path tries to be. */
  #urlOf(request: VcdRequest): URL {
    const url = new URL(request.path, this.#options.baseUrl);
    if (!request.path.startsWith('/') || url.origin !== this.#options.baseUrl.origin) {
      throw new TypeError(`${request.operation} would leave ${this.#options.baseUrl.origin}`);
    }
    return url;
  }

  #repeatAfterMs(fault: unknown, attempt: number): number | undefined {
    if (attempt >= attempts) return undefined;
    if (!(fault instanceof VcdUnavailable) && !(fault instanceof VcdOverloaded)) return undefined;
    const asked = fault instanceof VcdOverloaded ? fault.retryAfterMs : undefined;
    // A longer wait is for the caller to plan: it can do other work meanwhile.
    if (asked !== undefined) return asked <= longestBackOffMs ? asked : undefined;
    const backOff = Math.min(longestBackOffMs, firstBackOffMs * 2 ** (attempt - 1));
    return backOff * (0.5 + this.#options.random() / 2);
  }

  #report(request: VcdRequest, code: string, times: Times, vcdRequestId: string | undefined): void {
    const { operation, method } = request;
    const ms = this.#options.time.now() - times.startedAt;
    const waitedMs = times.startedAt - times.askedAt;
    this.#options.log.debug({ operation, method, code, ms, waitedMs, vcdRequestId }, 'called vCD');
    this.#options.onCall({ operation, method, code, ms, waitedMs });
  }
}

function bodyHeaders(body: VcdRequest['body']): Readonly<Record<string, string>> {
  if (!body) return {};
  const range = 'text' in body ? {} : { 'content-range': body.contentRange };
  return { 'content-type': body.type, ...range };
}

/** What is known of an answer apart from its words. */
export function answerOf(request: VcdRequest, response: VcdResponse): Omit<VcdAnswer, 'code' | 'message'> {
  return { status: response.status, requestId: response.requestId, operation: request.operation };
}

function responseOf(answer: LineAnswer): VcdResponse {
  return { ...answer, requestId: answer.headers['x-vmware-vcloud-request-id'] };
}

/** The server's time, since it is the server that names a date to come back at. */
function timeOf(response: VcdResponse): number {
  const at = Date.parse(response.headers['date'] ?? '');
  return Number.isNaN(at) ? Date.now() : at;
}

function networkFault(fault: unknown): { readonly code: string; readonly message: string } {
  if (!(fault instanceof Error)) return { code: 'ERR_UNKNOWN', message: String(fault) };
  const code: unknown = Reflect.get(fault, 'code');
  return { code: typeof code === 'string' ? code : 'ERR_UNKNOWN', message: fault.message };
}
