import type { XmlElement } from '../xml/read.ts';
import { MalformedXml, parseXml } from '../xml/read.ts';
import type { VimFault } from './vim-fault.ts';
import { invalidArgument, invalidRequest } from './vim-fault.ts';
import type { VimReference, VimValue } from './vim-values.ts';
import { escapeXml, reference, writeFields, writeValue } from './vim-values.ts';

const envelopeNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const xsiNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** A call of a method: SOAP 1.1, namespace `urn:vim25`. */
export interface VimCall {
  readonly method: string;
  readonly self: VimReference;
  readonly arguments: XmlElement;
}

/** Reads an envelope. Throws `InvalidRequest` for what is none. */
export function readCall(text: string): VimCall {
  const envelope = parse(text);
  const body = envelope.children.find(
    (child) => child.name === 'Body' && child.namespace === envelopeNamespace,
  );
  const call = body?.children[0];
  if (!call) throw invalidRequest('The request has no body.');
  if (call.namespace !== 'urn:vim25') throw invalidRequest(`Unknown namespace ${call.namespace}.`);
  const self = find(call, '_this');
  if (!self) throw invalidRequest('The request has no _this.');
  return { method: call.name, self: readReference(self), arguments: call };
}

function parse(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof MalformedXml) throw invalidRequest(error.message);
    throw error;
  }
}

/** `<vm type="VirtualMachine">vm-57</vm>` */
export function readReference(element: XmlElement): VimReference {
  const type = element.attributes.find(({ name, namespace }) => name === 'type' && namespace === '')?.value;
  return reference(type ?? '', element.text.trim());
}

/** The `xsi:type` of an element without its prefix. */
export function typeOf(element: XmlElement): string {
  const value = element.attributes.find(
    ({ name, namespace }) => name === 'type' && namespace === xsiNamespace,
  )?.value;
  return value?.slice(value.indexOf(':') + 1) ?? '';
}

/** The first child of that name. */
export function find(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All children of that name. */
export function findAll(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The child. Throws `InvalidArgument` where it is missing. */
export function need(element: XmlElement | undefined, name: string): XmlElement {
  const found = find(element, name);
  if (!found) throw invalidArgument(name);
  return found;
}

/** Text as it stands: blanks at the ends of a password or of arguments count. */
export function textIn(element: XmlElement | undefined, name: string): string | undefined {
  return find(element, name)?.text;
}

/** The text of a child; throws a fault where there is none. */
export function needText(element: XmlElement | undefined, name: string): string {
  return need(element, name).text;
}

/** A child that says yes; absent is no. */
export function flagIn(element: XmlElement | undefined, name: string): boolean {
  return ['true', '1'].includes(find(element, name)?.text.trim() ?? '');
}

/** A whole number. Throws `InvalidArgument` for anything else that is there. */
export function numberIn(element: XmlElement | undefined, name: string): number | undefined {
  const found = find(element, name)?.text.trim();
  if (found === undefined) return undefined;
  if (!/^-?\d+$/.test(found)) throw invalidArgument(name);
  return Number(found);
}

/** The answer of a method; nothing where it gives nothing. */
export function writeAnswer(method: string, returned: VimValue | undefined): string {
  const value = returned ? writeValue('returnval', returned) : '';
  return envelope(`<${method}Response xmlns="urn:vim25">${value}</${method}Response>`);
}

/** A fault with its type in the detail. */
export function writeFault(fault: VimFault): string {
  const { type, fields } = fault;
  // A request that cannot be read is the client's fault, everything else the server's: so does vCenter.
  const code = type === 'InvalidRequest' ? 'Client' : 'ServerFaultCode';
  const detail = `<${type}Fault xmlns="urn:vim25" xsi:type="${type}">${writeFields(fields)}</${type}Fault>`;
  return envelope(
    `<soapenv:Fault><faultcode>${code}</faultcode><faultstring>${escapeXml(fault.message)}</faultstring><detail>${detail}</detail></soapenv:Fault>`,
  );
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="${envelopeNamespace}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="${xsiNamespace}">
<soapenv:Body>
${body}
</soapenv:Body>
</soapenv:Envelope>
`;
}
