import { ns } from '../xml/xml-element.ts';
import { vcloud, writeXml } from '../xml/write-xml.ts';

/** Who sees entries and may change them (vCloud API, Metadata). */
export interface MetadataDomain {
  readonly domain: 'GENERAL' | 'SYSTEM';
  readonly visibility: 'READWRITE' | 'PRIVATE';
}

const forTenants: MetadataDomain = { domain: 'GENERAL', visibility: 'READWRITE' };

/** `Metadata` to merge: string values, unless said otherwise for tenants, as CSE 1.2.7 writes them (its section 6.3). */
export function metadataBody(
  entries: Readonly<Record<string, string>>,
  { domain, visibility }: MetadataDomain = forTenants,
): string {
  return writeXml(
    vcloud(
      'Metadata',
      {},
      ...Object.entries(entries).map(([key, value]) =>
        vcloud(
          'MetadataEntry',
          {},
          vcloud('Domain', { visibility }, domain),
          vcloud('Key', {}, key),
          stringValue(value),
        ),
      ),
    ),
  );
}

/** The type's name has no prefix because `writeXml` makes the vCloud namespace the default one. */
function stringValue(value: string) {
  return {
    ...vcloud('TypedValue', {}, vcloud('Value', {}, value)),
    attributes: [{ uri: ns.xsi, local: 'type', value: 'MetadataStringValue' }],
  };
}
