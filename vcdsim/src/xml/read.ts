import { SaxesParser } from 'saxes';
import { namespaces } from './namespaces.ts';
import type { Prefix } from './namespaces.ts';

/** One element of a parsed document; names are local, namespaces are URIs, prefixes are forgotten. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** All text directly inside the element. */
  readonly text: string;
}

/** An attribute with its namespace. */
export interface XmlAttribute {
  /** Empty for an attribute without prefix. */
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

/** The text is not a well-formed, namespace-well-formed document without a document type. */
export class MalformedXml extends Error {
  override readonly name = 'MalformedXml';
}

/** Parses strictly: truncated input, undeclared prefixes, two roots or a DOCTYPE throw `MalformedXml`. */
export function parseXml(text: string): XmlElement {
  interface Open extends XmlElement {
    children: XmlElement[];
    text: string;
  }
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw new MalformedXml(error.message);
  });
  parser.on('doctype', () => {
    throw new MalformedXml('DOCTYPE is not allowed');
  });
  parser.on('opentag', (tag) => {
    const attributes = Object.values(tag.attributes)
      .filter((attribute) => attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns')
      .map(({ uri, local, value }) => ({ namespace: uri, name: local, value }));
    const element: Open = { namespace: tag.uri, name: tag.local, attributes, children: [], text: '' };
    stack.at(-1)?.children.push(element);
    root ??= element;
    stack.push(element);
  });
  const addText = (text: string): void => {
    const open = stack.at(-1);
    if (open) open.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    stack.pop();
  });
  parser.write(text).close();
  if (!root) throw new MalformedXml('empty document');
  return root;
}

/** The children of one name; the prefix says the namespace. */
export function childrenOf(element: XmlElement, name: string, prefix: Prefix = ''): readonly XmlElement[] {
  return element.children.filter((c) => c.name === name && c.namespace === namespaces[prefix]);
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string, prefix: Prefix = '') {
  return element?.children.find((c) => c.name === name && c.namespace === namespaces[prefix]);
}

/** Trimmed text of a child; undefined when there is no such child. */
export function textOf(element: XmlElement | undefined, name: string, prefix: Prefix = '') {
  return childOf(element, name, prefix)?.text.trim();
}

/** An attribute without prefix, or with one when a prefix is named. */
export function attributeOf(element: XmlElement | undefined, name: string, prefix?: Prefix) {
  const namespace = prefix === undefined ? '' : namespaces[prefix];
  return element?.attributes.find((a) => a.name === name && a.namespace === namespace)?.value;
}

/** `true`, `True` and `1` are true, everything else that is present is false. */
export function booleanOf(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : ['true', '1'].includes(value.trim().toLowerCase());
}
