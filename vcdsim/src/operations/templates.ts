import { referTo } from '../documents/references.ts';
import { badRequest, duplicateName, invalidState } from '../http/api-error.ts';
import type {
  Catalog,
  CatalogItem,
  GuestCustomization,
  Hardware,
  Template,
  TemplateStatus,
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

interface NewItem {
  readonly name: string;
  readonly description: string;
  readonly status: TemplateStatus;
  /** The item whose name it takes over, and that goes when the new one is done. */
  readonly replaced?: CatalogItem | undefined;
}

/** Puts an item with a template that has no VMs yet into a catalog. Throws 400 for a name that is taken there. */
export function addItem(
  { inventory, random, clock }: World,
  catalog: Catalog,
  { name, description, status, replaced }: NewItem,
): { readonly item: CatalogItem; readonly template: Template } {
  const others = catalog.itemIds.filter((id) => id !== replaced?.id);
  if (others.some((id) => inventory.catalogItems.get(id)?.name === name)) throw duplicateName(name);
  const shared = { name, description, created: clock.now() };
  const [itemId, templateId] = [random.uuid(), random.uuid()];
  const template: Template = {
    ...shared,
    id: templateId,
    itemId,
    status,
    files: [],
    vmIds: [],
    metadata: new Map(),
  };
  const item: CatalogItem = { ...shared, id: itemId, catalogId: catalog.id, templateId, metadata: new Map() };
  inventory.templates.set(templateId, template);
  inventory.catalogItems.set(itemId, item);
  catalog.itemIds.push(itemId);
  catalog.version++;
  return { item, template };
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

/** Takes an item away though its task still holds it: its making was given up, or another takes its place. */
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

/** Deletes a template with its catalog item. */
export function startDeleteTemplate(
  world: World,
  caller: Caller,
  item: CatalogItem,
  template: Template,
): Task {
  world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
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
      removeItem(world, item);
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
  const target = childOf(body, 'TargetCatalogItem');
  const replaced = target && findTarget(world, caller, catalog, attributeOf(target, 'href') ?? '');
  const { item, template } = addItem(world, catalog, {
    name: readName(body),
    description: textOf(body, 'Description') ?? '',
    status: 0,
    replaced,
  });
  return startMaking(world, item, {
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
      if (replaced) discardItem(world, replaced);
      template.vmIds = captureVms(world, vApp, template);
      template.status = 8;
    },
    undo: () => {
      discardItem(world, item);
    },
  });
}

function findTarget(world: World, caller: Caller, catalog: Catalog, href: string): CatalogItem {
  const item = findCatalogItem(world, caller, idFromHref(href), 'change');
  if (item.catalogId !== catalog.id) throw badRequest(`The item "${item.name}" lies in another catalog.`);
  world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
  return item;
}

/** Addresses and networks stay behind; everything else, the administrator's password too, goes with the VM. */
function captureVms(world: World, vApp: VApp, template: Template): readonly string[] {
  return world.inventory.vmsOf(vApp).map((vm) => {
    const nics = vm.hardware.nics.map((nic) => ({
      ...nic,
      network: 'none',
      connected: false,
      mode: 'NONE' as const,
      ipAddress: undefined,
    }));
    return addTemplateVm(world, template, vm.name, { ...vm.hardware, nics }, { ...vm.guest });
  });
}
