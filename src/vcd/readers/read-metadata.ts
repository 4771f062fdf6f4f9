import { childOf, childrenOf, descendantOf, textOf, type XmlElement } from '../xml/xml-element.ts';
import { childText, expectRoot } from './reading.ts';

/** A `Metadata` document by key, values as text. */
export function readMetadata(root: XmlElement): ReadonlyMap<string, string> {
  return readMetadataElement(expectRoot(root, 'Metadata'));
}

/** `Metadata` as entities and query records carry it; old servers leave `TypedValue` out. */
export function readMetadataElement(metadata: XmlElement | undefined): ReadonlyMap<string, string> {
  const entries = metadata ? childrenOf(metadata, 'MetadataEntry') : [];
  return new Map(
    entries.flatMap((entry) => {
      const key = childText(entry, 'Key');
      const value = descendantOf(entry, 'TypedValue', 'Value') ?? childOf(entry, 'Value');
      return key === undefined ? [] : [[key, value ? textOf(value) : '']];
    }),
  );
}
