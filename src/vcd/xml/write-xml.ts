import { ns, type XmlAttribute, type XmlElement } from './xml-element.ts';

type Attributes = Readonly<Record<string, string | undefined>>;
type Content = XmlElement | string | undefined;

/** An element of the vCloud namespace; attributes and children that are undefined are left out. */
export function vcloud(
  local: string,
  attributes: Attributes = {},
  ...content: readonly Content[]
): XmlElement {
  return element(ns.vcloud, local, attributes, content);
}

/** An element of the OVF envelope namespace. */
export function ovf(local: string, attributes: Attributes = {}, ...content: readonly Content[]): XmlElement {
  return element(ns.ovf, local, attributes, content);
}

function element(
  uri: string,
  local: string,
  attributes: Attributes,
  content: readonly Content[],
): XmlElement {
  return {
    uri,
    local,
    attributes: Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [{ uri: '', local: name, value }],
    ),
    children: content.filter((child) => child !== undefined),
  };
}

const preferredPrefixes: ReadonlyMap<string, string> = new Map([
  [ns.vcloud, 'vcloud'],
  [ns.ovf, 'ovf'],
  [ns.rasd, 'rasd'],
  [ns.vssd, 'vssd'],
  [ns.vmw, 'vmw'],
  [ns.xsi, 'xsi'],
  ['http://www.w3.org/XML/1998/namespace', 'xml'],
]);

/** The document as text: order as given, the root's namespace as default, every other one declared once on the root. */
export function writeXml(root: XmlElement): string {
  const prefixes = prefixesOf(root);
  const declarations = [...prefixes]
    .filter(([, prefix]) => prefix !== 'xml')
    .map(([uri, prefix]) => ` xmlns:${prefix}="${escapeAttribute(uri)}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, {
    defaultUri: root.uri,
    prefixes,
    declarations: ` xmlns="${escapeAttribute(root.uri)}"${declarations.join('')}`,
  })}`;
}

interface Names {
  readonly defaultUri: string;
  readonly prefixes: ReadonlyMap<string, string>;
  readonly declarations: string;
}

function writeElement(at: XmlElement, names: Names): string {
  // Only a copied foreign element can be without a namespace; it must not fall into ours.
  const undeclare = at.uri === '' && names.defaultUri !== '';
  const inner: Names = { ...names, defaultUri: undeclare ? '' : names.defaultUri, declarations: '' };
  const name = elementName(at, inner);
  const attributes = at.attributes.map((each) => writeAttribute(each, names.prefixes)).join('');
  const head = `${name}${undeclare ? ' xmlns=""' : ''}${names.declarations}${attributes}`;
  const content = at.children
    .map((child) => (typeof child === 'string' ? escapeText(child) : writeElement(child, inner)))
    .join('');
  return content === '' ? `<${head}/>` : `<${head}>${content}</${name}>`;
}

function elementName(at: XmlElement, names: Names): string {
  if (at.uri === names.defaultUri) return at.local;
  return `${prefixOf(at.uri, names.prefixes)}:${at.local}`;
}

function writeAttribute(attribute: XmlAttribute, prefixes: ReadonlyMap<string, string>): string {
  const prefix = attribute.uri === '' ? '' : `${prefixOf(attribute.uri, prefixes)}:`;
  return ` ${prefix}${attribute.local}="${escapeAttribute(attribute.value)}"`;
}

function prefixOf(uri: string, prefixes: ReadonlyMap<string, string>): string {
  const prefix = prefixes.get(uri);
  if (prefix === undefined) throw new Error(`namespace ${uri} was not declared`);
  return prefix;
}

/** Every namespace below the root, also its own one: an unprefixed attribute never takes the default namespace. */
function prefixesOf(root: XmlElement): ReadonlyMap<string, string> {
  const prefixes = new Map<string, string>();
  const add = (uri: string): void => {
    if (uri === '' || prefixes.has(uri)) return;
    prefixes.set(uri, preferredPrefixes.get(uri) ?? `n${prefixes.size}`);
  };
  const visit = (at: XmlElement): void => {
    if (at.uri !== root.uri) add(at.uri);
    for (const attribute of at.attributes) add(attribute.uri);
    for (const child of at.children) if (typeof child !== 'string') visit(child);
  };
  // An element without a namespace hides the default one from its children, which may need the root's prefix.
  if (hasElementWithoutNamespace(root)) add(root.uri);
  visit(root);
  return prefixes;
}

function hasElementWithoutNamespace(at: XmlElement): boolean {
  return (
    at.uri === '' ||
    at.children.some((child) => typeof child !== 'string' && hasElementWithoutNamespace(child))
  );
}

// A guest's error text can hold terminal escapes; XML 1.0 has no way to write them.
// oxlint-disable-next-line no-control-regex
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(notXml, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string): string {
  // A reader turns a bare line break of an attribute into a blank; as a reference it stays.
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
