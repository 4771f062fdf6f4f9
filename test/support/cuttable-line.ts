import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server that can be cut, with everything that is under way on it, and mended. */
export interface CuttableLine extends AsyncDisposable {
  readonly url: string;
  /** Until `mend` every connection ends at once. */
  cut(): void;
  mend(): void;
}

export async function startCuttableLine(targetUrl: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isCut = false;

  function hold(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // What it was is told by the close that follows.
    socket.on('error', () => undefined);
    return socket;
  }

  const server = createServer((near) => {
    hold(near);
    if (isCut) return void near.destroy();
    const far = hold(connect(Number(port), hostname));
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address with a port.
  const address = server.address() as AddressInfo;

  const dropAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true;
      dropAll();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      dropAll();
      await closed;
    },
  };
}
