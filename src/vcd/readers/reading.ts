import { uuidOf } from '../ids.ts';
import { sameMediaType } from '../media-types.ts';
import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, ns } from '../xml/xml-element.ts';

/** An answer is well-formed but lacks what the schema promises, or holds another document. */
export class AnswerUnreadable extends Error {
  override readonly name = 'AnswerUnreadable';
}

/** The root itself when it is the document that was asked for. */
export function expectRoot(root: XmlElement, local: string, uri: string = ns.vcloud): XmlElement {
  if (root.local === local && root.uri === uri) return root;
  throw new AnswerUnreadable(`it is {${root.uri}}${root.local} and not ${local}`);
}

/** An attribute that must be there. */
export function requiredAttribute(element: XmlElement, local: string): string {
  const value = attributeOf(element, local);
  if (value === undefined) throw new AnswerUnreadable(`${element.local} has no attribute ${local}`);
  return value;
}

/** Bare UUID out of `id` (URN) or, where that is absent, out of `href`. */
export function requiredId(element: XmlElement): string {
  const id = optionalId(element);
  if (id === undefined) throw new AnswerUnreadable(`${element.local} has no id and no href with one`);
  return id;
}

/** As `requiredId`, undefined when neither attribute holds a UUID. */
export function optionalId(element: XmlElement): string | undefined {
  return uuidOf(attributeOf(element, 'id') ?? '') ?? uuidOf(attributeOf(element, 'href') ?? '');
}

/** A whole number; undefined when the text is absent or is not one. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** `xs:dateTime`, whatever its zone, in UTC; undefined when the text is absent or is none. */
export function instant(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** A whole number in an attribute that must be there. */
export function requiredNumber(element: XmlElement, local: string): number {
  const value = wholeNumber(requiredAttribute(element, local));
  if (value === undefined) throw new AnswerUnreadable(`${element.local} has a ${local} that is no number`);
  return value;
}

/** Text of a child element of the vCloud namespace. */
export function childText(element: XmlElement, local: string): string | undefined {
  const child = childOf(element, local);
  return child && textOf(child).trim();
}

/** `xs:boolean`; what is absent is false. */
export function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1';
}

/** Links of one kind: `rel` as written, media type without regard to case. */
export function linksOf(element: XmlElement, rel: string, type: string): readonly XmlElement[] {
  return childrenOf(element, 'Link').filter(
    (link) => attributeOf(link, 'rel') === rel && sameMediaType(attributeOf(link, 'type'), type),
  );
}
