import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { wordsOf } from '../faults/fault-rule.ts';
import type { VCenter } from '../inventory/extension-entities.ts';
import type { Stats } from '../stats.ts';
import type { World } from '../world.ts';
import { FileTransfers, transferPath } from './file-transfers.ts';
import { apiVersion } from './managed-objects.ts';
import { callMethod } from './methods.ts';
import { find, readCall, textIn, readReference, writeAnswer, writeFault } from './soap.ts';
import type { VimCall } from './soap.ts';
import type { VCenterContext } from './vcenter-context.ts';
import { vmOf } from './vcenter-context.ts';
import { VimFault } from './vim-fault.ts';
import { cookieOf, VimSessions } from './vim-sessions.ts';

/** Which vCenter of which world is served. */
export interface VCenterOptions {
  readonly world: World;
  readonly stats: Stats;
  readonly vCenter: VCenter;
  readonly listen: { readonly host: string; readonly port: number };
  /** Plain HTTP without. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  /** Sessions end after being idle for so long. */
  readonly sessionIdleMs: number;
  /** `*` makes clients put the host in themselves, as ESXi does. */
  readonly transferHost: 'own' | '*';
}

/** A vCenter that listens. */
export interface RunningVCenter extends AsyncDisposable {
  /** `https://127.0.0.1:443`; always with its port. */
  readonly url: string;
  endSessions(): void;
}

/** Serves the vSphere API of one vCenter: `/sdk`, and `/guestFile` for the bytes of files. */
export async function startVCenter(options: VCenterOptions): Promise<RunningVCenter> {
  const { world, stats, vCenter, listen, tls, transferHost } = options;
  const sessions = new VimSessions({ ...world, idleMs: options.sessionIdleMs });
  const context: VCenterContext = {
    world,
    vCenter,
    stats,
    sessions,
    transfers: new FileTransfers(world.clock),
    transferAuthority: (authority) =>
      transferHost === 'own' ? authority : authority.replace(/^.*?(?=:\d+$|$)/, '*'),
    secure: tls !== undefined,
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    serve(context, request, response).catch((error: unknown) => {
      // The client has gone, or this is a defect of the simulator: whoever runs it should see it.
      if (!request.socket.destroyed) process.stderr.write(`vcdsim: vCenter: ${String(error)}\n`);
      response.destroy();
    });
  };
  const server: Server = tls ? createSecureServer(tls, handle) : createServer(handle);
  // Clients that look every ten seconds keep their connection, as they do with vCenter.
  server.keepAliveTimeout = 60_000;
  server.listen(listen.port, listen.host);
  await once(server, 'listening');
  // It listens on a port, so its address is no pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`,
    endSessions: () => {
      sessions.endAll();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  context: VCenterContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '', 'https://vcenter');
  if (pathname === '/sdk/vimServiceVersions.xml') {
    response.writeHead(200, { 'Content-Type': 'text/xml' }).end(serviceVersions());
  } else if (pathname === transferPath) {
    context.stats.count(`${request.method ?? ''} ${transferPath}`);
    await context.transfers.serve(request, response);
  } else if (request.method === 'POST' && /^\/sdk\/?$/.test(pathname)) {
    await serveCall(context, request, response);
  } else {
    response.writeHead(404).end();
  }
}

async function serveCall(
  context: VCenterContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { world, stats, sessions, secure } = context;
  const answer = (status: number, body: string): void => {
    response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8' }).end(body);
  };
  try {
    const call = readCall(await textOf(request));
    const operation = `SOAP ${call.method}`;
    stats.count(operation);
    const rule = world.faults.strike('soap', operation, objectsOf(context, call));
    if (rule && rule.delayMs > 0) await world.clock.sleep(rule.delayMs, world.stopping);
    if (rule?.effect === 'drop-before') return void response.destroy();
    if (rule?.effect === 'hang-before') return;
    if (rule?.effect === 'answer') throw new VimFault(rule.code ?? 'RuntimeFault', wordsOf(rule).message);
    const session = sessions.find(request.headers.cookie);
    const authority = request.headers.host ?? '';
    const { returned, begun } = await callMethod(context, session, { ...call, authority, rule });
    if (rule?.effect === 'drop-after') return void response.destroy();
    if (rule?.effect === 'hang-after') return;
    if (begun) response.setHeader('Set-Cookie', cookieOf(begun, secure));
    answer(200, writeAnswer(call.method, returned));
  } catch (error) {
    answer(500, writeFault(vimFaultOf(error)));
  }
}

/** What fault rules know the call by: its VM, and the command line of a program. */
function objectsOf(context: VCenterContext, { self, arguments: args }: VimCall): readonly string[] {
  const argument = find(args, 'vm');
  const { id } = argument ? readReference(argument) : self;
  const vm = vmOf(context, id);
  const program = find(args, 'spec');
  const commandLine = `${textIn(program, 'programPath') ?? ''} ${textIn(program, 'arguments') ?? ''}`;
  return [id, ...(vm ? [vm.name, vm.id] : []), ...(program ? [commandLine] : [])];
}

function vimFaultOf(error: unknown): VimFault {
  if (error instanceof VimFault) return error;
  process.stderr.write(
    `vcdsim: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return new VimFault('RuntimeFault', 'Internal error of the simulator.');
}

/** Which versions of the API clients may speak. */
function serviceVersions(): string {
  const earlier = ['8.0.1.0', '8.0.0.0', '7.0.3.0', '7.0', '6.7.3', '6.7', '6.5', '6.0', '5.5'];
  const versions = earlier.map((version) => `<version>${version}</version>`).join('');
  return `<?xml version="1.0" encoding="UTF-8" ?>
<namespaces version="1.0"><namespace><name>urn:vim25</name><version>${apiVersion}</version><priorVersions>${versions}</priorVersions></namespace></namespaces>
`;
}
