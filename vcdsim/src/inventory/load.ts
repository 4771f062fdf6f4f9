import type { Model } from '../model/model-file.ts';
import { uuidOf } from '../random.ts';
import { knownRights } from '../rights/known-rights.ts';
import { organizationAdministrator, systemAdministrator, tenantRoles } from '../rights/predefined-roles.ts';
import type { Catalog, LeasePolicy, Org, TemplateVm } from './entities.ts';
import type { RoleKind } from './people.ts';
import { Inventory } from './inventory.ts';

type OrgModel = Model['orgs'][number];
type CatalogModel = OrgModel['catalogs'][number];
type UserModel = Model['administrators'][number];

const noLeases: LeasePolicy = {
  deploymentSeconds: 0,
  storageSeconds: 0,
  stopBy: 'suspend',
  deleteExpired: false,
};

/** Builds the inventory of a model; ids come from names, so they are the same in every run. */
export function loadInventory(model: Model, now: Date): Inventory {
  const inventory = new Inventory(model.product);
  for (const name of knownRights) addRight(inventory, { name, description: '', category: '', bundleKey: '' });
  for (const service of model.services) addService(inventory, service);
  const system = addOrg(inventory, { name: 'System', fullName: 'System', description: '' });
  addUsers(inventory, model, system, model.administrators);
  for (const orgModel of model.orgs) {
    const org = addOrg(inventory, orgModel);
    addUsers(inventory, model, org, orgModel.users);
    for (const vdc of orgModel.vdcs) addVdc(inventory, org, vdc);
    for (const catalog of orgModel.catalogs) addCatalog(inventory, org, catalog, now);
  }
  for (const vCenter of model.vCenters) {
    const id = uuidOf('vcenter', vCenter.name);
    const { name, url, user, password } = vCenter;
    inventory.vCenters.set(id, { id, name, url, user, password });
  }
  return inventory;
}

function addRight(
  inventory: Inventory,
  right: { name: string; description: string; category: string; bundleKey: string },
): string {
  const id = uuidOf('right', right.name);
  inventory.rights.set(id, { id, ...right });
  return id;
}

function addService(inventory: Inventory, service: Model['services'][number]): void {
  const id = uuidOf('service', service.namespace, service.name);
  inventory.services.set(id, {
    ...service,
    id,
    authorizationEnabled: false,
    apiFilters: service.apiFilters.map((urlPattern) => ({
      id: uuidOf('apiFilter', id, urlPattern),
      urlPattern,
    })),
    rightIds: service.rights.map((right) =>
      addRight(inventory, { ...right, name: `{${service.namespace}}:${right.name}` }),
    ),
  });
}

function addOrg(
  inventory: Inventory,
  model: { name: string; fullName?: string | undefined; description: string; leases?: LeasePolicy },
): Org {
  const { name, description } = model;
  const org: Org = {
    id: uuidOf('org', name),
    name,
    fullName: model.fullName ?? name,
    description,
    leases: model.leases ?? noLeases,
    metadata: new Map(),
  };
  inventory.orgs.set(org.id, org);
  return org;
}

function addUsers(inventory: Inventory, model: Model, org: Org, users: readonly UserModel[]): void {
  const predefined = org === inventory.systemOrg ? [systemAdministrator] : Object.keys(tenantRoles);
  const names = new Set([
    ...predefined,
    ...model.roles.map((role) => role.name),
    ...users.map((user) => user.role),
  ]);
  for (const name of names) {
    const id = uuidOf('role', org.name, name);
    const kind = kindOfRole(name, org === inventory.systemOrg);
    const extra = model.roles.find((role) => role.name === name)?.rights ?? [];
    const granted = [...predefinedRights(inventory, name, kind), ...extra];
    const rightIds = new Set(granted.map((right) => knownRight(inventory, name, right)));
    inventory.roles.set(id, { id, name, description: '', orgId: org.id, kind, rightIds });
  }
  for (const user of users) {
    const id = uuidOf('user', org.name, user.name);
    const { name, password, enabled } = user;
    const roleId = uuidOf('role', org.name, user.role);
    inventory.users.set(id, {
      id,
      name,
      fullName: user.fullName ?? name,
      description: '',
      email: '',
      telephone: '',
      orgId: org.id,
      roleId,
      password,
      enabled,
    });
  }
}

/** Rulers may use what the extensions of a model offer; others need the right in a role of the model. */
function predefinedRights(inventory: Inventory, role: string, kind: RoleKind): readonly string[] {
  const all = [...inventory.rights.values()].map((right) => right.name);
  if (kind === 'system') return role === systemAdministrator ? all : [];
  const ofExtensions = all.filter((right) => right.startsWith('{'));
  return [...(tenantRoles[role] ?? []), ...(kind === 'org-administrator' ? ofExtensions : [])];
}

