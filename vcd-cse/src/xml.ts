import { SaxesParser } from 'saxes';

/** An element by its local name; the documents that the client reads use one namespace each. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const xmlns = 'http://www.w3.org/2000/xmlns/';

/** Reads one whole, well-formed document without a DTD; undefined for everything else. */
export function readXml(document: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let sound = true;
  parser.on('error', () => {
    sound = false;
  });
  parser.on('doctype', () => {
    sound = false;
  });
  parser.on('opentag', (tag) => {
    const attributes = new Map(
      Object.values(tag.attributes)
        .filter(({ uri }) => uri !== xmlns)
        .map(({ local, value }) => [local, value]),
    );
    const element: OpenElement = { name: tag.local, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(document.replace(/^\uFEFF/, '')).close();
  return sound ? root : undefined;
}

/** The children called `name`. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The trimmed text of the first child called `name`. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return childrenOf(element, name)[0]?.text.trim();
}
