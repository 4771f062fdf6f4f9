import { referTo } from '../documents/references.ts';
import type { TemplateStatus } from '../inventory/entities.ts';
import type { Caller } from '../operations/access.ts';
import { visibleCatalogs } from '../operations/access.ts';
import type { World } from '../world.ts';
import type { QueryRecord } from './query-record.ts';

/** Catalogs as the query service lists them. */
export function catalogs(world: World, caller: Caller): readonly QueryRecord[] {
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
        isShared: catalog.shared || catalog.access.everyone !== undefined || catalog.access.subjects.size > 0,
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
              version: catalog.version,
              status: 'READY',
            }),
      },
    };
  });
}

const statusNames: Readonly<Record<TemplateStatus, string>> = {
  0: 'UNRESOLVED',
  12: 'UNRESOLVED',
  17: 'TRANSFER_TIMEOUT',
  8: 'RESOLVED',
  [-1]: 'FAILED_CREATION',
};

/** Catalog items as the query service lists them. */
export function catalogItems(world: World, caller: Caller): readonly QueryRecord[] {
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
        status: statusNames[template.status],
        ...(caller.administrator ? { org: referTo.org(inventory.org(catalog.orgId)) } : {}),
      };
      return [{ self: referTo.catalogItem(item), metadata: item.metadata, fields }];
    }),
  );
}

/** vApp templates as the query service lists them. */
export function templates(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return templatesOf(world, caller).map(({ template, item, catalog }) => ({
    self: referTo.template(template),
    metadata: template.metadata,
    fields: {
      name: template.name,
      catalogName: catalog.name,
      ...(caller.administrator
        ? { catalog: referTo.catalog(catalog), catalogItem: referTo.catalogItem(item) }
        : { version: item.version }),
      org: referTo.org(inventory.org(catalog.orgId)),
      ownerName: inventory.users.get(catalog.ownerId)?.name,
      status: statusNames[template.status],
      creationDate: template.created,
      isBusy: world.tasks.isBusy(item.id),
      isEnabled: true,
      isExpired: false,
      isGoldMaster: false,
      isPublished: catalog.shared,
      isDeployed: false,
      numberOfVMs: template.vmIds.length,
    },
  }));
}

/** Every template that the caller sees, with where it lies. */
export function templatesOf(world: World, caller: Caller) {
  const { inventory } = world;
  return visibleCatalogs(world, caller).flatMap((catalog) =>
    catalog.itemIds.flatMap((id) => {
      const item = inventory.catalogItems.get(id);
      const template = item && inventory.templates.get(item.templateId);
      return template ? [{ template, item, catalog }] : [];
    }),
  );
}
