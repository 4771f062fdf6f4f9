import type { XmlAttribute, XmlElement } from './xml-element.ts';

/** How a document is written, as far as XML leaves a choice. */
export interface DocumentStyle {
  /** Wished for, by namespace; others get made-up ones. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** The namespace that goes without a prefix, also inside of values that name types; the root's when absent. */
  readonly defaultUri?: string;
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

/** The document as text: order as given, one default namespace, every other one declared once on the root. */
export function writeDocument(root: XmlElement, style: DocumentStyle): string {
  const { defaultUri = root.uri } = style;
  const prefixes = prefixesOf(root, { ...style, defaultUri });
  const declarations = [...prefixes]
    .filter(([, prefix]) => prefix !== 'xml')
    .map(([uri, prefix]) => ` xmlns:${prefix}="${escapeAttribute(uri)}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, {
    defaultUri,
    prefixes,
    declarations: ` xmlns="${escapeAttribute(defaultUri)}"${declarations.join('')}`,
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

/** Every namespace of the document, attributes' also where it is the default one: they never take that. */
function prefixesOf(
  root: XmlElement,
  { prefixes: wished, defaultUri }: Required<DocumentStyle>,
): ReadonlyMap<string, string> {
  const prefixes = new Map<string, string>();
  const add = (uri: string): void => {
    if (uri === '' || prefixes.has(uri)) return;
    prefixes.set(uri, uri === xmlNamespace ? 'xml' : (wished.get(uri) ?? `n${prefixes.size}`));
  };
  const visit = (at: XmlElement): void => {
    if (at.uri !== defaultUri) add(at.uri);
    for (const attribute of at.attributes) add(attribute.uri);
    for (const child of at.children) if (typeof child !== 'string') visit(child);
  };
  // An element without a namespace hides the default one from its children, which may then need a prefix for it.
  if (hasElementWithoutNamespace(root)) add(defaultUri);
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
// oxlint-disable-next-line no-control-regex -- they are what XML cannot hold
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
