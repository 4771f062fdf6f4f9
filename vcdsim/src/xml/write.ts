import { namespaces } from './namespaces.ts';

/** What an attribute or a text can hold. */
export type Scalar = string | number | boolean | Date;
/** Those without a value are left out. */
export type Attributes = Readonly<Record<string, Scalar | undefined>>;
/** What can stand inside of an element; nothing is left out. */
export type XmlChild = XmlNode | readonly XmlChild[] | undefined;

/** An element to be written; the name carries the prefix (`ovf:Item`), none means the vCloud namespace. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Attributes;
  readonly content: Scalar | readonly XmlChild[];
}

/** An element with children; undefined attributes and children are left out. */
export function el(name: string, attributes: Attributes = {}, ...children: readonly XmlChild[]): XmlNode {
  return { name, attributes, content: children };
}

/** An element with text; nothing when the value is undefined. */
export function leaf(name: string, value: Scalar | undefined, attributes: Attributes = {}) {
  return value === undefined ? undefined : { name, attributes, content: value };
}

/** The declarations that every document has. */
const prefixes = Object.entries(namespaces)
  .filter(([prefix]) => prefix !== '' && prefix !== 'vcloud')
  .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  .join('');

/** The document, with all namespace declarations on the root as vCD writes them. */
export function writeXml(root: XmlNode, defaultNamespace: string = namespaces['']): string {
  const declarations = ` xmlns="${escapeAttribute(defaultNamespace)}"${prefixes} xmlns:vcloud="${namespaces.vcloud}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '', declarations)}`;
}

/** An element with all that is inside, on lines of its own; `declarations` stand before its attributes. */
function written({ name, attributes, content }: XmlNode, indent: string, declarations = ''): string {
  let tag = `${indent}<${name}${declarations}`;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value !== undefined) tag += ` ${key}="${escapeAttribute(scalarText(value))}"`;
  }
  if (!isChildren(content)) {
    const text = scalarText(content);
    return text === '' ? `${tag}/>\n` : `${tag}>${escapeText(text)}</${name}>\n`;
  }
  const inside = writtenAll(content, `${indent}  `);
  return inside === '' ? `${tag}/>\n` : `${tag}>\n${inside}${indent}</${name}>\n`;
}

function writtenAll(children: readonly XmlChild[], indent: string): string {
  let all = '';
  for (const child of children) {
    if (child !== undefined) all += isList(child) ? writtenAll(child, indent) : written(child, indent);
  }
  return all;
}

/** The children of an element, none left out and none nested; undefined for an element with text. */
export function childNodes(node: XmlNode): readonly XmlNode[] | undefined {
  return isChildren(node.content) ? flatten(node.content) : undefined;
}

/** The text of an element, as it was put in; undefined for an element with children. */
export function textOf(node: XmlNode): Scalar | undefined {
  return isChildren(node.content) ? undefined : node.content;
}

function isChildren(content: XmlNode['content']): content is readonly XmlChild[] {
  return Array.isArray(content);
}

function isList(child: XmlNode | readonly XmlChild[]): child is readonly XmlChild[] {
  return Array.isArray(child);
}

function flatten(children: readonly XmlChild[]): readonly XmlNode[] {
  const flat: XmlNode[] = [];
  for (const child of children) {
    if (child === undefined) continue;
    if (isList(child)) flat.push(...flatten(child));
    else flat.push(child);
  }
  return flat;
}

function scalarText(value: Scalar): string {
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : String(value);
}

// Characters that XML 1.0 cannot carry at all, not even as references.
// oxlint-disable-next-line no-control-regex -- they are what XML cannot hold
const unrepresentable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

// oxlint-disable-next-line no-control-regex -- and those, with what has a meaning in XML or a form of its own in attributes
const notPlain = /[\u0000-\u001f&<>"\ufffe\uffff]/;

function escapeText(text: string): string {
  if (!notPlain.test(text)) return text;
  return text
    .replace(unrepresentable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string): string {
  if (!notPlain.test(text)) return text;
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
