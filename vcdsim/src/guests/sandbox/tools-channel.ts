import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { GuestFault } from '../tools/guest-tools.ts';
import type { GuestFaultName } from '../tools/guest-tools.ts';

/** The way to the program `guest-tools` inside a guest, for as long as one boot lasts. */
export interface ToolsChannel extends AsyncDisposable {
  /** Whether that program runs. */
  readonly connected: boolean;
  /** Starts an operation and waits for its first answer. Throws the `GuestFault` that it answers with. */
  operate(operation: string, words: readonly string[]): Promise<Operation>;
}

/** An operation that the tools of a guest have begun. */
export interface Operation extends Disposable {
  /** Of the first answer. */
  readonly words: readonly string[];
  /** What comes behind it. */
  readonly rest: Readable;
  /** Sends the bytes of a file. */
  send(content: Readable): Promise<void>;
  /** Waits for another answer. Throws `GuestOperationsUnavailable` when the guest ends before. */
  next(): Promise<readonly string[]>;
}

/** How long a guest that is alive takes, at most, to begin with an operation. */
const beginMs = 30_000;

/** Listens on a unix socket that lies in the guest's view. */
export async function openToolsChannel(path: string): Promise<ToolsChannel> {
  const sockets = new Set<Socket>();
  const expected = new Map<string, (socket: Socket) => void>();
  let tools: Socket | undefined;
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (tools === socket) tools = undefined;
    });
    socket.on('error', () => socket.destroy());
    void greet(socket);
  });

  async function greet(socket: Socket): Promise<void> {
    const [kind, token = ''] = ((await readLine(socket)) ?? '').split(' ');
    if (kind === 'tools') {
      tools = socket;
      // Nothing more comes from it, and only who reads is told of its end.
      socket.resume();
      return;
    }
    const take = expected.get(token);
    if (take) take(socket);
    else socket.destroy();
  }

  server.listen(path);
  await once(server, 'listening');
  return {
    get connected() {
      return tools !== undefined;
    },
    operate: async (operation, words) => {
      if (!tools) throw new GuestFault('GuestOperationsUnavailable');
      const token = String(++count);
      const socket = await connection(tools, token, expected);
      socket.write(`${[operation, ...words].map(encode).join(' ')}\n`);
      try {
        return operationOver(socket, await readAnswer(socket));
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Asks the guest to come back with a token, and waits until it does. */
async function connection(
  tools: Socket,
  token: string,
  expected: Map<string, (socket: Socket) => void>,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const giveUp = (): void => {
    reject(new GuestFault('GuestOperationsUnavailable'));
  };
  const timer = setTimeout(giveUp, beginMs);
  tools.once('close', giveUp);
  expected.set(token, resolve);
  tools.write(`${token}\n`);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    tools.off('close', giveUp);
    expected.delete(token);
  }
}

function operationOver(socket: Socket, words: readonly string[]): Operation {
  return {
    words,
    rest: socket,
    send: async (content) => {
      content.pipe(socket, { end: false });
      await finished(content);
    },
    next: () => readAnswer(socket),
    [Symbol.dispose]: () => {
      socket.destroy();
    },
  };
}

async function readAnswer(socket: Socket): Promise<readonly string[]> {
  const line = await readLine(socket);
  if (line === undefined) throw new GuestFault('GuestOperationsUnavailable');
  const [verdict, ...words] = line.split(' ').map(decode);
  if (verdict === 'ok') return words;
  const [fault = 'FileFault', file = ''] = words;
  // The program in the guest is ours and names no other faults.
  throw new GuestFault(fault as GuestFaultName, { file });
}

/** One line, without its end; what follows stays unread. Undefined when the stream ends before. */
async function readLine(socket: Socket): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  for (;;) {
    // Sockets without an encoding give buffers.
    const piece = socket.read() as Buffer | null;
    if (piece === null) {
      if (socket.readableEnded || socket.destroyed) return undefined;
      await somethingNew(socket);
      continue;
    }
    const end = piece.indexOf(0x0a);
    if (end < 0) {
      pieces.push(piece);
      continue;
    }
    if (end + 1 < piece.length) socket.unshift(piece.subarray(end + 1));
    return Buffer.concat([...pieces, piece.subarray(0, end)]).toString('latin1');
  }
}

/** Resolves when there may be more to read, or never will be. */
async function somethingNew(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => {
    resolve();
  };
  socket.on('readable', wake).on('close', wake);
  await promise;
  socket.off('readable', wake).off('close', wake);
}

function decode(word: string): string {
  const bytes = word.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

function encode(word: string): string {
  const bytes = [...Buffer.from(word)];
  return bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9_./=-]/.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
