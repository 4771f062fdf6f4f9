/** An attribute; `uri` is empty for one without a prefix. */
export interface XmlAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

/** An element with its children in document order. Prefixes do not exist here: names are namespace URI and local name. */
export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | string)[];
}

/** Namespace URIs of the vCloud API (vCloud API, schemas of version 1.5). */
export const ns = {
  vcloud: 'http://www.vmware.com/vcloud/v1.5',
  versions: 'http://www.vmware.com/vcloud/versions',
  ovf: 'http://schemas.dmtf.org/ovf/envelope/1',
  rasd: 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData',
  vssd: 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData',
  vmw: 'http://www.vmware.com/schema/ovf',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
} as const;

/** Value of an attribute, undefined when it is absent. */
export function attributeOf(element: XmlElement, local: string, uri = ''): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.uri === uri)?.value;
}

/** Child elements of that name, in document order. */
export function childrenOf(
  element: XmlElement,
  local: string,
  uri: string = ns.vcloud,
): readonly XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && child.local === local && child.uri === uri,
  );
}

/** The first child element of that name. */
export function childOf(element: XmlElement, local: string, uri: string = ns.vcloud): XmlElement | undefined {
  return childrenOf(element, local, uri)[0];
}

/** The element at the end of a path of first children, all in the vCloud namespace. */
export function descendantOf(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, local) => at && childOf(at, local), element);
}

/** Character data of an element without that of its children. */
export function textOf(element: XmlElement): string {
  return element.children.filter((child) => typeof child === 'string').join('');
}
