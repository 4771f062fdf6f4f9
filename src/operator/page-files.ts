import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const folder = join(import.meta.dirname, 'page');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Asked for again each time, and answered with 304 while the release is the same.
  'cache-control': 'no-cache',
} as const;

interface PageFile {
  readonly content: Buffer;
  readonly type: string;
  readonly etag: string;
}

/** Serves the web page: `index.html` at `/` and every other file of the folder below `/page/`. All are read now. */
export async function addPage(app: FastifyInstance): Promise<void> {
  for (const name of await readdir(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const content = await readFile(join(folder, name));
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    const path = name === 'index.html' ? '/' : `/page/${name}`;
    app.get(path, (request, reply) =>
      answerFile({ content, type, etag }, request.headers['if-none-match'], reply),
    );
  }
}

function answerFile({ content, type, etag }: PageFile, known: string | undefined, reply: FastifyReply) {
  reply.headers({ ...pageHeaders, etag });
  return known === etag ? reply.code(304).send() : reply.type(type).send(content);
}
