import type {
  Catalog,
  CatalogItem,
  Network,
  Org,
  StorageProfile,
  Template,
  TemplateVm,
  VApp,
  Vdc,
  Vm,
} from '../inventory/entities.ts';
import type { Right, Role, User } from '../inventory/people.ts';
import type { ApiFilter, ExtensionService, VCenter } from '../inventory/extension-entities.ts';
import type { Task } from '../tasks/task.ts';
import type { XmlNode } from '../xml/write.ts';
import { el } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';

/** How one thing points to another: an absolute path (or a foreign URN), vCD's URN, a name and a media type. */
export interface Reference {
  readonly href: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function refer(kind: string, path: string, type: string, entity: Named): Reference {
  return { href: `${path}${entity.id}`, id: `urn:vcloud:${kind}:${entity.id}`, name: entity.name, type };
}

/** References to everything that has an address: type, path, name and id. */
export const referTo = {
  org: (org: Org) => refer('org', '/api/org/', mediaTypes.org, org),
  adminOrg: (org: Org) => refer('org', '/api/admin/org/', mediaTypes.adminOrg, org),
  vdc: (vdc: Vdc) => refer('vdc', '/api/vdc/', mediaTypes.vdc, vdc),
  adminVdc: (vdc: Vdc) => refer('vdc', '/api/admin/vdc/', mediaTypes.adminVdc, vdc),
  storageProfile: (profile: StorageProfile) =>
    refer('vdcstorageProfile', '/api/vdcStorageProfile/', mediaTypes.vdcStorageProfile, profile),
  network: (network: Network) => refer('network', '/api/network/', mediaTypes.network, network),
  orgNetwork: (network: Network) => refer('network', '/api/network/', mediaTypes.orgNetwork, network),
  adminNetwork: (network: Network) =>
    refer('network', '/api/admin/network/', mediaTypes.adminNetwork, network),
  catalog: (catalog: Catalog) => refer('catalog', '/api/catalog/', mediaTypes.catalog, catalog),
  adminCatalog: (catalog: Catalog) =>
    refer('catalog', '/api/admin/catalog/', mediaTypes.adminCatalog, catalog),
  catalogItem: (item: CatalogItem) => refer('catalogitem', '/api/catalogItem/', mediaTypes.catalogItem, item),
  template: (template: Template) =>
    refer('vapptemplate', '/api/vAppTemplate/vappTemplate-', mediaTypes.vAppTemplate, template),
  templateVm: (vm: TemplateVm) => refer('vm', '/api/vAppTemplate/vm-', mediaTypes.vm, vm),
  vApp: (vApp: VApp) => refer('vapp', '/api/vApp/vapp-', mediaTypes.vApp, vApp),
  vm: (vm: Vm) => refer('vm', '/api/vApp/vm-', mediaTypes.vm, vm),
  user: (user: User) => refer('user', '/api/admin/user/', mediaTypes.user, user),
  role: (role: Role) => refer('role', `/api/admin/org/${role.orgId}/role/`, mediaTypes.adminRole, role),
  right: (right: Right) => refer('right', '/api/admin/right/', mediaTypes.adminRight, right),
  service: (service: ExtensionService) =>
    refer('service', '/api/admin/extension/service/', mediaTypes.adminService, service),
  apiFilter: (filter: ApiFilter) =>
    refer('apiFilter', '/api/admin/extension/service/apifilter/', mediaTypes.apiFilter, {
      id: filter.id,
      name: filter.urlPattern,
    }),
  vCenter: (vCenter: VCenter) =>
    refer('vimserver', '/api/admin/extension/vimServer/', mediaTypes.vCenter, vCenter),
  task: (task: Task) => refer('task', '/api/task/', mediaTypes.task, { id: task.id, name: 'task' }),
} as const;

/** Who looks: hrefs carry the host that the client used, administrators see more. */
export interface View {
  /** `http://host:port`. */
  readonly base: string;
  readonly administrator: boolean;
}

/** Paths become absolute; URNs of extensions stay as they are. */
export function absolute(view: View, href: string): string {
  return href.startsWith('/') ? view.base + href : href;
}

/** An element that points to something: `<Network href id name type/>`. */
export function pointer(view: View, element: string, reference: Reference, withId = true): XmlNode {
  const { href, id, name, type } = reference;
  return el(element, { href: absolute(view, href), ...(withId ? { id } : {}), name, type });
}

/** A link without type takes no body; without name it points to no named entity. */
export function link(view: View, rel: string, path: string, type?: string, name?: string): XmlNode {
  return el('Link', { rel, href: absolute(view, path), type, name });
}
