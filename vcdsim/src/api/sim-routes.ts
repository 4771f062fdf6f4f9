import { z } from 'zod';
import { badRequest } from '../http/api-error.ts';
import { json, noContent } from '../http/exchange.ts';
import type { Call, Reply } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { open } from '../http/router.ts';
import { FaultRules } from '../faults/fault-rule.ts';
import { hasEnded } from '../tasks/task.ts';
import { stranger } from '../faults/mischief.ts';
import type { Network } from '../inventory/entities.ts';
import type { Stats } from '../stats.ts';
import type { World } from '../world.ts';

/** The simulator's own pages, without login: what was asked, what is there, what shall go wrong. */
export function simRoutes(world: World, stats: Stats): readonly Route[] {
  return [
    open('GET', '/sim/stats', () => json(200, statistics(world, stats))),
    open('POST', '/sim/reset-stats', () => {
      stats.reset();
      world.tasks.resetCounts();
      world.sessions.resetCounts();
      world.rights.reset();
      return noContent;
    }),
    open('GET', '/sim/inventory', () => json(200, inventoryOf(world))),
    open('GET', '/sim/faults', () => json(200, { rules: world.faults.list() })),
    open('POST', '/sim/faults', (call) => {
      world.faults.replace(readBody(call, FaultRules));
      return json(200, { rules: world.faults.list() });
    }),
    open('DELETE', '/sim/faults', () => {
      world.faults.replace([]);
      return noContent;
    }),
    open('POST', '/sim/expire-sessions', (): Reply => {
      world.sessions.endAll();
      return noContent;
    }),
  ];
}

function readBody<Schema extends z.ZodType>(call: Call, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(jsonBody(call));
  if (!result.success) throw badRequest(z.prettifyError(result.error));
  return result.data;
}

function jsonBody(call: Call): unknown {
  try {
    return JSON.parse(call.request.body.toString('utf8'));
  } catch {
    throw badRequest('The body is not JSON.');
  }
}

function statistics(world: World, stats: Stats) {
  return {
    requests: stats.requests,
    polls: stats.polls,
    tasks: world.tasks.counts(),
    sessions: world.sessions.living().length,
    logins: world.sessions.logins,
    rights: world.rights.used(),
    workloadApi: world.guests.workloadApiCalls(),
  };
}

/** Everything that somebody has to clean up. */
function inventoryOf(world: World) {
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
      .map(({ id, operationName, operation, status, owner }) => ({
        id,
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
    name: item?.name,
    version: item?.version,
    status: template?.status,
    files: template?.uploaded.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  };
}
