import { referTo } from '../documents/references.ts';
import { badRequest, duplicateName, forbidden, invalidState, noAccess } from '../http/api-error.ts';
import type { Catalog, CatalogItem, Org } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { idFromHref, rules } from './access.ts';

/** vCloud API, AdminCatalog: the catalog is there at once, its task only says so. */
export function startCreateCatalog(world: World, caller: Caller, org: Org, body: XmlElement): Catalog {
  const catalog: Catalog = {
    id: world.random.uuid(),
    name: readName(body),
    description: textOf(body, 'Description') ?? '',
    orgId: org.id,
    ownerId: caller.user.id,
    shared: false,
    access: { everyone: undefined, subjects: new Map() },
    created: world.clock.now(),
    version: 1,
    itemIds: [],
    metadata: new Map(),
  };
  requireFreeName(world, catalog, catalog.name);
  startCatalogTask(world, caller, catalog, {
    operationName: 'catalogCreateCatalog',
    doing: 'Creating Catalog',
    done: 'Created Catalog',
    // Old clients go on with a new catalog at once: nothing may find it busy.
    locked: false,
    finish: () => {},
  });
  world.inventory.catalogs.set(catalog.id, catalog);
  return catalog;
}

/** vCloud API, AdminCatalog: name and description. Throws 400 for a name that is taken. */
export function updateCatalog(world: World, catalog: Catalog, body: XmlElement): void {
  const name = readName(body);
  requireFreeName(world, catalog, name);
  catalog.name = name;
  catalog.description = textOf(body, 'Description') ?? catalog.description;
  catalog.version++;
}

/** Deletes a catalog; with recursion also what is in it, without it a catalog that has something is refused. */
export function startDeleteCatalog(
  world: World,
  caller: Caller,
  catalog: Catalog,
  options: { readonly recursive: boolean },
): Task {
  if (catalog.itemIds.length > 0 && !options.recursive) {
    throw invalidState(`The catalog "${catalog.name}" is not empty.`);
  }
  return startCatalogTask(world, caller, catalog, {
    operationName: 'catalogDelete',
    doing: 'Deleting Catalog',
    done: 'Deleted Catalog',
    locked: true,
    finish: () => {
      for (const id of catalog.itemIds) removeItemOnly(world, id);
      world.inventory.catalogs.delete(catalog.id);
    },
  });
}

/** Takes an item and its template away. Throws 400 BUSY_ENTITY while one of them is being made. */
export function removeItem(world: World, item: CatalogItem): void {
  world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
  const catalog = world.inventory.catalogs.get(item.catalogId);
  if (catalog) {
    catalog.itemIds.splice(catalog.itemIds.indexOf(item.id), 1);
    catalog.version++;
  }
  removeItemOnly(world, item.id);
}

function removeItemOnly(world: World, itemId: string): void {
  const item = world.inventory.catalogItems.get(itemId);
  if (item) removeTemplate(world, item.templateId);
  world.inventory.catalogItems.delete(itemId);
}

/** Takes a template and its VMs out of the inventory; its item stays. */
export function removeTemplate({ inventory, guests }: World, templateId: string): void {
  for (const vmId of inventory.templates.get(templateId)?.vmIds ?? []) {
    guests.removeDisk?.(vmId);
    inventory.templateVms.delete(vmId);
  }
  inventory.templates.delete(templateId);
}

/** vCloud API, PublishCatalogParams: to every organization or to none. */
export function publishCatalog(catalog: Catalog, body: XmlElement): void {
  catalog.shared = booleanOf(textOf(body, 'IsPublished')) ?? false;
  catalog.version++;
}

/** vCloud API, Owner: a user of the catalog's organization, or the administrator who asks. */
export function readCatalogOwner(world: World, caller: Caller, catalog: Catalog, body: XmlElement): string {
  if (!rules(caller, catalog.orgId)) throw forbidden();
  const id = idFromHref(attributeOf(childOf(body, 'User'), 'href') ?? '');
  const owner = world.inventory.users.get(id);
  if (owner?.orgId !== catalog.orgId && owner?.id !== caller.user.id) throw noAccess('user', id);
  return id;
}

interface CatalogWork {
  readonly operationName: string;
  readonly doing: string;
  readonly done: string;
  readonly locked: boolean;
  readonly finish: () => void;
}

function startCatalogTask(world: World, caller: Caller, catalog: Catalog, work: CatalogWork): Task {
  const { locked, doing, done, ...rest } = work;
  return world.tasks.start({
    ...rest,
    doing: `${doing} ${catalog.name}(${catalog.id})`,
    done: `${done} ${catalog.name}(${catalog.id})`,
    owner: referTo.catalog(catalog),
    orgId: catalog.orgId,
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: locked ? [{ id: catalog.id, entity: 'catalog' }] : [],
  });
}

/** The name of what a body wants made. Throws 400 for none and for one that is too long. */
export function readName(body: XmlElement): string {
  const name = attributeOf(body, 'name')?.trim();
  if (name && name.length <= 128) return name;
  throw badRequest("validation error on field 'name': String value has invalid format or length");
}

function requireFreeName({ inventory }: World, catalog: Catalog, name: string): void {
  for (const other of inventory.catalogs.values()) {
    if (other !== catalog && other.orgId === catalog.orgId && other.name === name) throw duplicateName(name);
  }
}
