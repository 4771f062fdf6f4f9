import type { SessionCall } from '../http/exchange.ts';
import { badRequest, forbidden, noAccess, noAccessToVm } from '../http/api-error.ts';
import type {
  Catalog,
  CatalogItem,
  Network,
  Org,
  Template,
  TemplateVm,
  VApp,
  Vdc,
  Vm,
} from '../inventory/entities.ts';
import type { Role, User } from '../inventory/people.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';

/** Who asks, and for which organization: administrators of the system may act inside a tenant. */
export interface Caller {
  readonly user: User;
  readonly role: Role;
  readonly org: Org;
  readonly administrator: boolean;
  /** The organization that a system administrator named with a tenant context. */
  readonly actingIn: Org | undefined;
  readonly requestId: string;
}

/** Reads the session and the tenant-context headers. Throws 400 or 403 for a context that is not theirs. */
export function callerOf(world: World, call: SessionCall): Caller {
  const { user, role, org } = call.session;
  const administrator = role.kind === 'system';
  const actingIn = tenantContext(world.inventory, call);
  if (actingIn && !administrator && actingIn !== org) throw forbidden();
  return { user, role, org, administrator, actingIn, requestId: call.requestId };
}

function tenantContext(inventory: Inventory, call: SessionCall): Org | undefined {
  const { headers } = call.request;
  const id = headers['x-vmware-vcloud-tenant-context']?.split(':').at(-1)?.trim().toLowerCase();
  const name = headers['x-vmware-vcloud-auth-context'];
  if (id) {
    const org = inventory.orgs.get(id);
    if (!org) throw badRequest(`The tenant context ${id} is not an organization.`);
    return org;
  }
  return name ? inventory.findOrg(name) : undefined;
}

/** True where everything of an organization is open to the caller. */
export function rules(caller: Caller, orgId: string): boolean {
  if (caller.administrator) return caller.actingIn === undefined || caller.actingIn.id === orgId;
  return caller.role.kind === 'org-administrator' && caller.org.id === orgId;
}

/** Throws 403 for who does not administer the organization. */
export function requireRule(caller: Caller, orgId: string): void {
  if (!rules(caller, orgId)) throw forbidden();
}

/** Throws 403 for another organization than the caller's own or the one that an administrator looks into. */
export function requireBelonging(caller: Caller, orgId: string): void {
  if (!belongs(caller, orgId)) throw forbidden();
}

/** True for the caller's own organization, and for every one that a system administrator looks into. */
function belongs(caller: Caller, orgId: string): boolean {
  return rules(caller, orgId) || (!caller.administrator && caller.org.id === orgId);
}

/** Their own, and the provider all. */
export function seesOrg(caller: Caller, org: Org): boolean {
  return caller.administrator || caller.org.id === org.id;
}

/** Those of their own organization, and the provider all. */
export function seesRole(caller: Caller, role: Role): boolean {
  return belongs(caller, role.orgId);
}

/** Those of their own organization, and the provider all. */
export function seesUser(caller: Caller, user: User): boolean {
  return belongs(caller, user.orgId);
}

/** Those of their own organization, and the provider all. */
export function seesVdc(caller: Caller, vdc: Vdc): boolean {
  return belongs(caller, vdc.orgId);
}

/** Those of their own organization, and the provider all. */
export function seesNetwork(caller: Caller, network: Network): boolean {
  return belongs(caller, network.orgId);
}

function seesCatalog(caller: Caller, catalog: Catalog): boolean {
  const { subjects, everyone } = catalog.access;
  if (catalog.shared || rules(caller, catalog.orgId) || subjects.has(caller.org.id)) return true;
  if (!belongs(caller, catalog.orgId)) return false;
  return catalog.ownerId === caller.user.id || everyone !== undefined || subjects.has(caller.user.id);
}

function mayChangeCatalog(caller: Caller, catalog: Catalog): boolean {
  if (rules(caller, catalog.orgId) || catalog.ownerId === caller.user.id) return true;
  const { subjects, everyone } = catalog.access;
  const isMember = caller.org.id === catalog.orgId;
  const level =
    subjects.get(caller.user.id) ?? subjects.get(caller.org.id) ?? (isMember ? everyone : undefined);
  return level === 'Change' || level === 'FullControl';
}

/** What they own, rule over, or was shared with them. */
export function seesVApp(world: World, caller: Caller, vApp: VApp): boolean {
  const orgId = world.inventory.vdc(vApp.vdcId).orgId;
  if (rules(caller, orgId)) return true;
  if (!belongs(caller, orgId)) return false;
  return (
    vApp.ownerId === caller.user.id ||
    vApp.access.everyone !== undefined ||
    vApp.access.subjects.has(caller.user.id)
  );
}

/** Owner, administrators, and those with whom it is shared for more than looking. */
export function mayChange(world: World, caller: Caller, vApp: VApp): boolean {
  if (rules(caller, world.inventory.vdc(vApp.vdcId).orgId) || vApp.ownerId === caller.user.id) return true;
  const level = vApp.access.subjects.get(caller.user.id) ?? vApp.access.everyone;
  return level === 'Change' || level === 'FullControl';
}

/** Creator, the user it is for, administrators of its organization and of the system. */
export function seesTask(caller: Caller, task: Task): boolean {
  if (rules(caller, task.orgId)) return true;
  return caller.user.id === task.creatorId || caller.user.id === task.userId;
}

