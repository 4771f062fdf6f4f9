import { textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, descendantOf } from '../xml/xml-element.ts';
import { childText, expectRoot } from './reading.ts';

/** A `Metadata` document by key, values as text. */
export function readMetadata(root: XmlElement): ReadonlyMap<string, string> {
  return readMetadataElement(expectRoot(root, 'Metadata'));
}

/** The same, of what only the provider may write. */
export function readSystemMetadata(root: XmlElement): ReadonlyMap<string, string> {
  const metadata = expectRoot(root, 'Metadata');
  return readEntries(
    childrenOf(metadata, 'MetadataEntry').filter((e) => childText(e, 'Domain') === 'SYSTEM'),
  );
}

/** `Metadata` as entities and query records carry it; old servers leave `TypedValue` out. */
export function readMetadataElement(metadata: XmlElement | undefined): ReadonlyMap<string, string> {
  return readEntries(metadata ? childrenOf(metadata, 'MetadataEntry') : []);
}

function readEntries(entries: readonly XmlElement[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((entry) => {
      const key = childText(entry, 'Key');
      const value = descendantOf(entry, 'TypedValue', 'Value') ?? childOf(entry, 'Value');
      return key === undefined ? [] : [[key, value ? textOf(value) : '']];
    }),
  );
}
