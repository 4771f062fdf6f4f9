import type { Catalog, CatalogItem, VAppTemplate } from '#vcd/catalogs.ts';
import type { TemplateDependencies } from './dependencies.ts';

/** A catalog item with the vApp template in it. */
export interface FoundItem {
  readonly item: CatalogItem;
  readonly template: VAppTemplate | undefined;
}

/** A catalog item of this status can be instantiated (vCloud API, vApp template status). */
const usableStatus = 8;

/** Every item of that name with its template. */
export async function findItems(
  { vcd: { catalogs } }: Pick<TemplateDependencies, 'vcd'>,
  catalog: Catalog,
  name: string,
  signal: AbortSignal,
): Promise<readonly FoundItem[]> {
  const context = { orgId: catalog.orgId };
  const named = catalog.items.filter((item) => item.name === name);
  return Promise.all(
    named.map(async ({ id }) => {
      const item = await catalogs.getItem(id, context, signal);
      const { vAppTemplateId } = item;
      const template =
        vAppTemplateId === undefined
          ? undefined
          : await catalogs.getVAppTemplate(vAppTemplateId, context, signal);
      return { item, template };
    }),
  );
}

/** Whether clusters can be made from it now. */
export function isUsable({ template }: FoundItem): boolean {
  return template?.status === usableStatus && template.source !== undefined;
}
