import type { GuestDriver, ModelInput } from 'vcdsim';
import { quickGuests } from './simulated-cloud.ts';

/** Guests that behave as the name of their cluster says. */
export function guestsByCluster(clusterOf: (vAppId: string) => string): GuestDriver {
  const drivers = {
    'cp-fails': quickGuests({ failing: /^mstr-/ }),
    'worker-fails': quickGuests({ failing: /^node-/ }),
    'cp-silent': quickGuests({ silent: /^mstr-/ }),
    'worker-silent': quickGuests({ silent: /^node-/ }),
  };
  const others = quickGuests();
  return {
    powerOn(machine) {
      const cluster = clusterOf(machine.vAppId);
      const [, driver = others] = Object.entries(drivers).find(([kind]) => cluster.startsWith(kind)) ?? [];
      return driver.powerOn(machine);
    },
    workloadApiCalls: () => ({}),
    async [Symbol.asyncDispose]() {
      for (const driver of [...Object.values(drivers), others]) await driver[Symbol.asyncDispose]();
    },
  };
}

/** A model with one network more, `tiny-net`: two addresses that begin so (`127.99.0`), too few for a cluster of three nodes. */
export function withTinyNetwork(prefix: string): (model: ModelInput) => ModelInput {
  const tiny = {
    name: 'tiny-net',
    gateway: `${prefix}.1`,
    ranges: [{ start: `${prefix}.10`, end: `${prefix}.11` }],
  };
  return (model) => ({
    ...model,
    orgs: (model.orgs ?? []).map((org) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) =>
        vdc.name === 'acme-vdc' ? { ...vdc, networks: [...(vdc.networks ?? []), tiny] } : vdc,
      ),
    })),
  });
}
