import type { NewRole } from '../administration/vcd-administration.ts';
import { paths, type Href } from '../hrefs.ts';
import { mediaType } from '../media-types.ts';
import { vcloud, writeXml } from '../xml/write-xml.ts';

/** `AdminCatalog` to be made. */
export function catalogBody(catalog: { readonly name: string; readonly description: string }): string {
  return writeXml(
    vcloud('AdminCatalog', { name: catalog.name }, vcloud('Description', {}, catalog.description)),
  );
}

/** `PublishCatalogParams` that share a catalog with every organization. */
export function publishCatalogBody(): string {
  return writeXml(vcloud('PublishCatalogParams', {}, vcloud('IsPublished', {}, 'true')));
}

/** `Role` with its rights; ids of rights are bare UUIDs. */
export function roleBody(role: NewRole, href: Href): string {
  return writeXml(
    vcloud(
      'Role',
      { name: role.name },
      vcloud('Description', {}, role.description),
      vcloud(
        'RightReferences',
        {},
        ...role.rights.map(({ id, name }) =>
          vcloud('RightReference', { href: href(paths.right(id)), type: mediaType.right, name }),
        ),
      ),
    ),
  );
}
