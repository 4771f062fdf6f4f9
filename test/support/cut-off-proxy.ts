import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/**
 * A point in a server's dealings with vCD: before vCD has heard of a call, or after vCD has done it and before the
 * answer is passed on. `nth` counts (from 1) how often the server was there, because the same calls come in another
 * order when two of them go out together.
 */
export interface Moment {
  /** `before GET /api/vApp/vapp-{id}` */
  readonly where: string;
  readonly nth: number;
}

/** Stands between a server and its vCD, notes the server's calls and cuts it off at one moment of them. */
export interface CutOffProxy extends AsyncDisposable {
  readonly url: string;
  /** All moments since the last plan, in order; two for each call. */
  moments(): readonly Moment[];
  /** Notes anew, calls `cutOff` at that moment and passes nothing on that comes later, until `mend`. */
  cutOffAt(moment: Moment, cutOff: () => void): void;
  mend(): void;
}

export async function startCutOffProxy(vcdUrl: string): Promise<CutOffProxy> {
  const target = new URL(vcdUrl);
  let noted: Moment[] = [];
  let plan: { readonly moment: Moment; readonly cutOff: () => void } | undefined;
  let broken = false;

  /** True when the line is cut: at this moment or earlier. */
  function pass(where: string): boolean {
    const nth = noted.filter((moment) => moment.where === where).length + 1;
    noted.push({ where, nth });
    if (plan?.moment.where === where && plan.moment.nth === nth) {
      broken = true;
      plan.cutOff();
    }
    return !broken;
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url: path = '' } = incoming;
    const call = `${method} ${patternOf(path)}`;
    if (!pass(`before ${call}`)) return void incoming.socket.destroy();
    // With vCD's own name, so that the links in its answers lead to vCD and not here.
    const headers = { ...incoming.headers, host: target.host };
    const onward = httpRequest(
      { host: target.hostname, port: target.port, method, path, headers },
      (answer) => {
        if (!pass(`after ${call}`)) {
          answer.resume();
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }

  const server = createServer(forward);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    moments: () => noted,
    cutOffAt(moment, cutOff) {
      noted = [];
      plan = { moment, cutOff };
    },
    mend() {
      broken = false;
      plan = undefined;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The path without its query and with `{id}` for every UUID. */
function patternOf(path: string): string {
  return path.replace(/\?.*/, '').replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}');
}
