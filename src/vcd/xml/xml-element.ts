import { childrenNamed, xsi, type XmlElement } from '#xml/xml-element.ts';

/** Namespace URIs of the vCloud API (vCloud API, schemas of version 1.5). */
export const ns = {
  vcloud: 'http://www.vmware.com/vcloud/v1.5',
  vmext: 'http://www.vmware.com/vcloud/extension/v1.5',
  versions: 'http://www.vmware.com/vcloud/versions',
  ovf: 'http://schemas.dmtf.org/ovf/envelope/1',
  rasd: 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData',
  vssd: 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData',
  vmw: 'http://www.vmware.com/schema/ovf',
  xsi,
} as const;

/** Child elements of that name, in document order. */
export function childrenOf(
  element: XmlElement,
  local: string,
  uri: string = ns.vcloud,
): readonly XmlElement[] {
  return childrenNamed(element, local, uri);
}

/** The first child element of that name. */
export function childOf(element: XmlElement, local: string, uri: string = ns.vcloud): XmlElement | undefined {
  return childrenOf(element, local, uri)[0];
}

/** The element at the end of a path of first children, all in the vCloud namespace. */
export function descendantOf(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, local) => at && childOf(at, local), element);
}
