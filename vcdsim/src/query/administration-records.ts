import { referTo } from '../documents/references.ts';
import type { Caller } from '../operations/access.ts';
import { seesTask } from '../operations/access.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';
import type { FieldValue, QueryRecord } from './query-record.ts';

/** Tasks as the query service lists them. */
export function tasks(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...world.tasks.all()]
    .filter((task) => seesTask(caller, task))
    .map((task) => {
      const org = inventory.org(task.orgId);
      return {
        self: referTo.task(task),
        fields: {
          name: task.operationName,
          org: referTo.org(org),
          orgName: org.name,
          status: task.status,
          startDate: task.startTime,
          endDate: task.endTime,
          progress: task.progress,
          ownerName: inventory.users.get(task.userId)?.name,
          object: objectOf(task),
          objectName: task.owner.name,
          objectType: objectType(task),
          serviceNamespace: task.serviceNamespace,
          ...(caller.administrator ? { hasOwner: true } : {}),
        },
      };
    });
}

function objectOf(task: Task): FieldValue {
  const { href, id, name, type } = task.owner;
  return id === undefined ? href : { href, id, name, type };
}

function objectType(task: Task): string {
  return task.owner.id?.split(':')[2] ?? task.owner.type;
}

/** Users as the query service lists them. */
export function users(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.users.values()]
    .filter((user) => caller.administrator || user.orgId === caller.org.id)
    .map((user) => ({
      self: referTo.user(user),
      fields: {
        name: user.name,
        fullName: user.fullName,
        isEnabled: user.enabled,
        isLdapUser: false,
        identityProviderType: 'INTEGRATED',
        deployedVMQuota: 0,
        storedVMQuota: 0,
        numberOfDeployedVMs: 0,
        numberOfStoredVMs: 0,
        ...(caller.administrator ? { org: referTo.org(inventory.org(user.orgId)) } : {}),
      },
    }));
}

/** Roles as the query service lists them. */
export function roles(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.roles.values()]
    .filter((role) => caller.administrator || role.orgId === caller.org.id)
    .map((role) => {
      const org = inventory.org(role.orgId);
      return {
        self: referTo.role(role),
        fields: {
          name: role.name,
          isReadOnly: false,
          ...(caller.administrator ? { org: referTo.org(org), orgName: org.name } : {}),
        },
      };
    });
}

/** Rights as the query service lists them. */
export function rights(world: World): readonly QueryRecord[] {
  return [...world.inventory.rights.values()].map((right) => ({
    self: referTo.right(right),
    fields: { name: right.name, category: right.category },
  }));
}

/** Extension services as the query service lists them. */
export function services(world: World, caller: Caller): readonly QueryRecord[] {
  return [...world.inventory.services.values()].map((service) => ({
    self: referTo.service(service),
    fields: {
      name: service.name,
      namespace: service.namespace,
      vendor: service.vendor,
      ...(caller.administrator
        ? {
            enabled: service.enabled,
            exchange: service.exchange,
            routingKey: service.routingKey,
            priority: service.priority,
            isAuthorizationEnabled: service.authorizationEnabled,
          }
        : {}),
    },
  }));
}

/** Filters of extensions as the query service lists them. */
export function apiFilters(world: World): readonly QueryRecord[] {
  return [...world.inventory.services.values()].flatMap((service) =>
    service.apiFilters.map((filter) => ({
      self: referTo.apiFilter(filter),
      fields: { urlPattern: filter.urlPattern, service: referTo.service(service) },
    })),
  );
}

/** vCenters as the query service lists them. */
export function vCenters(world: World): readonly QueryRecord[] {
  return [...world.inventory.vCenters.values()].map((vCenter) => ({
    self: referTo.vCenter(vCenter),
    fields: {
      name: vCenter.name,
      url: vCenter.url,
      userName: vCenter.user,
      isEnabled: true,
      isBusy: false,
      vcVersion: '8.0.2',
      status: 'READY',
      listenerState: 'CONNECTED',
      uuid: vCenter.id,
    },
  }));
}
