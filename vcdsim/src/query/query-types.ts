import type { Reference } from '../documents/references.ts';
import { referTo } from '../documents/references.ts';
import type { EntityStatus, MetadataSet, Vm } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import { poolSize } from '../inventory/ip-pool.ts';
import type { Caller } from '../operations/access.ts';
import {
  seesNetwork,
  seesOrg,
  seesTask,
  seesVdc,
  visibleCatalogs,
  visibleVApps,
} from '../operations/access.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';

/** A reference is shown as href in records and as URN in id-records; undefined is left out. */
export type FieldValue = string | number | boolean | Date | Reference | undefined;

/** One line of a query: what is shown, filtered and sorted by. */
export interface QueryRecord {
  readonly self: Reference;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly metadata?: MetadataSet;
}

export interface QueryType {
  readonly name: string;
  /** `VAppRecord`; references are `VAppReference` in `VAppReferences`. */
  readonly element: string;
  readonly access: 'everyone' | 'administrator';
  readonly list: (world: World, caller: Caller) => readonly QueryRecord[];
}

const statusNames: ReadonlyMap<EntityStatus, string> = new Map([
  [entityStatus.failedCreation, 'FAILED_CREATION'],
  [entityStatus.unresolved, 'UNRESOLVED'],
  [entityStatus.resolved, 'RESOLVED'],
  [entityStatus.suspended, 'SUSPENDED'],
  [entityStatus.poweredOn, 'POWERED_ON'],
  [entityStatus.poweredOff, 'POWERED_OFF'],
  [entityStatus.mixed, 'MIXED'],
]);

/** Types that clients ask for and that have nothing here: their queries give empty pages. */
const emptyTypes: readonly (readonly [string, string, 'everyone' | 'administrator'])[] = [
  ['media', 'MediaRecord', 'everyone'],
  ['vAppNetwork', 'VAppNetworkRecord', 'everyone'],
  ['group', 'GroupRecord', 'everyone'],
  ['event', 'EventRecord', 'everyone'],
  ['edgeGateway', 'EdgeGatewayRecord', 'everyone'],
  ['disk', 'DiskRecord', 'everyone'],
  ['vAppOrgVdcNetworkRelation', 'VAppOrgVdcNetworkRelationRecord', 'everyone'],
  ['adminMedia', 'AdminMediaRecord', 'administrator'],
  ['adminGroup', 'AdminGroupRecord', 'administrator'],
  ['adminEvent', 'AdminEventRecord', 'administrator'],
  ['adminDisk', 'AdminDiskRecord', 'administrator'],
  ['resourceClass', 'ResourceClassRecord', 'administrator'],
  ['resourceClassAction', 'ResourceClassActionRecord', 'administrator'],
  ['aclRule', 'AclRuleRecord', 'administrator'],
  ['serviceResource', 'ServiceResourceRecord', 'administrator'],
  ['resourcePool', 'ResourcePoolRecord', 'administrator'],
  ['networkPool', 'NetworkPoolRecord', 'administrator'],
  ['providerVdc', 'VMWProviderVdcRecord', 'administrator'],
  ['host', 'HostRecord', 'administrator'],
  ['datastore', 'DatastoreRecord', 'administrator'],
];

