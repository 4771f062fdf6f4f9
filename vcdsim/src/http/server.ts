import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import type { Answers, Ending } from './answers.ts';
import { isTransfer, readRequest } from './read-request.ts';

interface Dependencies {
  readonly answer: Answers;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
}

const bodyLimit = 64 * 1024 * 1024;

/** The HTTP side: one route for everything. Not yet listening. */
export function createServer({ answer, tls }: Dependencies): FastifyInstance {
  const options = { bodyLimit, forceCloseConnections: true, exposeHeadRoutes: false } as const;
  // With and without TLS the instances have different types and the same behaviour.
  const app = (tls ? fastify({ ...options, https: tls }) : fastify(options)) as unknown as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) =>
    isTransfer(request.url) ? undefined : readWhole(payload),
  );
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'],
    url: '*',
    handler: async (request, reply) =>
      send(await answer(readRequest(request, tls !== undefined)), request, reply),
  });
  return app;
}

async function readWhole(payload: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of payload as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > bodyLimit) throw Object.assign(new Error('The body is too long.'), { statusCode: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(ending: Ending, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  switch (ending.kind) {
    case 'silence':
      return reply.hijack();
    case 'hang-up':
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    case 'answer':
      // Buffers go out with the content type as it is; strings would get a charset.
      return reply.code(ending.status).headers(ending.headers).send(ending.body);
  }
}
