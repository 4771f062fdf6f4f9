import type { GuestDriver, GuestMachine } from '../src/index.ts';

/** Guests that a test can speak for. */
export function puppets(): GuestDriver & {
  readonly machines: Map<string, GuestMachine>;
  readonly deadKubelets: string[];
  readonly deletedNodes: string[];
} {
  const machines = new Map<string, GuestMachine>();
  const deadKubelets: string[] = [];
  const deletedNodes: string[] = [];
  return {
    machines,
    deadKubelets,
    deletedNodes,
    powerOn(machine) {
      machines.set(machine.name, machine);
      return {
        stopKubelet: () => void deadKubelets.push(machine.name),
        deleteNode: () => void deletedNodes.push(machine.name),
        powerOff: async () => {
          machines.delete(machine.name);
        },
      };
    },
    workloadApiCalls: () => ({ '127.10.0.10:6443': { admin: 2 } }),
    [Symbol.asyncDispose]: async () => {},
  };
}