export const queryTypes: readonly QueryType[] = [
  { name: 'organization', element: 'OrgRecord', access: 'everyone', list: organizations },
  { name: 'orgVdc', element: 'OrgVdcRecord', access: 'everyone', list: vdcs },
  { name: 'adminOrgVdc', element: 'AdminVdcRecord', access: 'administrator', list: vdcs },
  { name: 'orgVdcStorageProfile', element: 'OrgVdcStorageProfileRecord', access: 'everyone', list: profiles },
  {
    ...{ name: 'adminOrgVdcStorageProfile', element: 'AdminOrgVdcStorageProfileRecord' },
    ...{ access: 'administrator', list: profiles },
  },
  { name: 'orgVdcNetwork', element: 'OrgVdcNetworkRecord', access: 'everyone', list: networks },
  { name: 'orgNetwork', element: 'OrgNetworkRecord', access: 'everyone', list: orgNetworks },
  { name: 'vApp', element: 'VAppRecord', access: 'everyone', list: vApps },
  { name: 'adminVApp', element: 'AdminVAppRecord', access: 'administrator', list: vApps },
  { name: 'vm', element: 'VMRecord', access: 'everyone', list: vms },
  { name: 'adminVM', element: 'AdminVMRecord', access: 'administrator', list: vms },
  { name: 'catalog', element: 'CatalogRecord', access: 'everyone', list: catalogs },
  { name: 'adminCatalog', element: 'AdminCatalogRecord', access: 'administrator', list: catalogs },
  { name: 'catalogItem', element: 'CatalogItemRecord', access: 'everyone', list: catalogItems },
  {
    ...{ name: 'adminCatalogItem', element: 'AdminCatalogItemRecord' },
    ...{ access: 'administrator', list: catalogItems },
  },
  { name: 'vAppTemplate', element: 'VAppTemplateRecord', access: 'everyone', list: templates },
  {
    ...{ name: 'adminVAppTemplate', element: 'AdminVAppTemplateRecord' },
    ...{ access: 'administrator', list: templates },
  },
  { name: 'task', element: 'TaskRecord', access: 'everyone', list: tasks },
  { name: 'adminTask', element: 'AdminTaskRecord', access: 'administrator', list: tasks },
  { name: 'user', element: 'UserRecord', access: 'everyone', list: users },
  { name: 'adminUser', element: 'AdminUserRecord', access: 'administrator', list: users },
  { name: 'role', element: 'RoleRecord', access: 'everyone', list: roles },
  { name: 'adminRole', element: 'AdminRoleRecord', access: 'administrator', list: roles },
  { name: 'right', element: 'RightRecord', access: 'everyone', list: rights },
  { name: 'service', element: 'ServiceRecord', access: 'everyone', list: services },
  { name: 'adminService', element: 'AdminServiceRecord', access: 'administrator', list: services },
  { name: 'apiFilter', element: 'ApiFilterRecord', access: 'administrator', list: apiFilters },
  { name: 'virtualCenter', element: 'VirtualCenterRecord', access: 'administrator', list: vCenters },
  ...emptyTypes.map(([name, element, access]) => ({ name, element, access, list: () => [] })),
];

function organizations(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.orgs.values()]
    .filter((org) => seesOrg(caller, org))
    .map((org) => {
      const vdcs = inventory.vdcsOf(org.id);
      return {
        self: referTo.org(org),
        metadata: org.metadata,
        fields: {
          name: org.name,
          displayName: org.fullName,
          isEnabled: true,
          isReadOnly: false,
          canPublishCatalogs: true,
          numberOfVdcs: vdcs.length,
          numberOfCatalogs: [...inventory.catalogs.values()].filter((c) => c.orgId === org.id).length,
          numberOfVApps: vdcs.reduce((sum, vdc) => sum + inventory.vAppsOf(vdc.id).length, 0),
          deployedVMQuota: 0,
          storedVMQuota: 0,
        },
      };
    });
}

function vdcs(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.vdcs.values()]
    .filter((vdc) => seesVdc(caller, vdc))
    .map((vdc) => {
      const org = inventory.org(vdc.orgId);
      const vApps = inventory.vAppsOf(vdc.id);
      const machines = vApps.flatMap((vApp) => inventory.vmsOf(vApp));
      return {
        self: caller.administrator ? referTo.adminVdc(vdc) : referTo.vdc(vdc),
        metadata: vdc.metadata,
        fields: {
          name: vdc.name,
          orgName: org.name,
          ...(caller.administrator ? { org: referTo.org(org) } : {}),
          isEnabled: true,
          isBusy: false,
          status: 'READY',
          cpuLimitMhz: vdc.cpuMhz,
          memoryLimitMB: vdc.memoryMb,
          numberOfVApps: vApps.length,
          numberOfVMs: machines.length,
          numberOfRunningVMs: machines.filter((vm) => vm.running).length,
          numberOfStorageProfiles: vdc.storageProfileIds.length,
        },
      };
    });
}

function profiles(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.storageProfiles.values()].flatMap((profile) => {
    const vdc = inventory.vdc(profile.vdcId);
    if (!seesVdc(caller, vdc)) return [];
    const fields = {
      name: profile.name,
      isEnabled: true,
      isDefaultStorageProfile: profile.isDefault,
      storageLimitMB: profile.limitMb,
      storageUsedMB: 0,
      vdc: referTo.vdc(vdc),
      vdcName: vdc.name,
      numberOfConditions: 0,
    };
    return [{ self: referTo.storageProfile(profile), fields }];
  });
}

function networks(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.networks.values()]
    .filter((network) => seesNetwork(caller, network))
    .map((network) => {
      const vdc = inventory.vdc(network.vdcId);
      return {
        // The admin form, for tenants as well.
        self: referTo.adminNetwork(network),
        metadata: network.metadata,
        fields: {
          name: network.name,
          defaultGateway: network.gateway,
          netmask: network.netmask,
          dns1: network.dns1,
          dnsSuffix: network.dnsSuffix,
          linkType: 0,
          vdc: referTo.vdc(vdc),
          vdcName: vdc.name,
          isBusy: false,
          isShared: false,
          isIpScopeInherited: false,
          totalIpCount: poolSize(network),
          usedIpCount: network.allocated.size,
        },
      };
    });
}

