import type { GuestDriver } from './guest-driver.ts';

/** Machines that are powered on and never say anything: no tools, no status keys, no Kubernetes. */
export function silentGuests(): GuestDriver {
  return {
    powerOn: () => ({ powerOff: async () => {} }),
    workloadApiCalls: () => ({}),
    [Symbol.asyncDispose]: async () => {},
  };
}
