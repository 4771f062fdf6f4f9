import { paths } from './hrefs.ts';
import { mediaType } from './media-types.ts';
import type { TemplateSource } from './model.ts';
import { readOrgChildId, readOrgId } from './readers/read-org.ts';
import { readCatalogItem, readCatalogItemId, readTemplate } from './readers/read-template.ts';
import type { Read, ServiceCalls } from './service-calls.ts';

/** Walks from organization to catalog to item to template; undefined where one of them is not there. */
export async function findTemplate(
  calls: ServiceCalls,
  where: { readonly org: string; readonly catalog: string; readonly item: string },
  signal: AbortSignal,
): Promise<TemplateSource | undefined> {
  const readOrg: Read<string | undefined> = (root) => readOrgId(root, where.org);
  const orgId = await calls.get('getOrgs', '/api/org', readOrg, undefined, signal);
  if (orgId === undefined) return undefined;
  const get = <T>(operation: string, path: string, read: Read<T>): Promise<T> =>
    calls.get(operation, path, read, { orgId }, signal);

  const readCatalog: Read<string | undefined> = (root) =>
    readOrgChildId(root, mediaType.catalog, where.catalog);
  const catalogId = await get('getOrg', paths.org(orgId), readCatalog);
  if (catalogId === undefined) return undefined;

  const readItem: Read<string | undefined> = (root) => readCatalogItemId(root, where.item);
  const itemId = await get('getCatalog', paths.catalog(catalogId), readItem);
  if (itemId === undefined) return undefined;

  const templateId = await get('getCatalogItem', paths.catalogItem(itemId), readCatalogItem);
  if (templateId === undefined) return undefined;
  return get('getVAppTemplate', paths.vAppTemplate(templateId), readTemplate);
}
