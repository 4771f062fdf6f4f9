import { placeOf } from '#controllers/cluster/nodes/node-guest.ts';
import { createLogger } from '#telemetry/logger.ts';
import { openGuests } from '../../src/wiring/open-guests.ts';
import { openBesideServer } from './beside-server.ts';
import type { SimulatedCloud } from './simulated-cloud.ts';

/** A look into the guests of clusters whose nodes are reached through vCenter, as an operator could take. */
export interface InsideGuests extends AsyncDisposable {
  /** A file of the node as it is now. */
  file(cluster: string, node: string, path: string): Promise<string>;
}

/** Opened beside a server that runs or not. */
export async function openInsideGuests(cloud: SimulatedCloud): Promise<InsideGuests> {
  const { signal } = new AbortController();
  await using opening = new AsyncDisposableStack();
  const { config, reader, vcd } = opening.use(await openBesideServer(cloud));
  const { backends } = opening.use(await openGuests({ config, vcd, log: createLogger({ level: 'silent' }) }));
  const open = opening.move();
  return {
    async file(clusterName, nodeName, path) {
      const cluster = (await reader.clusters.list()).items.find(
        ({ metadata }) => metadata.name === clusterName,
      );
      const node = cluster?.status.nodes.find(({ name }) => name === nodeName);
      if (!cluster || !node) throw new TypeError(`${clusterName} has no node ${nodeName}`);
      const vAppId = cluster.status.vApp?.id ?? '';
      const place = placeOf(reader.secrets, cluster, node, vAppId);
      const { vms } = await vcd.getVApp(vAppId, place.context, signal);
      const vm = vms.find(({ name }) => name === nodeName);
      if (!vm) throw new TypeError(`there is no VM ${nodeName}`);
      return (await backends['guest-operations'].fetchFile(vm, path, place, signal)).toString('utf8');
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
