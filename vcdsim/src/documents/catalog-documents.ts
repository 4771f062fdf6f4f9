import type { Catalog, CatalogItem, Template, TemplateVm, UploadFile } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { networkConnectionSection, virtualHardwareSection, vmSpecSection } from './hardware-sections.ts';
import { mediaTypes } from './media-types.ts';
import type { HardwareOwner } from './rasd-items.ts';
import type { View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';
import { tasksElement } from './task-document.ts';
import { guestCustomizationSection, operatingSystemSection } from './vm-document.ts';

/** vCloud API, Catalog or AdminCatalog; it always has the element CatalogItems. */
export function catalogDocument(
  world: World,
  view: View,
  catalog: Catalog,
  form: 'Catalog' | 'AdminCatalog',
): XmlNode {
  const { inventory } = world;
  const isAdmin = form === 'AdminCatalog';
  const self = isAdmin ? referTo.adminCatalog(catalog) : referTo.catalog(catalog);
  const other = isAdmin ? referTo.catalog(catalog) : referTo.adminCatalog(catalog);
  const org = inventory.org(catalog.orgId);
  const items = catalog.itemIds.flatMap((id) => inventory.catalogItems.get(id) ?? []);
  const params = (name: string): string => `application/vnd.vmware.vcloud.${name}+xml`;
  return el(
    form,
    { name: catalog.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(
      view,
      'up',
      (isAdmin ? referTo.adminOrg(org) : referTo.org(org)).href,
      isAdmin ? mediaTypes.adminOrg : mediaTypes.org,
    ),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'add', `/api/catalog/${catalog.id}/catalogItems`, mediaTypes.catalogItem),
    link(view, 'add', `/api/catalog/${catalog.id}/action/upload`, params('media')),
    link(view, 'add', `/api/catalog/${catalog.id}/action/upload`, params('uploadVAppTemplateParams')),
    link(view, 'add', `/api/catalog/${catalog.id}/action/captureVApp`, params('captureVAppParams')),
    link(view, 'alternate', other.href, other.type),
    link(view, 'down', `/api/catalog/${catalog.id}/controlAccess/`, mediaTypes.controlAccess),
    link(view, 'controlAccess', `/api/catalog/${catalog.id}/action/controlAccess`, mediaTypes.controlAccess),
    link(view, 'publish', `${self.href}/action/publish`, mediaTypes.publishCatalog),
    isAdmin
      ? [
          link(view, 'edit', self.href, mediaTypes.adminCatalog),
          link(view, 'remove', self.href),
          link(view, 'down', `${self.href}/owner`, mediaTypes.owner),
        ]
      : undefined,
    leaf('Description', catalog.description),
    tasksElement(world, view, catalog.id),
    ownerDocument(world, view, catalog),
    el(
      'CatalogItems',
      {},
      items.map((item) => pointer(view, 'CatalogItem', referTo.catalogItem(item))),
    ),
    leaf('IsPublished', catalog.shared),
    leaf('DateCreated', catalog.created),
    leaf('VersionNumber', catalog.version),
  );
}

/** vCloud API, Owner of a catalog and of everything in it. */
export function ownerDocument(world: World, view: View, catalog: Catalog): XmlNode {
  const owner = world.inventory.users.get(catalog.ownerId);
  return el('Owner', { type: mediaTypes.owner }, owner && pointer(view, 'User', referTo.user(owner)));
}

/** An item as `GET /api/catalogItem/{id}` shows it. */
export function catalogItemDocument(world: World, view: View, item: CatalogItem): XmlNode {
  const self = referTo.catalogItem(item);
  const template = world.inventory.templates.get(item.templateId);
  return el(
    'CatalogItem',
    { size: 0, name: item.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'up', `/api/catalog/${item.catalogId}`, mediaTypes.catalog),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'edit', self.href, mediaTypes.catalogItem),
    link(view, 'remove', self.href),
    leaf('Description', item.description),
    template && pointer(view, 'Entity', referTo.template(template)),
    leaf('DateCreated', item.created),
    leaf('VersionNumber', item.version),
  );
}

