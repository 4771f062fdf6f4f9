import type { Network } from './inventory/entities.ts';
import { stranger } from './faults/mischief.ts';
import { hasEnded } from './tasks/task.ts';
import type { World } from './world.ts';

/** Everything that somebody has to clean up; what `GET /sim/inventory` shows. */
export type Remains = ReturnType<typeof remainsOf>;

/** Looks at everything in the world of a simulator. */
export function remainsOf(world: World) {
  const { inventory, tasks, sessions } = world;
  return {
    vApps: [...inventory.vApps.values()].map((vApp) => ({
      id: vApp.id,
      name: vApp.name,
      org: inventory.orgOfVApp(vApp).name,
      vdc: inventory.vdc(vApp.vdcId).name,
      owner: inventory.user(vApp.ownerId).name,
      status: inventory.statusOf(vApp),
      metadata: Object.fromEntries([...vApp.metadata.values()].map(({ key, value }) => [key, value])),
    })),
    vms: [...inventory.vms.values()].map((vm) => ({
      id: vm.id,
      name: vm.name,
      vApp: inventory.vApp(vm.vAppId).name,
      vAppId: vm.vAppId,
      status: vm.status,
      running: vm.running !== undefined,
      ipAddresses: vm.hardware.nics.flatMap((nic) => nic.ipAddress ?? []),
    })),
    usedAddresses: Object.fromEntries(
      [...inventory.networks.values()].map((network) => [network.name, takenBySomebody(network)]),
    ),
    catalogs: [...inventory.catalogs.values()].map((catalog) => ({
      name: catalog.name,
      org: inventory.org(catalog.orgId).name,
      shared: catalog.shared,
      items: catalog.itemIds.map((id) => catalogItem(world, id)),
    })),
    services: [...inventory.services.values()].map(({ name, namespace, exchange, routingKey, enabled }) => ({
      name,
      namespace,
      exchange,
      routingKey,
      enabled,
    })),
    extensionRights: [...inventory.rights.values()]
      .map((right) => right.name)
      .filter((name) => name.startsWith('{')),
    runningTasks: [...tasks.all()]
      .filter((task) => !hasEnded(task))
      .map(({ id, kind, operationName, operation, status, owner }) => ({
        id,
        kind,
        operationName,
        operation,
        status,
        owner: owner.name,
      })),
    sessions: sessions.living().map(({ user, org, startedAt }) => ({
      user: user.name,
      org: org.name,
      startedAt,
    })),
  };
}

/** Without those that a fault rule took: nobody has to clean them up. */
function takenBySomebody({ allocated }: Network): readonly string[] {
  return [...allocated].filter(([, holder]) => holder !== stranger).map(([address]) => address);
}

function catalogItem({ inventory }: World, id: string) {
  const item = inventory.catalogItems.get(id);
  const template = item && inventory.templates.get(item.templateId);
  return {
    id,
    name: item?.name,
    version: item?.version,
    status: template?.status,
    files: template?.uploaded.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  };
}