function orgNetworks(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return [...inventory.networks.values()]
    .filter((network) => seesNetwork(caller, network))
    .map((network) => ({
      self: referTo.orgNetwork(network),
      fields: {
        name: network.name,
        gateway: network.gateway,
        netmask: network.netmask,
        org: referTo.org(inventory.org(network.orgId)),
        isBusy: false,
      },
    }));
}

function vApps(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return visibleVApps(world, caller).map((vApp) => {
    const vdc = inventory.vdc(vApp.vdcId);
    const machines = inventory.vmsOf(vApp);
    return {
      self: referTo.vApp(vApp),
      metadata: vApp.metadata,
      fields: {
        name: vApp.name,
        vdc: referTo.vdc(vdc),
        vdcName: vdc.name,
        ...(caller.administrator ? { org: referTo.org(inventory.org(vdc.orgId)), isVdcEnabled: true } : {}),
        status: statusNames.get(inventory.statusOf(vApp)),
        creationDate: vApp.created,
        isEnabled: true,
        isBusy: world.tasks.isBusy(vApp.id),
        isDeployed: inventory.isDeployed(vApp),
        isExpired: false,
        isInMaintenanceMode: false,
        isAutoNature: false,
        isPublic: caller.administrator ? undefined : vApp.access.everyone !== undefined,
        ownerName: inventory.user(vApp.ownerId).name,
        numberOfVMs: machines.length,
        numberOfCpus: machines.reduce((sum, vm) => sum + vm.hardware.cpus, 0),
        memoryAllocationMB: machines.reduce((sum, vm) => sum + vm.hardware.memoryMb, 0),
        cpuAllocationMhz: machines.reduce((sum, vm) => sum + vm.hardware.cpus * 1000, 0),
        storageKB: machines.reduce((sum, vm) => sum + diskKb(vm), 0),
      },
    };
  });
}

function diskKb(vm: Vm): number {
  return vm.hardware.disks.reduce((sum, disk) => sum + disk.sizeMb * 1024, 0);
}

function vms(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  const [vCenter] = inventory.vCenters.values();
  const running = visibleVApps(world, caller).flatMap((vApp) =>
    inventory.vmsOf(vApp).map((vm): QueryRecord => {
      const vdc = inventory.vdc(vApp.vdcId);
      const primary = vm.hardware.nics.find((nic) => nic.index === vm.hardware.primaryNic);
      return {
        self: referTo.vm(vm),
        metadata: vm.metadata,
        fields: {
          name: vm.name,
          container: referTo.vApp(vApp),
          containerName: vApp.name,
          isVAppTemplate: false,
          status: statusNames.get(vm.status),
          isDeployed: vm.deployed,
          isBusy: caller.administrator ? undefined : world.tasks.isBusy(vm.id),
          isDeleted: false,
          isPublished: false,
          guestOs: vm.hardware.os,
          numberOfCpus: vm.hardware.cpus,
          memoryMB: vm.hardware.memoryMb,
          ipAddress: primary?.ipAddress,
          networkName: primary?.network,
          vdc: referTo.vdc(vdc),
          hardwareVersion: 19,
          storageProfileName: inventory.storageProfiles.get(vm.storageProfileId)?.name,
          gcStatus: vm.boots > 0 && world.guestsTalk ? 'GC_COMPLETE' : 'GC_PENDING',
          ...(caller.administrator
            ? {
                org: referTo.org(inventory.org(vdc.orgId)),
                moref: vm.moref,
                vc: vCenter && referTo.vCenter(vCenter),
                hostName: 'host-1',
                datastoreName: 'datastore-1',
                isVdcEnabled: true,
              }
            : { vmToolsStatus: vm.running && world.guestsTalk ? 'TOOLS_OK' : 'TOOLS_NOT_RUNNING' }),
        },
      };
    }),
  );
  return [...running, ...templateVms(world, caller)];
}

/** VMs inside templates are VMs to the query service too. */
function templateVms(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return templatesOf(world, caller).flatMap(({ template, catalog }) =>
    template.vmIds.flatMap((id) => {
      const vm = inventory.templateVms.get(id);
      if (!vm) return [];
      const fields = {
        name: vm.name,
        container: referTo.template(template),
        containerName: template.name,
        isVAppTemplate: true,
        status: 'POWERED_OFF',
        isDeployed: false,
        isDeleted: false,
        isPublished: catalog.shared,
        catalogName: catalog.name,
        guestOs: vm.hardware.os,
        numberOfCpus: vm.hardware.cpus,
        memoryMB: vm.hardware.memoryMb,
        hardwareVersion: 19,
      };
      return [{ self: referTo.templateVm(vm), fields }];
    }),
  );
}

