import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { z } from 'zod';

/** What programs inside a guest ask of the simulator, besides VMware's own commands. */
export const GuestCall = z.discriminatedUnion('call', [
  z.object({
    call: z.literal('start-control-plane'),
    port: z.int(),
    ca: z.object({ certificate: z.string(), privateKey: z.string() }),
    kubernetesVersion: z.string(),
    hosts: z.array(z.string()),
    role: z.enum(['init', 'join']),
  }),
  z.object({ call: z.literal('start-kubelet'), caCertificate: z.string(), node: z.string() }),
  z.object({ call: z.literal('reset') }),
  z.object({ call: z.literal('reboot') }),
  z.object({ call: z.literal('halt') }),
  /** cloud-init is through; `errors` is what it complains about. */
  z.object({ call: z.literal('boot-finished'), errors: z.array(z.string()) }),
]);
export type GuestCall = z.infer<typeof GuestCall>;

/** What every call of a program of ours begins with. */
export const callPrefix = 'vcdsim ';

/** What a guest may ask its hypervisor for. */
export interface ChannelOptions {
  readonly readInfo: (key: string) => string | undefined;
  readonly writeInfo: (key: string, value: string) => void;
  /** Carries out a call; a rejection becomes the caller's error. */
  readonly call: (call: GuestCall) => Promise<void>;
}

/** VMware Tools' own limit of one command, and of all guestinfo by default (`tools.setInfo.sizeLimit`). */
const sizeLimit = 1_048_576;

/** Answers a guest's programs on a unix socket: one request and one answer (`1 value`, `0 error`) per connection. */
export async function openChannel(path: string, options: ChannelOptions): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(socket, options);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function serve(socket: Socket, options: ChannelOptions): Promise<void> {
  try {
    // Not `for await`: at its end it destroys the socket, and the answer with it.
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'end');
    socket.end(await answer(Buffer.concat(chunks).toString(), options));
  } catch (error) {
    socket.end(`0 ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function answer(request: string, options: ChannelOptions): Promise<string> {
  if (request.startsWith(callPrefix)) {
    await options.call(GuestCall.parse(JSON.parse(request.slice(callPrefix.length))));
    return '1 ';
  }
  const [command = ''] = request.split(' ', 1);
  const rest = request.slice(command.length + 1);
  switch (command) {
    case 'info-get': {
      const value = options.readInfo(rest);
      return value === undefined ? '0 No value found' : `1 ${value}`;
    }
    case 'info-set':
      return setInfo(rest, options);
    default:
      return '0 Unknown command';
  }
}

/** One blank separates key and value; whatever follows it is the value, further blanks included. */
function setInfo(rest: string, options: ChannelOptions): string {
  const blank = rest.indexOf(' ');
  if (blank <= 0) return '0 Two and exactly two arguments expected';
  const key = rest.slice(0, blank);
  if (!key.startsWith('guestinfo.')) return '0 Permission denied';
  const value = rest.slice(blank + 1);
  if (Buffer.byteLength(value) > sizeLimit) return '0 Value too long';
  options.writeInfo(key, value);
  return '1 ';
}
