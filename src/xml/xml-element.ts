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

/** Namespace of `xsi:type`. */
export const xsi = 'http://www.w3.org/2001/XMLSchema-instance';

/** Value of an attribute, undefined when it is absent. */
export function attributeOf(element: XmlElement, local: string, uri = ''): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.uri === uri)?.value;
}

/** Child elements of that name and namespace, in document order. */
export function childrenNamed(element: XmlElement, local: string, uri: string): readonly XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && child.local === local && child.uri === uri,
  );
}

/** Character data of an element without that of its children. */
export function textOf(element: XmlElement): string {
  return element.children.filter((child) => typeof child === 'string').join('');
}

/** Attributes by name and what is inside, in order; what is undefined is left out. */
export function elementOf(
  name: { readonly uri: string; readonly local: string },
  attributes: Readonly<Record<string, string | undefined>>,
  content: readonly (XmlElement | string | undefined)[],
): XmlElement {
  return {
    uri: name.uri,
    local: name.local,
    attributes: Object.entries(attributes).flatMap(([local, value]) =>
      value === undefined ? [] : [{ uri: '', local, value }],
    ),
    children: content.filter((child) => child !== undefined),
  };
}
