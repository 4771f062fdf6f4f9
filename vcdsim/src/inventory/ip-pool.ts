import type { Network } from './entities.ts';

/** Every address of the ranges is taken. */
export class PoolExhausted extends Error {
  override readonly name = 'PoolExhausted';
  readonly network: string;
  constructor(network: string) {
    super(
      `The operation failed because no suitable resource was found: no more IP addresses available on network "${network}".`,
    );
    this.network = network;
  }
}

/** Takes the lowest free address of the network's ranges for a VM. */
export function allocateAddress(network: Network, vmId: string): string {
  const [address] = freeAddresses(network);
  if (address === undefined) throw new PoolExhausted(network.name);
  network.allocated.set(address, vmId);
  return address;
}

/** Takes every free address. */
export function takeFreeAddresses(network: Network, holder: string): void {
  for (const address of freeAddresses(network)) network.allocated.set(address, holder);
}

/** From the lowest on. */
function* freeAddresses({ ranges, allocated }: Network): Generator<string> {
  for (const range of ranges) {
    const end = addressNumber(range.end);
    for (let candidate = addressNumber(range.start); candidate <= end; candidate++) {
      const address = addressText(candidate);
      if (!allocated.has(address)) yield address;
    }
  }
}

/** Gives back all addresses of a VM, or of whoever holds them. */
export function releaseAddresses(network: Network, vmId: string): void {
  for (const [address, holder] of network.allocated) {
    if (holder === vmId) network.allocated.delete(address);
  }
}

/** How many addresses a network can hand out. */
export function poolSize(network: Network): number {
  let total = 0;
  for (const range of network.ranges) total += addressNumber(range.end) - addressNumber(range.start) + 1;
  return total;
}

function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
