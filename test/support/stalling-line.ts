import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server on this machine that can fall silent without being cut, as a firewall makes it. */
export interface StallingLine extends AsyncDisposable {
  readonly port: number;
  /** From now on nothing is passed on, in either direction. */
  stall(): void;
  /** Connections that the client's side holds. */
  held(): number;
}

export async function startStallingLine(targetPort: number): Promise<StallingLine> {
  const near = new Set<Socket>();
  const far = new Set<Socket>();

  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    near.add(client);
    far.add(target);
    client.on('close', () => {
      near.delete(client);
      target.destroy();
    });
    target.on('close', () => far.delete(target));
    // What it was is told by the close that follows.
    for (const socket of [client, target]) socket.on('error', () => undefined);
    client.pipe(target).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;

  return {
    port,
    stall() {
      for (const socket of [...near, ...far]) {
        socket.unpipe();
        // Read and thrown away, so that the end of the connection is still noticed here.
        socket.resume();
      }
    },
    held: () => near.size,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of [...near, ...far]) socket.destroy();
      await closed;
    },
  };
}
