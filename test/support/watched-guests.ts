import { gunzipSync } from 'node:zlib';
import type { GuestDriver } from 'vcdsim';
import { quickGuests } from './simulated-cloud.ts';

/** A machine as it was at its first power-on. */
export interface Boot {
  /** Name of its vApp. */
  readonly cluster: string;
  readonly name: string;
  readonly cpus: number;
  readonly memoryMb: number;
  /** The cloud-config that it was given. */
  readonly userData: string;
  /** The guest customization script; undefined where none was set. */
  readonly script: string | undefined;
}

/** Guests that do what the beginning of their cluster's name says, and the boots that they saw. */
export interface WatchedGuests extends GuestDriver {
  readonly boots: readonly Boot[];
}

export function watchedGuests(options: {
  readonly clusterOf: (vAppId: string) => string;
  readonly byPrefix: Readonly<Record<string, Parameters<typeof quickGuests>[0]>>;
}): WatchedGuests {
  const drivers = Object.entries(options.byPrefix).map(([prefix, how]) => ({
    prefix,
    driver: quickGuests(how),
  }));
  const others = quickGuests();
  const boots: Boot[] = [];
  return {
    boots,
    powerOn(machine) {
      const cluster = options.clusterOf(machine.vAppId);
      const { name, cpus, memoryMb } = machine;
      const script = machine.customization?.script;
      const userData = machine.readInfo('guestinfo.userdata') ?? '';
      boots.push({ cluster, name, cpus, memoryMb, userData: gunzipped(userData), script });
      const { driver } = drivers.find(({ prefix }) => cluster.startsWith(prefix)) ?? { driver: others };
      return driver.powerOn(machine);
    },
    workloadApiCalls: () => ({}),
    async [Symbol.asyncDispose]() {
      for (const { driver } of drivers) await driver[Symbol.asyncDispose]();
      await others[Symbol.asyncDispose]();
    },
  };
}

function gunzipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === 0 ? '' : gunzipSync(bytes).toString('utf8');
}
