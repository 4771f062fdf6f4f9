import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { callPrefix } from '../sandbox/guest-channel.ts';
import type { GuestCall } from '../sandbox/guest-channel.ts';
import { insideGuest } from '../sandbox/guest-programs.ts';

/** Asks the simulator for something that a machine cannot do itself; rejects with its complaint. */
export async function callSimulator(call: GuestCall): Promise<void> {
  const answer = await send(callPrefix + JSON.stringify(call));
  if (!answer.startsWith('1')) throw new Error(answer.slice(2));
}

/** A `guestinfo` key of this machine. */
export async function readGuestInfo(key: string): Promise<string | undefined> {
  const answer = await send(`info-get ${key}`);
  return answer.startsWith('1') ? answer.slice(2) : undefined;
}

/** Sets a key of the guestinfo of this machine; throws when the hypervisor refuses. */
export async function writeGuestInfo(key: string, value: string): Promise<void> {
  const answer = await send(`info-set ${key} ${value}`);
  if (!answer.startsWith('1')) throw new Error(answer.slice(2));
}

async function send(request: string): Promise<string> {
  const socket = connect(`${insideGuest.machine}/socket`);
  socket.end(request);
  return await text(socket);
}
