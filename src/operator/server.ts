import { chmod, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { RecordDamaged, StoreConflict, StoreUnavailable } from '#store/errors.ts';
import type { Logger } from '#telemetry/logger.ts';
import { addPage } from './page-files.ts';
import { OperatorRefusal, type RefusalKind } from './refusal.ts';
import type { OperatorDependencies } from './dependencies.ts';
import { addRoutes } from './routes.ts';

/** Where operators come in. */
export interface OperatorDoors {
  /** Path of a Unix socket that only the service's own user may open. */
  readonly socket: string;
  /** Absent: no TCP port. Port 0 takes a free one. */
  readonly listen?: { readonly host: string; readonly port: number } | undefined;
}

/** The open doors. Disposing ends the watches and closes them. */
export interface OperatorServer extends AsyncDisposable {
  /** `http://host:port` where a port was asked for. */
  readonly url: string | undefined;
}

const statusOf: Record<RefusalKind, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooMany: 429,
  unavailable: 503,
};

/** Largest record that an operator may send. */
const bodyLimit = 1 << 20;

/** Opens the socket and, where it is wished for, the port. Throws when another server has the socket. */
export async function startOperatorServer(options: {
  readonly doors: OperatorDoors;
  readonly dependencies: OperatorDependencies;
  readonly log: Logger;
}): Promise<OperatorServer> {
  const { doors, dependencies, log } = options;
  await using starting = new AsyncDisposableStack();
  const open = (via: 'socket' | 'http'): FastifyInstance => {
    const app = fastify({ bodyLimit, forceCloseConnections: true });
    app.setErrorHandler((error, _request, reply) => answerError(error, reply, log));
    app.setNotFoundHandler((_request, reply) =>
      reply.code(404).send(errorBody('notFound', 'nothing is served here')),
    );
    addRoutes(app, dependencies, via);
    starting.defer(() => app.close());
    return app;
  };

  await dropDeadSocket(doors.socket);
  const bySocket = open('socket');
  await bySocket.listen({ path: doors.socket });
  await chmod(doors.socket, 0o600);
  const url = doors.listen && (await openPort(open('http'), doors.listen));
  log.info({ socket: doors.socket, url }, 'Serving operators');

  const running = starting.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The port alone has the page: a browser opens no Unix socket. */
async function openPort(app: FastifyInstance, listen: { readonly host: string; readonly port: number }) {
  await addPage(app);
  return app.listen(listen);
}

function answerError(
  error: unknown,
  reply: Parameters<FastifyInstance['errorHandler']>[2],
  log: Logger,
): void {
  const { status, kind, message } = refusalIn(error);
  if (status >= 500) log.error({ err: error }, 'Answering an operator failed');
  void reply.code(status).send(errorBody(kind, message));
}

interface Refused {
  readonly status: number;
  readonly kind: RefusalKind;
  readonly message: string;
}

function refusalIn(error: unknown): Refused {
  if (error instanceof OperatorRefusal) return refused(error.kind, error.message);
  if (error instanceof StoreConflict) return refused('conflict', `${error.message}; try again`);
  if (error instanceof StoreUnavailable) return refused('unavailable', error.message);
  if (error instanceof RecordDamaged)
    return refused('conflict', `${error.message}; the runbook says what to do (CseDamagedRecords)`);
  const status = statusIn(error);
  if (status !== undefined && status < 500 && error instanceof Error)
    return { status, kind: 'invalid', message: error.message };
  return { status: 500, kind: 'unavailable', message: 'the service failed to answer; its log says why' };
}

function refused(kind: RefusalKind, message: string): Refused {
  return { status: statusOf[kind], kind, message };
}

function errorBody(kind: RefusalKind, message: string) {
  return { error: { kind, message } };
}

/** What fastify itself says of a body that it cannot read. */
function statusIn(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** A socket that a killed server left behind is in the way of the next; one that answers is another server's. */
async function dropDeadSocket(path: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (alive) throw new Error(`another server answers on ${path}`);
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
