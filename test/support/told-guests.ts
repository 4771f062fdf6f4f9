import type { GuestDriver, GuestMachine, RunningGuest } from 'vcdsim';
import { hastyClock } from './hasty-clock.ts';
import { quickGuests } from './simulated-cloud.ts';

/** What becomes of the guests of a cluster. */
export type Verdict = 'answer' | 'fail';

/** Guests that say nothing until the test tells what becomes of their cluster; from then on they obey at once. */
export interface ToldGuests extends GuestDriver {
  tell(cluster: string, verdict: Verdict): void;
  /** The same for the control plane alone; the workers still wait to be told. */
  tellControlPlane(cluster: string, verdict: Verdict): void;
}

interface HeldGuest {
  readonly machine: GuestMachine;
  running: RunningGuest | undefined;
}

/** `clusterOf` gives the name of a vApp. */
export function toldGuests(clusterOf: (vAppId: string) => string): ToldGuests {
  const drivers = {
    answer: quickGuests({ bootMs: 5, clock: hastyClock }),
    fail: quickGuests({ bootMs: 5, clock: hastyClock, failing: /./ }),
  };
  const verdicts = new Map<string, Verdict>();
  const held = new Map<string, Set<HeldGuest>>();

  function boot(guest: HeldGuest, verdict: Verdict): void {
    guest.running = drivers[verdict].powerOn(guest.machine);
  }

  return {
    powerOn(machine) {
      const cluster = clusterOf(machine.vAppId);
      const guest: HeldGuest = { machine, running: undefined };
      const verdict = verdicts.get(cluster);
      const waiting = held.get(cluster) ?? new Set();
      held.set(cluster, waiting);
      if (verdict) boot(guest, verdict);
      else waiting.add(guest);
      return {
        async powerOff() {
          waiting.delete(guest);
          await guest.running?.powerOff();
        },
      };
    },
    tell(cluster, verdict) {
      verdicts.set(cluster, verdict);
      for (const guest of held.get(cluster) ?? []) boot(guest, verdict);
      held.delete(cluster);
    },
    tellControlPlane(cluster, verdict) {
      const waiting = held.get(cluster) ?? new Set();
      for (const guest of waiting) {
        if (!guest.machine.name.startsWith('mstr-')) continue;
        waiting.delete(guest);
        boot(guest, verdict);
      }
    },
    workloadApiCalls: () => ({}),
    async [Symbol.asyncDispose]() {
      for (const driver of Object.values(drivers)) await driver[Symbol.asyncDispose]();
    },
  };
}