function knownRight(inventory: Inventory, role: string, name: string): string {
  const id = uuidOf('right', name);
  if (!inventory.rights.has(id)) throw new Error(`model: role "${role}": there is no right "${name}"`);
  return id;
}

function kindOfRole(name: string, isSystem: boolean): RoleKind {
  if (isSystem) return 'system';
  return name === organizationAdministrator ? 'org-administrator' : 'user';
}

function addVdc(inventory: Inventory, org: Org, model: OrgModel['vdcs'][number]): void {
  const id = uuidOf('vdc', org.name, model.name);
  const profiles = model.storageProfiles.map((profile, position) => ({
    id: uuidOf('storageProfile', id, profile.name),
    name: profile.name,
    vdcId: id,
    limitMb: profile.limitMb,
    isDefault: profile.default || (position === 0 && !model.storageProfiles.some((p) => p.default)),
  }));
  for (const profile of profiles) inventory.storageProfiles.set(profile.id, profile);
  const networks = model.networks.map((network) => ({
    id: uuidOf('network', id, network.name),
    name: network.name,
    vdcId: id,
    orgId: org.id,
    gateway: network.gateway,
    netmask: network.netmask,
    dns1: network.dns1,
    dnsSuffix: network.dnsSuffix,
    ranges: network.ranges,
    allocated: new Map<string, string>(),
    metadata: new Map(),
  }));
  for (const network of networks) inventory.networks.set(network.id, network);
  const { name, vmQuota, cpuMhz, memoryMb } = model;
  inventory.vdcs.set(id, {
    id,
    name,
    orgId: org.id,
    vmQuota,
    cpuMhz,
    memoryMb,
    storageProfileIds: profiles.map((profile) => profile.id),
    networkIds: networks.map((network) => network.id),
    vCenterId: model.vCenter === undefined ? undefined : uuidOf('vcenter', model.vCenter),
    metadata: new Map(),
  });
}

function addCatalog(inventory: Inventory, org: Org, model: CatalogModel, now: Date): void {
  const id = uuidOf('catalog', org.name, model.name);
  const owner = [...inventory.users.values()].find((user) => user.orgId === org.id);
  const administrator = [...inventory.users.values()].find((u) => u.orgId === inventory.systemOrg.id);
  const { name, description, shared } = model;
  const catalog: Catalog = {
    id,
    name,
    description,
    shared,
    // What a model has is there for everyone in its organization.
    access: { everyone: 'ReadOnly', subjects: new Map() },
    version: 1 + model.templates.length,
    orgId: org.id,
    ownerId: (owner ?? administrator)?.id ?? '',
    created: now,
    itemIds: [],
    metadata: new Map(),
  };
  inventory.catalogs.set(id, catalog);
  for (const template of model.templates) addTemplate(inventory, catalog, template, now);
}

function addTemplate(
  inventory: Inventory,
  catalog: Catalog,
  model: CatalogModel['templates'][number],
  now: Date,
): void {
  const itemId = uuidOf('catalogItem', catalog.id, model.name);
  const templateId = uuidOf('template', catalog.id, model.name);
  const vm: TemplateVm = {
    id: uuidOf('templateVm', templateId, model.vm.name),
    name: model.vm.name,
    templateId,
    hardware: {
      os: model.vm.os,
      cpus: model.vm.cpus,
      coresPerSocket: 1,
      memoryMb: model.vm.memoryMb,
      disks: [{ instanceId: 2000, sizeMb: model.vm.diskMb }],
      nics: [
        {
          index: 0,
          network: 'none',
          mac: '00:50:56:00:00:01',
          adapter: model.vm.nicAdapter,
          connected: false,
          mode: 'NONE',
          ipAddress: undefined,
        },
      ],
      primaryNic: 0,
    },
    guest: {
      enabled: true,
      changeSid: false,
      adminPasswordEnabled: true,
      adminPasswordAuto: false,
      adminPassword: model.vm.adminPassword,
      resetPasswordRequired: false,
      customizationScript: undefined,
      computerName: model.vm.name,
    },
  };
  const { name, description } = model;
  const shared = { name, description, created: now };
  inventory.templateVms.set(vm.id, vm);
  inventory.templates.set(templateId, {
    id: templateId,
    ...shared,
    itemId,
    status: 8,
    files: [],
    uploaded: [],
    vmIds: [vm.id],
    metadata: new Map(),
  });
  inventory.catalogItems.set(itemId, {
    id: itemId,
    ...shared,
    catalogId: catalog.id,
    templateId,
    version: 1,
    metadata: new Map(),
  });
  catalog.itemIds.push(itemId);
}
