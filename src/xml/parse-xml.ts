import { SaxesParser, type SaxesAttributeNS } from 'saxes';
import type { XmlAttribute, XmlElement } from './xml-element.ts';

/** The text is not one whole, well-formed document, or holds what vCD never sends (a DTD). */
export class XmlUnreadable extends Error {
  override readonly name = 'XmlUnreadable';
}

interface Open {
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: (XmlElement | string)[];
}

const xmlns = 'http://www.w3.org/2000/xmlns/';

/** Reads one whole document; throws `XmlUnreadable` at the first fault, never returns part of a document. */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;

  parser.on('error', (fault) => {
    throw new XmlUnreadable(fault.message);
  });
  // Nothing of vCD has a DTD; without one there are no entities to expand or to fetch.
  parser.on('doctype', () => {
    throw new XmlUnreadable('a document type is not accepted');
  });
  parser.on('opentag', (tag) => {
    const element: Open = {
      uri: tag.uri,
      local: tag.local,
      attributes: attributesOf(tag.attributes),
      children: [],
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (content: string): void => {
    open.at(-1)?.children.push(content);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);

  parser.write(text).close();
  if (!root) throw new XmlUnreadable('there is no element');
  return root;
}

function attributesOf(given: Readonly<Record<string, SaxesAttributeNS>>): readonly XmlAttribute[] {
  const attributes: XmlAttribute[] = [];
  for (const name of Object.keys(given)) {
    const attribute = given[name];
    if (!attribute || attribute.uri === xmlns) continue;
    attributes.push({ uri: attribute.uri, local: attribute.local, value: attribute.value });
  }
  return attributes;
}
