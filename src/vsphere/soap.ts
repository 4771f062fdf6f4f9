import { parseXml, XmlUnreadable } from '#xml/parse-xml.ts';
import { writeDocument } from '#xml/write-xml.ts';
import { attributeOf, childrenNamed, elementOf, textOf, xsi, type XmlElement } from '#xml/xml-element.ts';
import { faultKinds, VsphereError } from './errors.ts';

/** A managed object (vSphere API): what methods are called on and properties are read of. */
export interface ManagedObject {
  readonly type: string;
  readonly id: string;
}

const vim25 = 'urn:vim25';
const envelope = 'http://schemas.xmlsoap.org/soap/envelope/';

type Content = XmlElement | string | undefined;

/** An element of the vSphere API. Arguments are sequences: their order is the schema's. */
export function vim(local: string, ...content: readonly Content[]): XmlElement {
  return elementOf({ uri: vim25, local }, {}, content);
}

/** An argument of which the schema only knows a base type. */
export function typed(local: string, type: string, ...content: readonly Content[]): XmlElement {
  return { ...vim(local, ...content), attributes: [{ uri: xsi, local: 'type', value: type }] };
}

/** An argument of a call that names a managed object. */
export function objectArgument(local: string, { type, id }: ManagedObject): XmlElement {
  return elementOf({ uri: vim25, local }, { type }, [id]);
}

/** A whole request. Types are named without a prefix, as all known clients do, so theirs is the default namespace. */
export function soapRequest(method: string, self: ManagedObject, args: readonly Content[]): string {
  const call = vim(method, objectArgument('_this', self), ...args);
  const body = elementOf({ uri: envelope, local: 'Body' }, {}, [call]);
  return writeDocument(elementOf({ uri: envelope, local: 'Envelope' }, {}, [body]), {
    prefixes: new Map([
      [envelope, 'soapenv'],
      [xsi, 'xsi'],
    ]),
    defaultUri: vim25,
  });
}

/** What a method returned: its `returnval` elements. Throws `VsphereError` for a fault or what is no answer to it. */
export function readReply(method: string, text: string): readonly XmlElement[] {
  const content = bodyOf(method, text);
  if (content.uri === envelope && content.local === 'Fault') throw faultOf(method, content);
  if (content.local !== `${method}Response`) throw unreadable(method, `it holds ${content.local}`);
  return vimChildren(content, 'returnval');
}

/** Child elements of the vSphere API, in order. */
export function vimChildren(element: XmlElement, local: string): readonly XmlElement[] {
  return childrenNamed(element, local, vim25);
}

/** Text at the end of a path of first children; undefined where one of them is missing. */
export function vimText(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  const at = path.reduce<XmlElement | undefined>((at, local) => at && vimChildren(at, local)[0], element);
  return at && textOf(at);
}

/** The `xsi:type` without its prefix, which may be any. */
export function typeOf(element: XmlElement): string {
  return (attributeOf(element, 'type', xsi) ?? '').replace(/^.*:/, '');
}

/** What a fault that stands inside of an answer means. */
export function errorOfFault(method: string, type: string, words: string, detail?: XmlElement): VsphereError {
  const kind = faultKinds[type] ?? 'unavailable';
  const privilege = type === 'NoPermission' ? vimText(detail, 'privilegeId') : undefined;
  const more = privilege === undefined ? words : `the privilege ${privilege} is missing`;
  return new VsphereError(kind, type, [`${method}: ${type || 'fault'}`, more].filter(Boolean).join(': '));
}

function bodyOf(method: string, text: string): XmlElement {
  try {
    const root = parseXml(text);
    const [body] = childrenNamed(root, 'Body', envelope);
    const content = body?.children.find((child) => typeof child !== 'string');
    if (content) return content;
  } catch (error) {
    if (!(error instanceof XmlUnreadable)) throw error;
    throw unreadable(method, error.message);
  }
  throw unreadable(method, 'it is no SOAP message');
}

function faultOf(method: string, fault: XmlElement): VsphereError {
  // SOAP 1.1 leaves these without a namespace; some servers have a default one in scope.
  const inside = fault.children.filter((child) => typeof child !== 'string');
  const words = inside.find(({ local }) => local === 'faultstring');
  const detail = inside.find(({ local }) => local === 'detail');
  const cause = detail?.children.find((child) => typeof child !== 'string');
  // The element is named after the fault, too, where its type is not said.
  const type = cause ? typeOf(cause) || cause.local.replace(/Fault$/, '') : '';
  return errorOfFault(method, type, words ? textOf(words).trim() : '', cause);
}

function unreadable(method: string, why: string): VsphereError {
  return new VsphereError('unavailable', '', `the answer to ${method} cannot be read: ${why}`);
}
