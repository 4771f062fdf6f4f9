import { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import got, { type Got } from 'got';
import type { Logger } from '#telemetry/logger.ts';
import { VsphereError } from './errors.ts';
import { thumbprintOf, trustingAgent, type Trust } from './trust.ts';

/** An answer of a vCenter, whole. */
export interface VsphereReply {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** Where a vCenter is, and by what it is believed. */
export interface VsphereTransportOptions {
  /** Where the vCenter is: `https://host:port`. */
  readonly url: URL;
  /** What people call it. */
  readonly name: string;
  readonly trust: Trust;
  readonly log: Logger;
}

const timeouts = { connect: 10_000, secureConnect: 10_000, response: 60_000, request: 120_000 };
const connections = 8;

const distrustCodes: readonly string[] = [
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_THUMBPRINT_DIFFERS',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** HTTP to one vCenter, and to its hosts where it sends us for the bytes of files. */
export class VsphereTransport implements Disposable {
  readonly #options: VsphereTransportOptions;
  readonly #agent: { readonly http: HttpAgent; readonly https: HttpsAgent };
  readonly #got: Got;

  constructor(options: VsphereTransportOptions) {
    const keepAlive = { keepAlive: true, maxSockets: connections };
    this.#options = options;
    this.#agent = { http: new HttpAgent(keepAlive), https: trustingAgent(options.trust, keepAlive) };
    this.#got = got.extend({
      agent: this.#agent,
      headers: { 'user-agent': 'cse' },
      timeout: timeouts,
      // A redirect would carry the session away; a change that is sent twice may be done twice.
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      responseType: 'buffer',
    });
  }

  /** One SOAP message. `cookie` goes to the vCenter and nowhere else. */
  post(method: string, body: string, cookie: string | undefined, signal: AbortSignal): Promise<VsphereReply> {
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      // The oldest version of the API that is still in service knows all that is used here.
      soapaction: '"urn:vim25/6.5"',
      ...(cookie !== undefined && { cookie }),
    };
    const url = new URL('/sdk', this.#options.url);
    return this.#send(method, url, { method: 'POST', headers, body }, signal);
  }

  /** Sends the bytes of a file to a URL that vCenter gave: no cookie, the URL itself is the right to use it. */
  async put(url: string, content: Buffer, signal: AbortSignal): Promise<void> {
    const target = this.#transferUrl(url);
    // Content-Length is set from the buffer; hosts take no chunks.
    const headers = { 'content-type': 'application/octet-stream', connection: 'close' };
    const request = { method: 'PUT', headers, body: content } as const;
    this.#accept('a file to the guest', await this.#send('putFile', target, request, signal));
  }

  async get(url: string, signal: AbortSignal): Promise<Buffer> {
    const target = this.#transferUrl(url);
    const request = { method: 'GET', headers: { connection: 'close' } } as const;
    return this.#accept('a file from the guest', await this.#send('getFile', target, request, signal));
  }

  [Symbol.dispose](): void {
    this.#agent.http.destroy();
    this.#agent.https.destroy();
  }

  /**
   * `*` stands for the vCenter itself. Other hosts are vCenter's own, ESXi: they get no cookie, and what goes there is
   * as secret as what goes to vCenter, so never over a weaker line.
   */
  #transferUrl(text: string): URL {
    const { url: own, name, trust } = this.#options;
    const filled = text.replace(/^(https?):\/\/\*(:\d+)?\//, `${own.origin}/`);
    if (!URL.canParse(filled))
      throw new VsphereError('unavailable', '', `vCenter ${name} gave no URL for a file`);
    const url = new URL(filled);
    if (url.origin === own.origin) return url;
    if (own.protocol === 'https:' && url.protocol !== 'https:') {
      throw new VsphereError(
        'untrusted',
        '',
        `vCenter ${name} wants a file sent in the clear, to ${url.origin}`,
      );
    }
    if (trust.kind === 'certificate') {
      const remedy = 'give `ca_file`, the authority of its hosts too, instead of `thumbprint`';
      const message = `vCenter ${name} moves files by way of ${url.host}, whose certificate is not pinned: ${remedy}`;
      throw new VsphereError('untrusted', '', message);
    }
    return url;
  }

  /** A URL is good once and for ten minutes: whatever is wrong with it, a new one is asked for by trying again. */
  #accept(what: string, { status, body }: VsphereReply): Buffer {
    if (status >= 200 && status < 300) return body;
    throw new VsphereError('unavailable', String(status), `${what}: answered ${status}`);
  }

  async #send(
    operation: string,
    url: URL,
    request: {
      readonly method: 'GET' | 'POST' | 'PUT';
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
    },
    signal: AbortSignal,
  ): Promise<VsphereReply> {
    const { log, name } = this.#options;
    const startedAt = performance.now();
    const note = (code: string): void => {
      const ms = Math.round(performance.now() - startedAt);
      log.debug({ vCenter: name, operation, code, ms }, 'called vCenter');
    };
    try {
      const answer = await this.#got(url, { ...request, responseType: 'buffer', signal });
      const { statusCode: status, headers, body } = answer;
      note(String(status));
      return { status, cookies: headers['set-cookie'] ?? [], body: Buffer.from(body) };
    } catch (error) {
      signal.throwIfAborted();
      // got's own error is not kept: it holds the request, and with it passwords and the session.
      const code = codeOf(error);
      note(code);
      if (distrustCodes.includes(code)) throw await this.#distrusted(url, code, signal);
      const words = error instanceof Error ? error.message : 'unknown';
      throw new VsphereError('unavailable', code, `no answer from vCenter ${name} (${url.host}): ${words}`);
    }
  }

  async #distrusted(url: URL, code: string, signal: AbortSignal): Promise<VsphereError> {
    const { name } = this.#options;
    const port = Number(url.port || 443);
    const shown = await thumbprintOf(
      { host: url.hostname, port },
      AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    );
    const remedy =
      `Give the entry '${name}' of \`vcs\` the \`ca_file\` of the authority that signed it, or its \`thumbprint\`` +
      (shown === undefined ? '' : ` if it is the one that is shown now: ${shown}`);
    const what = `the certificate of vCenter ${name} (${url.host}) is not trusted (${code})`;
    return new VsphereError('untrusted', code, what, remedy);
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'ERR_UNKNOWN';
}
