import type { MetadataEntry, MetadataSet, MetadataType } from '../inventory/entities.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { View } from './references.ts';
import { absolute, link } from './references.ts';

/** The thing that has the metadata. */
export interface MetadataOwner {
  readonly path: string;
  readonly type: string;
  readonly metadata: MetadataSet;
}

/** The names of the types of values in documents. */
export const metadataXsiTypes: Readonly<Record<MetadataType, string>> = {
  STRING: 'MetadataStringValue',
  NUMBER: 'MetadataNumberValue',
  BOOLEAN: 'MetadataBooleanValue',
  DATETIME: 'MetadataDateTimeValue',
};

/** vCloud API, Metadata; tenants do not see private entries. */
export function metadataDocument(view: View, owner: MetadataOwner): XmlNode {
  const path = `${owner.path}/metadata`;
  return el(
    'Metadata',
    { href: absolute(view, path), type: mediaTypes.metadata },
    link(view, 'up', owner.path, owner.type),
    link(view, 'add', path, mediaTypes.metadata),
    visibleEntries(view, owner.metadata).map((entry) => {
      const at = entryPath(owner, entry);
      return el(
        'MetadataEntry',
        { href: absolute(view, at), type: mediaTypes.metadataValue },
        link(view, 'up', path, mediaTypes.metadata),
        link(view, 'edit', at, mediaTypes.metadataValue),
        link(view, 'remove', at),
        domainElement(entry),
        leaf('Key', entry.key),
        typedValue(entry),
      );
    }),
  );
}

/** vCloud API, MetadataValue. */
export function metadataValueDocument(view: View, owner: MetadataOwner, entry: MetadataEntry): XmlNode {
  const at = entryPath(owner, entry);
  return el(
    'MetadataValue',
    { href: absolute(view, at), type: mediaTypes.metadataValue },
    link(view, 'up', `${owner.path}/metadata`, mediaTypes.metadata),
    link(view, 'edit', at, mediaTypes.metadataValue),
    link(view, 'remove', at),
    domainElement(entry),
    typedValue(entry),
  );
}

/** Private entries are the provider's. */
export function visibleEntries(view: View, metadata: MetadataSet): readonly MetadataEntry[] {
  return [...metadata.values()].filter((entry) => view.administrator || entry.visibility !== 'PRIVATE');
}

/** The domain of an entry with its visibility. */
export function domainElement(entry: MetadataEntry): XmlNode | undefined {
  return leaf('Domain', entry.domain, { visibility: entry.visibility });
}

/** The value of an entry, which says its type. */
export function typedValue(entry: MetadataEntry): XmlNode {
  return el('TypedValue', { 'xsi:type': metadataXsiTypes[entry.type] }, leaf('Value', entry.value));
}

function entryPath(owner: MetadataOwner, entry: MetadataEntry): string {
  const domain = entry.domain === 'SYSTEM' ? 'SYSTEM/' : '';
  return `${owner.path}/metadata/${domain}${encodeURIComponent(entry.key)}`;
}
