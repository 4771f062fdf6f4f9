import type { GuestDriver, GuestMachine } from '../src/index.ts';

/** Guests that a test can speak for. */
export function puppets(): GuestDriver & { readonly machines: Map<string, GuestMachine> } {
  const machines = new Map<string, GuestMachine>();
  return {
    machines,
    powerOn(machine) {
      machines.set(machine.name, machine);
      return {
        powerOff: async () => {
          machines.delete(machine.name);
        },
      };
    },
    workloadApiCalls: () => ({ '127.10.0.10:6443': { admin: 2 } }),
    [Symbol.asyncDispose]: async () => {},
  };
}
