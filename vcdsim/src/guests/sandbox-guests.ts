import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GuestDriver } from './guest-driver.ts';
import { behaviourOf, hasTools } from './guest-options.ts';
import type { GuestOptions } from './guest-options.ts';
import { buildPrograms, findGuestCode } from './sandbox/guest-programs.ts';
import { requireBubblewrap } from './sandbox/sandbox.ts';
import { startMachine } from './sandbox/sandboxed-machine.ts';
import type { MachineSurroundings } from './sandbox/sandboxed-machine.ts';
import { WorkloadClusters } from './workload-clusters.ts';

/** What sandboxed guests are like. */
export interface SandboxGuestOptions extends GuestOptions {
  /** A program of the host that guests use as kubectl, in place of the stand-in. */
  readonly kubectl?: string;
}

/**
 * Guests that really run their user data, each in a bubblewrap sandbox; what they run is described in this folder's
 * README. Throws `SandboxUnavailable` where there is no bubblewrap or where it may not make namespaces.
 */
export function sandboxGuests(options: SandboxGuestOptions): GuestDriver {
  requireBubblewrap();
  const log = options.log ?? ((): void => {});
  const folder = mkdtempSync(join(tmpdir(), 'vcdsim-guests-'));
  const surroundings: MachineSurroundings = {
    ...options,
    log,
    folder,
    programs: buildPrograms(folder),
    code: findGuestCode(),
    clusters: new WorkloadClusters({ networkAlwaysReady: false, log }),
    disks: new Map(),
  };
  const running = new Set<() => Promise<void>>();
  return {
    powerOn: (machine) => {
      const behaviour = behaviourOf(options, machine);
      if (behaviour === 'silent') return { powerOff: async () => {} };
      const guest = startMachine(surroundings, machine, behaviour === 'failing');
      const powerOff = async (): Promise<void> => {
        running.delete(powerOff);
        await guest.powerOff();
      };
      running.add(powerOff);
      const { tools } = guest;
      return {
        ...(tools && hasTools(options, machine) && { tools }),
        stopKubelet: () => surroundings.clusters.stopKubelet(machine.id),
        deleteNode: () => surroundings.clusters.deleteNode(machine.id),
        powerOff,
      };
    },
    copyDisk: (from, to) => {
      const disk = surroundings.disks.get(from);
      if (disk) surroundings.disks.set(to, { ...disk, isCopy: true });
    },
    removeDisk: (machine) => {
      surroundings.disks.delete(machine);
    },
    workloadApiCalls: () => surroundings.clusters.calls(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...running].map((powerOff) => powerOff()));
      await surroundings.clusters[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
