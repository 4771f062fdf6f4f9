import type { Clock, GuestDriver } from './guests/guest-driver.ts';
import { silentGuests } from './guests/none.ts';

/** What guests do: nothing, all at once, or what their data say. */
export type GuestKind = 'none' | 'instant' | 'sandbox';

/** The words for that on the command line. */
export const guestKinds: readonly GuestKind[] = ['none', 'instant', 'sandbox'];

/** The guests of one simulator. */
export interface OpenGuests {
  readonly driver: GuestDriver;
  /** False when nothing inside the VMs ever speaks. */
  readonly talk: boolean;
}

/** From power-on until a guest's first word, in simulated milliseconds. */
export const defaultBootMs = 500;

/** The driver of a kind, disposed of with `owner`; a driver that is given stays its maker's. */
export async function openGuests(
  guests: GuestDriver | GuestKind,
  clock: Clock,
  owner: AsyncDisposableStack,
  bootMs: number = defaultBootMs,
): Promise<OpenGuests> {
  if (typeof guests !== 'string') return { driver: guests, talk: true };
  if (guests === 'none') return { driver: owner.use(silentGuests()), talk: false };
  // Loaded when chosen: they bring a Kubernetes API of their own.
  const log = (line: string): void => void process.stderr.write(`vcdsim: ${line}\n`);
  if (guests === 'sandbox') {
    const { sandboxGuests } = await import('./guests/sandbox-guests.ts');
    return { driver: owner.use(sandboxGuests({ clock, bootMs, log })), talk: true };
  }
  const { instantGuests } = await import('./guests/instant-guests.ts');
  return { driver: owner.use(instantGuests({ clock, bootMs, log })), talk: true };
}
