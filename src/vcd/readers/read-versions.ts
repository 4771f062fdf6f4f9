import { textOf, type XmlElement } from '#xml/xml-element.ts';
import { childrenOf, childOf, ns } from '../xml/xml-element.ts';
import { expectRoot } from './reading.ts';

/** The API versions that `SupportedVersions` offers, as written (`31.0`). */
export function readVersions(root: XmlElement): readonly string[] {
  return childrenOf(expectRoot(root, 'SupportedVersions', ns.versions), 'VersionInfo', ns.versions).flatMap(
    (info) => {
      const version = childOf(info, 'Version', ns.versions);
      return version ? [textOf(version).trim()] : [];
    },
  );
}
