import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Clock, RunningGuest } from '../guests/guest-driver.ts';
import type { FileAttributes, GuestLogin, GuestTools } from '../guests/tools/guest-tools.ts';
import { GuestFault } from '../guests/tools/guest-tools.ts';
import type { Vm } from '../inventory/entities.ts';

/** A file that may be sent or fetched once, within ten minutes, while the VM keeps its power. */
export type Transfer = {
  readonly vm: Vm;
  readonly login: GuestLogin;
  readonly path: string;
} & (
  | { readonly kind: 'to guest'; readonly size: number; readonly attributes: FileAttributes }
  | { readonly kind: 'from guest' }
);

interface Ticket {
  readonly transfer: Transfer;
  readonly token: string;
  readonly expires: number;
  readonly guest: RunningGuest | undefined;
}

const lifeMs = 10 * 60_000;

/** Where files go in and out, below the vCenter's own address. */
export const transferPath = '/guestFile';

/** What `InitiateFileTransfer…` promised, and the HTTP side of it. Needs no session: the token is the right. */
export class FileTransfers {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, Ticket>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Path and query of the URL to use. */
  offer(transfer: Transfer): string {
    const id = String(++this.#count);
    const token = randomBytes(20).toString('hex');
    const expires = this.#clock.now().getTime() + lifeMs;
    this.#tickets.set(id, { transfer, token, expires, guest: transfer.vm.running });
    return `${transferPath}?id=${id}&token=${token}`;
  }

  /** Answers a PUT or GET of such a URL. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Connection', 'close');
    const found = this.#take(request);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { transfer, tools } = found;
    try {
      if (transfer.kind === 'to guest') await receive(transfer, tools, request, response);
      else await send(transfer, tools, response);
    } catch (error) {
      if (!(error instanceof GuestFault)) throw error;
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(error.message);
    }
  }

  /** The transfer of the request's URL, which is used up. */
  #take(request: IncomingMessage): { readonly transfer: Transfer; readonly tools: GuestTools } | undefined {
    const { searchParams } = new URL(request.url ?? '', 'https://guest');
    const id = searchParams.get('id') ?? '';
    const ticket = this.#tickets.get(id);
    if (!ticket || ticket.token !== searchParams.get('token')) return undefined;
    const { transfer, guest, expires } = ticket;
    if (request.method !== (transfer.kind === 'to guest' ? 'PUT' : 'GET')) return undefined;
    this.#tickets.delete(id);
    if (expires < this.#clock.now().getTime() || transfer.vm.running !== guest) return undefined;
    const tools = guest?.tools;
    return tools && { transfer, tools };
  }
}

async function receive(
  transfer: Extract<Transfer, { readonly kind: 'to guest' }>,
  tools: GuestTools,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const length = request.headers['content-length'];
  if (length === undefined) {
    response.writeHead(411).end('Content-Length is needed');
    return;
  }
  if (Number(length) !== transfer.size) {
    response.writeHead(400).end(`${transfer.size} bytes were announced, Content-Length is ${length}`);
    return;
  }
  const files = await tools.files(transfer.login);
  await files.write(transfer.path, transfer.attributes, transfer.size, request);
  response.writeHead(200).end();
}

async function send(transfer: Transfer, tools: GuestTools, response: ServerResponse): Promise<void> {
  const files = await tools.files(transfer.login);
  const { size, content } = await files.read(transfer.path);
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
  await pipeline(content, response);
}
