import type { TemplateSource } from '../model.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, descendantOf } from '../xml/xml-element.ts';
import {
  AnswerUnreadable,
  childText,
  expectRoot,
  requiredAttribute,
  requiredId,
  requiredNumber,
  wholeNumber,
} from './reading.ts';
import { nicAdapterOf } from './read-hardware.ts';

/** A `VAppTemplate` and the first VM in it (vCloud API, vApp templates). */
export function readTemplate(root: XmlElement): TemplateSource {
  const template = expectRoot(root, 'VAppTemplate');
  const vm = descendantOf(template, 'Children', 'Vm');
  const status = requiredNumber(template, 'status');
  if (!vm) throw new AnswerUnreadable(`VAppTemplate has no VM; its status is ${status}`);
  const section = childOf(vm, 'NetworkConnectionSection');
  const connections = section ? childrenOf(section, 'NetworkConnection') : [];
  const indexOf = (connection: XmlElement | undefined) =>
    wholeNumber(connection && childText(connection, 'NetworkConnectionIndex'));
  const primaryNicIndex =
    wholeNumber(section && childText(section, 'PrimaryNetworkConnectionIndex')) ??
    indexOf(connections[0]) ??
    0;
  const primary = connections.find((connection) => indexOf(connection) === primaryNicIndex);
  return {
    vAppTemplateId: requiredId(template),
    status,
    vmId: requiredId(vm),
    vmName: requiredAttribute(vm, 'name'),
    primaryNicIndex,
    nicAdapter:
      (primary && childText(primary, 'NetworkAdapterType')) || nicAdapterOf(vm, primaryNicIndex) || undefined,
  };
}

/** What a catalog item is of: the id of its vApp template, undefined for a medium. */
export function readCatalogItem(root: XmlElement): string | undefined {
  const entity = childOf(expectRoot(root, 'CatalogItem'), 'Entity');
  if (!entity) throw new AnswerUnreadable('CatalogItem has no element Entity');
  return attributeOf(entity, 'href')?.includes('/vAppTemplate/') ? requiredId(entity) : undefined;
}

/** The id of the item of that name in a `Catalog`. */
export function readCatalogItemId(root: XmlElement, name: string): string | undefined {
  const items = childOf(expectRoot(root, 'Catalog'), 'CatalogItems');
  const item = items && childrenOf(items, 'CatalogItem').find((each) => attributeOf(each, 'name') === name);
  return item && requiredId(item);
}
