import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** The moment of a call: before vCD has heard of it, or after vCD has done it and before the answer is passed on. */
export type Moment = 'before' | 'after';

/** Stands between a server and its vCD, counts the server's calls and tells of each moment at which it could be cut off. */
export interface CutOffProxy extends AsyncDisposable {
  readonly url: string;
  /** Calls `cutOff` at the n-th moment from now on (from 1) and passes nothing on that comes later, until `mend`. */
  cutOffAt(moment: number, cutOff: () => void): void;
  mend(): void;
  /** Moments since the last `cutOffAt`; two for each call. */
  moments(): number;
}

export async function startCutOffProxy(vcdUrl: string): Promise<CutOffProxy> {
  const target = new URL(vcdUrl);
  let passed = 0;
  let cutAt = Infinity;
  let cutOff: () => void = () => undefined;
  let broken = false;

  /** True when the line is cut: at this moment or earlier. */
  function pass(): boolean {
    passed += 1;
    if (passed === cutAt) {
      broken = true;
      cutOff();
    }
    return !broken;
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (!pass()) return void incoming.socket.destroy();
    const { method, url: path, headers } = incoming;
    const call = httpRequest(
      { host: target.hostname, port: target.port, method, path, headers },
      (answer) => {
        if (!pass()) {
          answer.resume();
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    call.on('error', () => incoming.socket.destroy());
    incoming.pipe(call);
  }

  const server = createServer(forward);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    cutOffAt(moment, onCutOff) {
      passed = 0;
      cutAt = moment;
      cutOff = onCutOff;
    },
    mend() {
      broken = false;
      cutAt = Infinity;
    },
    moments: () => passed,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