function catalogs(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return visibleCatalogs(world, caller).map((catalog) => {
    const owner = inventory.users.get(catalog.ownerId);
    const org = inventory.org(catalog.orgId);
    return {
      self: caller.administrator ? referTo.adminCatalog(catalog) : referTo.catalog(catalog),
      metadata: catalog.metadata,
      fields: {
        name: catalog.name,
        isPublished: catalog.shared,
        isShared: catalog.shared,
        creationDate: catalog.created,
        orgName: org.name,
        ownerName: owner?.name,
        owner: owner && referTo.user(owner),
        numberOfMedia: 0,
        ...(caller.administrator
          ? { org: referTo.org(org), numberOfTemplates: catalog.itemIds.length }
          : {
              description: catalog.description,
              numberOfVAppTemplates: catalog.itemIds.length,
              version: catalog.itemIds.length + 1,
              status: 'READY',
            }),
      },
    };
  });
}

function catalogItems(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return visibleCatalogs(world, caller).flatMap((catalog) =>
    catalog.itemIds.flatMap((id) => {
      const item = inventory.catalogItems.get(id);
      const template = item && inventory.templates.get(item.templateId);
      if (!template) return [];
      const owner = inventory.users.get(catalog.ownerId);
      const fields = {
        name: item.name,
        entity: referTo.template(template),
        entityName: template.name,
        entityType: 'vapptemplate',
        catalog: referTo.catalog(catalog),
        catalogName: catalog.name,
        ownerName: owner?.name,
        owner: owner && referTo.user(owner),
        isPublished: catalog.shared,
        creationDate: item.created,
        isExpired: false,
        status: 'RESOLVED',
        ...(caller.administrator ? { org: referTo.org(inventory.org(catalog.orgId)) } : {}),
      };
      return [{ self: referTo.catalogItem(item), metadata: item.metadata, fields }];
    }),
  );
}

function templatesOf(world: World, caller: Caller) {
  const { inventory } = world;
  return visibleCatalogs(world, caller).flatMap((catalog) =>
    catalog.itemIds.flatMap((id) => {
      const item = inventory.catalogItems.get(id);
      const template = item && inventory.templates.get(item.templateId);
      return template ? [{ template, item, catalog }] : [];
    }),
  );
}

function templates(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return templatesOf(world, caller).map(({ template, item, catalog }) => ({
    self: referTo.template(template),
    metadata: template.metadata,
    fields: {
      name: template.name,
      catalogName: catalog.name,
      ...(caller.administrator
        ? { catalog: referTo.catalog(catalog), catalogItem: referTo.catalogItem(item) }
        : { version: 1 }),
      org: referTo.org(inventory.org(catalog.orgId)),
      ownerName: inventory.users.get(catalog.ownerId)?.name,
      status: 'RESOLVED',
      creationDate: template.created,
      isBusy: false,
      isEnabled: true,
      isExpired: false,
      isGoldMaster: false,
      isPublished: catalog.shared,
      isDeployed: false,
      numberOfVMs: template.vmIds.length,
    },
  }));
}

function tasks(world: World, caller: Caller): readonly QueryRecord[] {
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

function users(world: World, caller: Caller): readonly QueryRecord[] {
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

function roles(world: World, caller: Caller): readonly QueryRecord[] {
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

function rights(world: World): readonly QueryRecord[] {
  return [...world.inventory.rights.values()].map((right) => ({
    self: referTo.right(right),
    fields: { name: right.name, category: right.category },
  }));
}

function services(world: World, caller: Caller): readonly QueryRecord[] {
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
            isAuthorizationEnabled: false,
          }
        : {}),
    },
  }));
}

function apiFilters(world: World): readonly QueryRecord[] {
  return [...world.inventory.services.values()].flatMap((service) =>
    service.apiFilters.map((filter) => ({
      self: {
        href: `/api/admin/extension/service/apifilter/${filter.id}`,
        id: `urn:vcloud:apiFilter:${filter.id}`,
        name: filter.urlPattern,
        type: 'application/vnd.vmware.admin.apiFilter+xml',
      },
      fields: { urlPattern: filter.urlPattern, service: referTo.service(service) },
    })),
  );
}

function vCenters(world: World): readonly QueryRecord[] {
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
