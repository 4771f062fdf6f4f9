import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** How a server of images behaves for one request; what is absent is as it should be. */
export interface ImageAnswer {
  readonly status?: number;
  readonly etag?: string | undefined;
  /** Sends the whole file, whatever was asked for. */
  readonly ignoresRange?: boolean;
  /** Sends no more after `cutAfter` bytes, and leaves the connection open. */
  readonly hangs?: boolean;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Sends nothing for that long before the body. */
  readonly slowMs?: number;
}

export interface ImageServer extends AsyncDisposable {
  readonly url: string;
  /** Of every request that came: its Range header, or undefined. */
  readonly ranges: readonly (string | undefined)[];
}

/** Serves one file at every path, as `answer` says for the n-th request (from 1). */
export async function startImageServer(
  path: () => string,
  answer: (nth: number, request: IncomingMessage) => ImageAnswer = () => ({}),
): Promise<ImageServer> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    void serve(path(), answer(ranges.length, request), request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/ubuntu.ova`,
    ranges,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  path: string,
  answer: ImageAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (answer.status !== undefined) {
    response.writeHead(answer.status).end('no');
    return;
  }
  const total = statSync(path).size;
  const etag = 'etag' in answer ? answer.etag : '"one"';
  const start = startOf(request, etag, answer.ignoresRange ?? false);
  if (start >= total && start > 0) {
    response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
    return;
  }
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': total - start,
    ...(etag !== undefined && { etag }),
    ...(start > 0 && { 'content-range': `bytes ${start}-${total - 1}/${total}` }),
  });
  if (answer.slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.slowMs));
  const end = answer.cutAfter === undefined ? total : Math.min(total, start + answer.cutAfter);
  if (end <= start) {
    response.flushHeaders();
    setTimeout(() => response.destroy(), 5);
    return;
  }
  const body = createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 });
  body.pipe(response, { end: end === total });
  if (end < total && !answer.hangs) body.on('end', () => setTimeout(() => response.destroy(), 50));
}

function startOf(request: IncomingMessage, etag: string | undefined, ignoresRange: boolean): number {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (!range || ignoresRange || (condition !== undefined && condition !== etag)) return 0;
  return Number(range[1]);
}