/** vCloud API, VAppTemplate, with its VMs when it is finished (status 8). */
export function templateDocument(world: World, view: View, template: Template): XmlNode {
  const { inventory } = world;
  const self = referTo.template(template);
  const item = inventory.catalogItems.get(template.itemId);
  const catalog = item && inventory.catalogs.get(item.catalogId);
  const vms = template.vmIds.flatMap((id) => inventory.templateVms.get(id) ?? []);
  const section = (path: string): string => absolute(view, `${self.href}/${path}/`);
  return el(
    'VAppTemplate',
    {
      goldMaster: false,
      ovfDescriptorUploaded: template.status !== 0 || template.files.length > 1,
      status: template.status,
      name: template.name,
      id: self.id,
      href: absolute(view, self.href),
      type: self.type,
    },
    item && link(view, 'catalogItem', referTo.catalogItem(item).href, mediaTypes.catalogItem),
    link(view, 'remove', self.href),
    link(view, 'edit', self.href, mediaTypes.vAppTemplate),
    link(view, 'down', `${self.href}/owner`, mediaTypes.owner),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    leaf('Description', template.description),
    tasksElement(world, view, template.id),
    template.files.length > 0 ? filesElement(view, template.files) : undefined,
    catalog && ownerDocument(world, view, catalog),
    el(
      'Children',
      {},
      vms.map((vm) => templateVmDocument(view, vm, template, 'Vm')),
    ),
    el(
      'ovf:NetworkSection',
      { 'vcloud:href': section('networkSection'), 'vcloud:type': mediaTypes.networkSection },
      leaf('ovf:Info', 'The list of logical networks'),
      el(
        'ovf:Network',
        { 'ovf:name': 'none' },
        leaf('ovf:Description', 'This is a special place-holder used for disconnected network interfaces.'),
      ),
    ),
    el(
      'NetworkConfigSection',
      { href: section('networkConfigSection'), type: mediaTypes.networkConfig, 'ovf:required': false },
      leaf('ovf:Info', 'The configuration parameters for logical networks'),
      el(
        'NetworkConfig',
        { networkName: 'none' },
        leaf('Description', 'This is a special place-holder used for disconnected network interfaces.'),
        el('Configuration', {}, leaf('FenceMode', 'isolated')),
        leaf('IsDeployed', false),
      ),
    ),
    el(
      'LeaseSettingsSection',
      { href: section('leaseSettingsSection'), type: mediaTypes.leaseSettings, 'ovf:required': false },
      leaf('ovf:Info', 'Lease settings section'),
      leaf('StorageLeaseInSeconds', 0),
    ),
    el(
      'CustomizationSection',
      {
        goldMaster: false,
        href: section('customizationSection'),
        type: 'application/vnd.vmware.vcloud.customizationSection+xml',
        'ovf:required': false,
      },
      leaf('ovf:Info', 'VApp template customization section'),
      leaf('CustomizeOnInstantiate', true),
    ),
    leaf('DateCreated', template.created),
  );
}

/** Where the files of an upload are to be put, and how far they are. */
function filesElement(view: View, files: readonly UploadFile[]): XmlNode {
  return el(
    'Files',
    {},
    files.map(({ name, size, received, path }) =>
      el('File', { size: size ?? -1, bytesTransferred: received, name }, link(view, 'upload:default', path)),
    ),
  );
}

/** vCloud API, VAppTemplate of one VM: a `Vm` inside a template, a `VAppTemplate` by itself. */
export function templateVmDocument(
  view: View,
  vm: TemplateVm,
  template: Template,
  element: 'Vm' | 'VAppTemplate',
): XmlNode {
  const self = referTo.templateVm(vm);
  const owner: HardwareOwner = {
    name: vm.name,
    path: self.href,
    hardware: vm.hardware,
    extraConfig: new Map(),
    storageProfile: undefined,
    hasParts: false,
  };
  return el(
    element,
    {
      goldMaster: false,
      status: entityStatus.poweredOff,
      name: vm.name,
      id: self.id,
      href: absolute(view, self.href),
      type: self.type,
    },
    link(view, 'up', referTo.template(template).href, mediaTypes.vAppTemplate),
    leaf('Description', ''),
    networkConnectionSection(view, self.href, vm.hardware, true),
    guestCustomizationSection(view, self.href, vm.id, vm.guest),
    virtualHardwareSection(view, owner),
    operatingSystemSection(view, self.href, vm.hardware.os),
    vmSpecSection(vm.hardware, 12352, undefined),
    leaf('VAppScopedLocalId', vm.name),
    leaf('DateCreated', template.created),
  );
}
