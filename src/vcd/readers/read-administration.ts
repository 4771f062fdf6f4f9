import type { XmlElement } from '#xml/xml-element.ts';
import type { Catalog, Role } from '../administration/vcd-administration.ts';
import type { Named } from '../model.ts';
import { childOf, childrenOf } from '../xml/xml-element.ts';
import { AnswerUnreadable, childText, expectRoot, isTrue, requiredAttribute, requiredId } from './reading.ts';
import { readRights } from './read-role.ts';

/** `AdminCatalog` or `Catalog`, with the names of its items. */
export function readCatalog(root: XmlElement): Catalog {
  const catalog = root.local === 'Catalog' ? expectRoot(root, 'Catalog') : expectRoot(root, 'AdminCatalog');
  const items = childOf(catalog, 'CatalogItems');
  return {
    id: requiredId(catalog),
    name: requiredAttribute(catalog, 'name'),
    published: isTrue(childText(catalog, 'IsPublished')),
    items: items ? childrenOf(items, 'CatalogItem').map((item) => requiredAttribute(item, 'name')) : [],
  };
}

/** `Role` with the names of its rights. */
export function readRole(root: XmlElement): Role {
  const role = expectRoot(root, 'Role');
  return {
    id: requiredId(role),
    name: requiredAttribute(role, 'name'),
    description: childText(role, 'Description') ?? '',
    rights: new Set(readRights(role)),
  };
}

/** The id of the role of a `User`; undefined where it has none. */
export function readRoleIdOfUser(root: XmlElement): string | undefined {
  const role = childOf(expectRoot(root, 'User'), 'Role');
  return role && requiredId(role);
}

/** One page of `QueryResultRecords`: names and ids of its records, and how many there are on all pages. */
export function readNamedRecords(
  root: XmlElement,
  local: string,
): { readonly total: number; readonly records: readonly Named[] } {
  const result = expectRoot(root, 'QueryResultRecords');
  const total = Number(requiredAttribute(result, 'total'));
  if (!Number.isInteger(total))
    throw new AnswerUnreadable('QueryResultRecords has a total that is no number');
  const records = childrenOf(result, local).map((record) => ({
    id: requiredId(record),
    name: requiredAttribute(record, 'name'),
  }));
  return { total, records };
}
