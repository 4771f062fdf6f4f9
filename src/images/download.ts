import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import got, { type Request } from 'got';
import { ImageRefused, ImageUnavailable } from './image.ts';
import type { Origin, PartialFile } from './partial-file.ts';
import { spentBuffers } from './spent-buffers.ts';

/** Milliseconds without a connection, without an answer, and without a byte of it. */
const timeouts = { connect: 20_000, secureConnect: 20_000, response: 60_000, socket: 60_000 };

/** One file to fetch, and where it goes. */
export interface Download {
  readonly url: string;
  readonly part: PartialFile;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Fetches what is missing of a file: from where the last attempt ended when the server lets us and still has the same,
 * else from the beginning. Resolves when all is there, as far as the server says how much that is. Throws `ImageRefused`
 * where trying again is of no use, and `ImageUnavailable` otherwise; what has come is kept in both cases.
 */
export async function download(options: Download, signal: AbortSignal): Promise<void> {
  const { url, part } = options;
  const known = await part.origin();
  const have = known?.url === url ? await part.size() : 0;
  if (known && have > 0 && have === known.total) return;
  const request = got.stream(url, {
    headers: { 'user-agent': 'cse', 'accept-encoding': 'identity', ...rangeHeaders(known, have) },
    decompress: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    timeout: timeouts,
    signal,
  });
  // Whoever waits for something of it is told; between two waits nobody listens, and an error that nobody hears ends the process.
  request.on('error', () => {});
  try {
    await receive(options, request, have, signal);
  } catch (fault) {
    signal.throwIfAborted();
    throw explained(fault, options);
  } finally {
    request.destroy();
  }
}

function rangeHeaders(known: Origin | undefined, have: number): Record<string, string> {
  if (!known || have === 0) return {};
  return {
    range: `bytes=${have}-`,
    // Without it the checksum tells in the end whether the two parts belong together.
    ...(known.validator !== undefined && { 'if-range': known.validator }),
  };
}

async function receive(
  { url, part, onProgress }: Download,
  request: Request,
  have: number,
  signal: AbortSignal,
): Promise<void> {
  const answer = await answerTo(request);
  const range = contentRange(answer);
  const status = answer.statusCode ?? 0;
  if (status === 416) {
    await part.discard();
    throw new ImageUnavailable(`${hostOf(url)} has no bytes from ${have} on: it is fetched anew`);
  }
  if (status !== 200 && status !== 206) throw refusal(url, status, answer.statusMessage ?? '');
  const continued = status === 206 && range?.start === have && have > 0;
  if (status === 206 && !continued) {
    await part.discard();
    throw new ImageUnavailable(`${hostOf(url)} sent another range than the one that was asked for`);
  }
  const total = continued ? range.total : (lengthOf(answer) ?? 0);
  const origin: Origin = { url, total, ...validatorOf(answer) };
  if (!continued) await part.restart(origin);

  let done = continued ? have : 0;
  const spend = spentBuffers();
  onProgress({ done, total });
  request.on('data', (piece: Buffer) => {
    done += piece.length;
    spend(piece.length);
    onProgress({ done, total });
  });
  await pipeline(request, createWriteStream(part.path, { flags: continued ? 'a' : 'w' }), { signal });
  if (total > 0 && done < total) {
    throw new ImageUnavailable(`${hostOf(url)} sent ${done} of ${total} bytes and closed the connection`);
  }
}

async function answerTo(request: Request): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve);
  request.once('error', reject);
  const answer = await promise;
  request.off('error', reject);
  return answer;
}

/** 404 and its like will be the same in a minute; a server in trouble may not be. */
function refusal(url: string, status: number, words: string): Error {
  const message = `${url} answered ${status}${words ? ` ${words}` : ''}`;
  if (status >= 500 || status === 408 || status === 425 || status === 429)
    return new ImageUnavailable(message);
  return new ImageRefused(`${message}: correct the address of the image (source_ova)`);
}

function explained(fault: unknown, { url, part }: Download): Error {
  if (fault instanceof ImageRefused || fault instanceof ImageUnavailable) return fault;
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  const words = fault instanceof Error ? fault.message : String(fault);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ImageRefused(
      `no space is left for ${part.path}: make room, or set store.cache_dir elsewhere`,
      {
        cause: fault,
      },
    );
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new ImageRefused(`${part.path} cannot be written (${code}): set store.cache_dir elsewhere`, {
      cause: fault,
    });
  }
  if (code === 'ERR_INVALID_URL' || code === 'ERR_UNSUPPORTED_PROTOCOL') {
    return new ImageRefused(`'${url}' is no http address of an image (source_ova)`, { cause: fault });
  }
  return new ImageUnavailable(`${hostOf(url)}: ${words}`, { cause: fault });
}

/** `bytes 100-199/1000`. */
function contentRange(
  answer: IncomingMessage,
): { readonly start: number; readonly total: number } | undefined {
  const found = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers['content-range'] ?? '');
  return found ? { start: Number(found[1]), total: Number(found[2]) } : undefined;
}

function lengthOf(answer: IncomingMessage): number | undefined {
  const length = answer.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/** A weak tag says nothing of single bytes (RFC 9110, section 13.1.5). */
function validatorOf(answer: IncomingMessage): { readonly validator?: string } {
  const { etag, 'last-modified': modified } = answer.headers;
  const validator = etag !== undefined && !etag.startsWith('W/') ? etag : modified;
  return validator === undefined ? {} : { validator };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
