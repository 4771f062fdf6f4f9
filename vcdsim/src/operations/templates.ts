import { referTo } from '../documents/references.ts';
import { badRequest, duplicateName, invalidState } from '../http/api-error.ts';
import type {
  Catalog,
  CatalogItem,
  GuestCustomization,
  Hardware,
  Template,
  VApp,
} from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import type { LockTarget, TaskOrder } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, childOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { findCatalogItem, findVApp, idFromHref } from './access.ts';
import { readName, removeItem, removeTemplate } from './catalogs.ts';

interface Named {
  readonly name: string;
  readonly description: string;
}

/** Puts an item with a template that has no VMs yet into a catalog. Throws 400 for a name that is taken there. */
export function addItem(
  world: World,
  catalog: Catalog,
  named: Named,
): { readonly item: CatalogItem; readonly template: Template } {
  const { inventory, random, clock } = world;
  requireFreeName(world, catalog, named.name);
  const id = random.uuid();
  const template = addTemplate(world, id, named);
  const item: CatalogItem = {
    ...named,
    id,
    created: clock.now(),
    catalogId: catalog.id,
    templateId: template.id,
    version: 1,
    metadata: new Map(),
  };
  inventory.catalogItems.set(id, item);
  catalog.itemIds.push(id);
  catalog.version++;
  return { item, template };
}

function requireFreeName({ inventory }: World, catalog: Catalog, name: string, itself?: CatalogItem): void {
  const others = catalog.itemIds.filter((id) => id !== itself?.id);
  if (others.some((id) => inventory.catalogItems.get(id)?.name === name)) throw duplicateName(name);
}

function addTemplate({ inventory, random, clock }: World, itemId: string, named: Named): Template {
  const template: Template = {
    ...named,
    id: random.uuid(),
    created: clock.now(),
    itemId,
    status: 0,
    files: [],
    uploaded: [],
    vmIds: [],
    metadata: new Map(),
  };
  inventory.templates.set(template.id, template);
  return template;
}

/** Starts the task that makes an item. When it cannot start, the item goes again. */
export function startMaking(world: World, item: CatalogItem, order: TaskOrder): Task {
  try {
    return world.tasks.start(order);
  } catch (error) {
    discardItem(world, item);
    throw error;
  }
}

/** Takes an item away though its task still holds it: its making was given up. */
export function discardItem(world: World, item: CatalogItem): void {
  const catalog = world.inventory.catalogs.get(item.catalogId);
  catalog?.itemIds.splice(catalog.itemIds.indexOf(item.id), 1);
  removeTemplate(world, item.templateId);
  world.inventory.catalogItems.delete(item.id);
}

/** The VM's id. Without settings of its own a guest is customized, with a password that vCD makes. */
export function addTemplateVm(
  { inventory, random }: World,
  template: Template,
  name: string,
  hardware: Hardware,
  guest?: GuestCustomization,
): string {
  const id = random.uuid();
  const settings: GuestCustomization = guest ?? {
    enabled: true,
    changeSid: false,
    adminPasswordEnabled: true,
    adminPasswordAuto: true,
    adminPassword: random.hex(12),
    resetPasswordRequired: false,
    customizationScript: undefined,
    computerName: name,
  };
  inventory.templateVms.set(id, { id, name, templateId: template.id, hardware, guest: settings });
  return id;
}

/** vCloud API, CatalogItem: name and description. Throws 400 for a name that is taken and while the item is being made. */
export function updateItem(world: World, item: CatalogItem, body: XmlElement): void {
  world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
  rename(world, item, readNamed(body));
}

/** vCloud API, VAppTemplate: name and description, which its item shares. */
export function startUpdateTemplate(
  world: World,
  caller: Caller,
  item: CatalogItem,
  template: Template,
  body: XmlElement,
): Task {
  const named = readNamed(body);
  return world.tasks.start({
    operationName: 'vdcUpdateTemplate',
    doing: `Updating Virtual Application Template ${template.name}(${template.id})`,
    done: `Updated Virtual Application Template ${template.name}(${template.id})`,
    owner: referTo.template(template),
    orgId: world.inventory.catalogs.get(item.catalogId)?.orgId ?? caller.org.id,
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: [{ id: item.id, entity: 'catalogItem' }],
    finish: () => {
      rename(world, item, named);
      Object.assign(template, named);
    },
  });
}

function readNamed(body: XmlElement): Named {
  return { name: readName(body), description: textOf(body, 'Description') ?? '' };
}

