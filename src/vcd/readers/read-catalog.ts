import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import type { Catalog, CatalogItem, TransferFile, VAppTemplate } from '../catalogs.ts';
import { childOf, childrenOf } from '../xml/xml-element.ts';
import {
  AnswerUnreadable,
  childText,
  expectRoot,
  isTrue,
  requiredAttribute,
  requiredId,
  requiredNumber,
  wholeNumber,
} from './reading.ts';
import { readTasksOf } from './read-task.ts';
import { readTemplateSource } from './read-template.ts';

/** A `Catalog` and what is in it (vCloud API, catalogs). */
export function readCatalog(root: XmlElement): Omit<Catalog, 'orgId'> {
  const catalog = expectRoot(root, 'Catalog');
  const items = childOf(catalog, 'CatalogItems');
  return {
    id: requiredId(catalog),
    name: requiredAttribute(catalog, 'name'),
    published: isTrue(childText(catalog, 'IsPublished')),
    items: items
      ? childrenOf(items, 'CatalogItem').map((item) => ({
          id: requiredId(item),
          name: requiredAttribute(item, 'name'),
        }))
      : [],
  };
}

/** A `CatalogItem`. */
export function readItem(root: XmlElement): CatalogItem {
  const item = expectRoot(root, 'CatalogItem');
  return {
    id: requiredId(item),
    name: requiredAttribute(item, 'name'),
    description: childText(item, 'Description') ?? '',
    vAppTemplateId: readEntity(item),
    versionNumber: wholeNumber(childText(item, 'VersionNumber')),
  };
}

/** The id of its vApp template, undefined for a medium. */
function readEntity(item: XmlElement): string | undefined {
  const entity = childOf(item, 'Entity');
  if (!entity) throw new AnswerUnreadable('CatalogItem has no element Entity');
  return attributeOf(entity, 'href')?.includes('/vAppTemplate/') ? requiredId(entity) : undefined;
}

/** A `VAppTemplate` in whatever state it is, with the files that vCD waits for. */
export function readVAppTemplate(root: XmlElement): VAppTemplate {
  const template = expectRoot(root, 'VAppTemplate');
  const files = childOf(template, 'Files');
  return {
    id: requiredId(template),
    name: requiredAttribute(template, 'name'),
    status: requiredNumber(template, 'status'),
    files: files ? childrenOf(files, 'File').map(readFile) : [],
    tasks: readTasksOf(template),
    source: readTemplateSource(template),
  };
}

function readFile(file: XmlElement): TransferFile {
  const link = childrenOf(file, 'Link').find((each) => attributeOf(each, 'rel') === 'upload:default');
  const href = link && attributeOf(link, 'href');
  return {
    name: requiredAttribute(file, 'name'),
    size: wholeNumber(attributeOf(file, 'size')) ?? -1,
    bytesTransferred: wholeNumber(attributeOf(file, 'bytesTransferred')) ?? 0,
    path: href === undefined ? undefined : pathOf(href),
  };
}

/** Without its origin: what is sent goes to the one vCD that the client was made for, with its token or not at all. */
function pathOf(href: string): string {
  const base = 'https://vcd.invalid';
  if (!URL.canParse(href, base)) throw new AnswerUnreadable(`an upload link is no address: ${href}`);
  const { pathname, search } = new URL(href, base);
  return `${pathname}${search}`;
}