/** The catalogs that a caller may read. */
export function visibleCatalogs(world: World, caller: Caller): readonly Catalog[] {
  return [...world.inventory.catalogs.values()].filter((catalog) => seesCatalog(caller, catalog));
}

/** The vApps that a caller may read. */
export function visibleVApps(world: World, caller: Caller): readonly VApp[] {
  return [...world.inventory.vApps.values()].filter((vApp) => seesVApp(world, caller, vApp));
}

/** Throws 403 for what the caller does not see, whether it is there or not. */
export function findOrg(world: World, caller: Caller, id: string): Org {
  const org = world.inventory.orgs.get(id);
  if (!org || !seesOrg(caller, org)) throw noAccess('org', id);
  return org;
}

/** Users see their own account, administrators all of their organization. */
export function findUser(world: World, caller: Caller, id: string, purpose: 'read' | 'change'): User {
  const user = world.inventory.users.get(id);
  if (!user || !seesUser(caller, user)) throw noAccess('user', id);
  if (purpose === 'change') requireRule(caller, user.orgId);
  if (caller.role.kind === 'user' && user.id !== caller.user.id) throw forbidden();
  return user;
}

/** Throws 403 for what the caller does not see, whether it is there or not. */
export function findRole(world: World, caller: Caller, id: string): Role {
  const role = world.inventory.roles.get(id);
  if (!role || !seesRole(caller, role)) throw noAccess('role', id);
  return role;
}

/** Throws 403 for what the caller does not see, whether it is there or not. */
export function findVdc(world: World, caller: Caller, id: string): Vdc {
  const vdc = world.inventory.vdcs.get(id);
  if (!vdc || !seesVdc(caller, vdc)) throw noAccess('vdc', id);
  return vdc;
}

/** Throws 403 for what the caller does not see, whether it is there or not. */
export function findNetwork(world: World, caller: Caller, id: string): Network {
  const network = world.inventory.networks.get(id);
  if (!network || !seesNetwork(caller, network)) throw noAccess('network', id);
  return network;
}

/** Throws 403 for what the caller does not see, or may not change where that is the purpose. */
export function findCatalog(
  world: World,
  caller: Caller,
  id: string,
  purpose: 'read' | 'change' = 'read',
): Catalog {
  const catalog = world.inventory.catalogs.get(id);
  if (!catalog || !seesCatalog(caller, catalog)) throw noAccess('catalog', id);
  if (purpose === 'change' && !mayChangeCatalog(caller, catalog)) throw forbidden();
  return catalog;
}

/** Throws 403 for what the caller does not see, or may not change where that is the purpose. */
export function findCatalogItem(
  world: World,
  caller: Caller,
  id: string,
  purpose: 'read' | 'change' = 'read',
): CatalogItem {
  const item = world.inventory.catalogItems.get(id);
  const catalog = item && world.inventory.catalogs.get(item.catalogId);
  if (!catalog || !seesCatalog(caller, catalog)) throw noAccess('catalogItem', id);
  if (purpose === 'change' && !mayChangeCatalog(caller, catalog)) throw forbidden();
  return item;
}

/** Throws 403 for what is in no catalog that the caller sees. */
export function findTemplate(world: World, caller: Caller, id: string): Template {
  const template = world.inventory.templates.get(id);
  const item = template && world.inventory.catalogItems.get(template.itemId);
  const catalog = item && world.inventory.catalogs.get(item.catalogId);
  if (!catalog || !seesCatalog(caller, catalog)) throw noAccess('vAppTemplate', id);
  return template;
}

/** Throws 403 for a machine whose template is in no catalog that the caller sees. */
export function findTemplateVm(world: World, caller: Caller, id: string): TemplateVm {
  const vm = world.inventory.templateVms.get(id);
  if (!vm) throw noAccessToVm(id);
  findTemplate(world, caller, vm.templateId);
  return vm;
}

/** Throws 403 for what the caller does not see, or may not change where that is the purpose. */
export function findVApp(world: World, caller: Caller, id: string, purpose: 'read' | 'change'): VApp {
  const vApp = world.inventory.vApps.get(id);
  if (!vApp || !seesVApp(world, caller, vApp)) throw noAccess('vapp', id);
  if (purpose === 'change' && !mayChange(world, caller, vApp)) throw forbidden();
  return vApp;
}

/**
 * Throws 403 for a machine whose vApp the caller does not see, or may not change where that is the purpose.
 */
export function findVm(world: World, caller: Caller, id: string, purpose: 'read' | 'change'): Vm {
  const vm = world.inventory.vms.get(id);
  const vApp = vm && world.inventory.vApps.get(vm.vAppId);
  if (!vApp || !seesVApp(world, caller, vApp)) throw noAccessToVm(id);
  if (purpose === 'change' && !mayChange(world, caller, vApp)) throw forbidden();
  return vm;
}

/** Throws 403 for what the caller does not see, whether it is there or not. */
export function findTask(world: World, caller: Caller, id: string): Task {
  const task = world.tasks.get(id);
  if (!task || !seesTask(caller, task)) throw noAccess('task', id);
  return task;
}

/** The bare UUID at the end of an href or URN. */
export function idFromHref(href: string): string {
  return /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i.exec(href)?.[1]?.toLowerCase() ?? '';
}
