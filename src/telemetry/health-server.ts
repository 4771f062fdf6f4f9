import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** Resolves to nothing when all is well, else to what is wrong; may throw instead. */
export type HealthCheck = (signal: AbortSignal) => Promise<string | undefined> | string | undefined;

/** Where metrics and probes are served, and what they ask. */
export interface HealthServerOptions {
  /** Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly metrics: Metrics;
  /** By name; the server is ready when each of them is content. */
  readonly readyChecks: Readonly<Record<string, HealthCheck>>;
  /** By name; when one is discontent the process should be restarted. */
  readonly liveChecks?: Readonly<Record<string, HealthCheck>>;
  /** A check that takes longer counts as failed. */
  readonly checkTimeoutMs?: number;
  readonly log: Logger;
}

/** A listening health server. */
export interface HealthServer extends AsyncDisposable {
  /** `http://host:port`, with the port that was really taken. */
  readonly url: string;
}

/** Serves `/metrics` (Prometheus), `/healthz` and `/readyz` (200 or 503; text, or JSON where asked for). */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { listen, log } = options;
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      log.error({ err: error, url: request.url }, 'Answering a probe failed');
      if (!response.headersSent) send(response, 500, 'text/plain', 'internal error\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const url = urlOf(server);
  log.info({ url }, 'Serving metrics and probes');
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  options: HealthServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(response, 405, 'text/plain', 'only GET and HEAD\n');
  }
  const json = request.headers.accept?.includes('application/json') ?? false;
  const path = request.url?.split('?')[0] ?? '';
  switch (path) {
    case '/metrics':
      return send(response, 200, options.metrics.contentType, await options.metrics.scrape());
    case '/healthz':
      return report(response, json, await runChecks(options.liveChecks ?? {}, options.checkTimeoutMs));
    case '/readyz':
      return report(response, json, await runChecks(options.readyChecks, options.checkTimeoutMs));
    default:
      return send(response, 404, 'text/plain', 'only /metrics, /healthz and /readyz are here\n');
  }
}

interface CheckResult {
  readonly name: string;
  readonly problem: string | undefined;
}

function runChecks(
  checks: Readonly<Record<string, HealthCheck>>,
  timeoutMs = 2_000,
): Promise<readonly CheckResult[]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]) => ({
      name,
      problem: await problemOf(check, timeoutMs),
    })),
  );
}

async function problemOf(check: HealthCheck, timeoutMs: number): Promise<string | undefined> {
  const over = new AbortController();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => {
    over.abort();
    late.resolve(`no answer within ${timeoutMs} ms`);
  }, timeoutMs);
  try {
    return await Promise.race([check(over.signal), late.promise]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

function report(response: ServerResponse, json: boolean, results: readonly CheckResult[]): void {
  const ok = results.every(({ problem }) => problem === undefined);
  const status = ok ? 200 : 503;
  if (json) {
    const checks = Object.fromEntries(results.map(({ name, problem }) => [name, problem ?? 'ok']));
    return send(response, status, 'application/json', `${JSON.stringify({ ok, checks })}\n`);
  }
  const lines = results.map(({ name, problem }) =>
    problem === undefined ? `[+] ${name}: ok` : `[-] ${name}: ${problem}`,
  );
  send(response, status, 'text/plain; charset=utf-8', [...lines, ok ? 'ok' : 'failed', ''].join('\n'));
}

/** Node leaves the body out by itself when the request was a HEAD. */
function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo; // a TCP server that listens
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
