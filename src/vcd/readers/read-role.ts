import { uuidOf } from '../ids.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf } from '../xml/xml-element.ts';
import { expectRoot, requiredAttribute, requiredId } from './reading.ts';

/** A role as the query service lists it. */
export interface RoleRecord {
  readonly id: string;
  readonly name: string;
  /** Bare UUID; absent where vCD does not say. */
  readonly orgId: string | undefined;
}

const recordNames = new Set(['RoleRecord', 'AdminRoleRecord']);

/** `QueryResultRecords` of the types role and adminRole (vCloud API, query service). */
export function readRoleRecords(root: XmlElement): readonly RoleRecord[] {
  return expectRoot(root, 'QueryResultRecords').children.flatMap((child) =>
    typeof child !== 'string' && recordNames.has(child.local)
      ? [
          {
            id: requiredId(child),
            name: requiredAttribute(child, 'name'),
            orgId: uuidOf(attributeOf(child, 'org') ?? ''),
          },
        ]
      : [],
  );
}

/** Names of the rights in a `Role` document; of an extension's right with its name space: `{cse}:…`. */
export function readRights(root: XmlElement): readonly string[] {
  const references = childOf(expectRoot(root, 'Role'), 'RightReferences');
  return references
    ? childrenOf(references, 'RightReference').map((each) => requiredAttribute(each, 'name'))
    : [];
}
