import { writeDocument } from '#xml/write-xml.ts';
import { elementOf, type XmlElement } from '#xml/xml-element.ts';
import { ns } from './xml-element.ts';

type Attributes = Readonly<Record<string, string | undefined>>;
type Content = XmlElement | string | undefined;

/** An element of the vCloud namespace; attributes and children that are undefined are left out. */
export function vcloud(
  local: string,
  attributes: Attributes = {},
  ...content: readonly Content[]
): XmlElement {
  return elementOf({ uri: ns.vcloud, local }, attributes, content);
}

/** An element of the namespace of vCD's extension API, which is the provider's. */
export function vmext(
  local: string,
  attributes: Attributes = {},
  ...content: readonly Content[]
): XmlElement {
  return elementOf({ uri: ns.vmext, local }, attributes, content);
}

/** An element of the OVF envelope namespace. */
export function ovf(local: string, attributes: Attributes = {}, ...content: readonly Content[]): XmlElement {
  return elementOf({ uri: ns.ovf, local }, attributes, content);
}

const prefixes: ReadonlyMap<string, string> = new Map([
  [ns.vcloud, 'vcloud'],
  [ns.vmext, 'vmext'],
  [ns.ovf, 'ovf'],
  [ns.rasd, 'rasd'],
  [ns.vssd, 'vssd'],
  [ns.vmw, 'vmw'],
  [ns.xsi, 'xsi'],
]);

/** A request body as text, with the prefixes that people know from vCD's own documents. */
export function writeXml(root: XmlElement): string {
  return writeDocument(root, { prefixes });
}