function rename(world: World, item: CatalogItem, named: Named): void {
  const catalog = world.inventory.catalogs.get(item.catalogId);
  if (catalog) {
    requireFreeName(world, catalog, named.name, item);
    catalog.version++;
  }
  Object.assign(item, { ...named, version: item.version + 1 });
}

/** Deletes a template with its catalog item; an upload that is under way is given up. */
export function startDeleteTemplate(
  world: World,
  caller: Caller,
  item: CatalogItem,
  template: Template,
): Task {
  const holder = world.tasks.holderOf(item.id);
  if (holder?.operationName === 'vdcUploadOvfContents') world.tasks.cancel(holder);
  else world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
  return world.tasks.start({
    operationName: 'vdcDeleteTemplate',
    doing: `Deleting Virtual Application Template ${template.name}(${template.id})`,
    done: `Deleted Virtual Application Template ${template.name}(${template.id})`,
    owner: referTo.template(template),
    orgId: world.inventory.catalogs.get(item.catalogId)?.orgId ?? caller.org.id,
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: [{ id: template.id, entity: 'vapptemplate' }],
    finish: () => {
      if (world.inventory.catalogItems.has(item.id)) removeItem(world, item);
    },
  });
}

/** vCloud API, CaptureVAppParams: a vApp that does not run becomes a template, which may take the place of another. */
export function startCapture(world: World, caller: Caller, catalog: Catalog, body: XmlElement): Task {
  const href = attributeOf(childOf(body, 'Source'), 'href') ?? '';
  const vApp = findVApp(world, caller, idFromHref(href), 'read');
  const vms = world.inventory.vmsOf(vApp);
  if (vms.some((vm) => vm.running)) {
    throw invalidState(`The vApp "${vApp.name}" has to be stopped before it can be captured.`);
  }
  const locks: readonly LockTarget[] = [
    { id: vApp.id, entity: 'vapp' },
    ...vms.map((vm): LockTarget => ({ id: vm.id, entity: 'vm' })),
  ];
  for (const lock of locks) world.tasks.requireFree(lock);
  const named = readNamed(body);
  const { item, template, old } = captureInto(world, caller, catalog, body, named);
  const giveUp = (): void => {
    if (old) removeTemplate(world, template.id);
    else discardItem(world, item);
  };
  try {
    return world.tasks.start({
      operationName: 'vdcCaptureTemplate',
      doing: `Capturing Virtual Application Template ${template.name}(${template.id})`,
      done: `Captured Virtual Application Template ${template.name}(${template.id})`,
      owner: referTo.template(template),
      orgId: catalog.orgId,
      userId: caller.user.id,
      requestId: caller.requestId,
      locks: [...locks, { id: item.id, entity: 'catalogItem' }],
      lingers: true,
      vmCount: vms.length,
      finish: () => {
        template.vmIds = captureVms(world, vApp, template);
        template.status = 8;
        if (!old) return;
        Object.assign(item, { ...named, templateId: template.id, version: item.version + 1 });
        catalog.version++;
        removeTemplate(world, old);
      },
      undo: giveUp,
    });
  } catch (error) {
    giveUp();
    throw error;
  }
}

/** The template that is going to be, in an item of its own or in one that is there and keeps its old template until then. */
function captureInto(world: World, caller: Caller, catalog: Catalog, body: XmlElement, named: Named) {
  const target = childOf(body, 'TargetCatalogItem');
  if (!target) return { ...addItem(world, catalog, named), old: undefined };
  const item = findTarget(world, caller, catalog, attributeOf(target, 'href') ?? '');
  requireFreeName(world, catalog, named.name, item);
  return { item, template: addTemplate(world, item.id, named), old: item.templateId };
}

function findTarget(world: World, caller: Caller, catalog: Catalog, href: string): CatalogItem {
  const item = findCatalogItem(world, caller, idFromHref(href), 'change');
  if (item.catalogId !== catalog.id) throw badRequest(`The item "${item.name}" lies in another catalog.`);
  world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
  return item;
}

/** Addresses and networks stay behind; everything else, the disk and the administrator's password too, goes along. */
function captureVms(world: World, vApp: VApp, template: Template): readonly string[] {
  return world.inventory.vmsOf(vApp).map((vm) => {
    const nics = vm.hardware.nics.map((nic) => ({
      ...nic,
      network: 'none',
      connected: false,
      mode: 'NONE' as const,
      ipAddress: undefined,
    }));
    const id = addTemplateVm(world, template, vm.name, { ...vm.hardware, nics }, { ...vm.guest });
    world.guests.copyDisk?.(vm.id, id);
    return id;
  });
}
