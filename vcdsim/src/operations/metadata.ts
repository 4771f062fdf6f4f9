import type { MetadataOwner } from '../documents/metadata-documents.ts';
import { metadataXsiTypes } from '../documents/metadata-documents.ts';
import { badRequest, forbidden } from '../http/api-error.ts';
import type { MetadataEntry, MetadataSet, MetadataType } from '../inventory/entities.ts';
import { checkOrder, schemaOrder } from '../xml/order.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, childOf, childrenOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';

const maxEntries = 100;
const maxValueLength = 3000;
const maxKeyBytes = 256;

/** vCloud API, Metadata: the entries of a request. Throws 400, or 403 for the system's domain. */
export function readMetadata(caller: Caller, body: XmlElement): readonly MetadataEntry[] {
  return childrenOf(body, 'MetadataEntry').map((element) => {
    checkOrder(element, schemaOrder.metadataEntry);
    return readEntry(caller, element, textOf(element, 'Key') ?? '');
  });
}

/** vCloud API, MetadataValue: key and domain come from the URL. */
export function readMetadataValue(caller: Caller, body: XmlElement, key: string): MetadataEntry {
  return readEntry(caller, body, key);
}

function readEntry(caller: Caller, element: XmlElement, key: string): MetadataEntry {
  if (key === '' || Buffer.byteLength(key) > maxKeyBytes) throw badRequest('The metadata key is not valid.');
  const { domain, visibility } = readDomain(caller, childOf(element, 'Domain'));
  const typed = childOf(element, 'TypedValue');
  const value = childOf(typed ?? element, 'Value')?.text ?? '';
  if (value.length > maxValueLength) throw badRequest(`The value of metadata "${key}" is too long.`);
  const type = typed ? readType(attributeOf(typed, 'type', 'xsi')) : 'STRING';
  if (type === 'NUMBER' && !/^[+-]?\d+$/.test(value)) throw badRequest(`"${value}" is not a number.`);
  return { domain, visibility, key, type, value };
}

function readDomain(
  caller: Caller,
  element: XmlElement | undefined,
): Pick<MetadataEntry, 'domain' | 'visibility'> {
  const visibility = attributeOf(element, 'visibility')?.toUpperCase();
  switch (element?.text.trim() ?? 'GENERAL') {
    case 'GENERAL':
      if ((visibility ?? 'READWRITE') === 'READWRITE') return { domain: 'GENERAL', visibility: 'READWRITE' };
      break;
    case 'SYSTEM':
      if (!caller.administrator) throw forbidden();
      if (visibility === 'PRIVATE' || visibility === 'READONLY') return { domain: 'SYSTEM', visibility };
      break;
    default:
      break;
  }
  throw badRequest('The metadata domain and visibility do not go together.');
}

function readType(xsiType: string | undefined): MetadataType {
  // The prefix of the type differs from client to client.
  const name = xsiType?.split(':').at(-1);
  for (const [type, known] of Object.entries(metadataXsiTypes)) {
    // Keys of that table are the types.
    if (known === name) return type as MetadataType;
  }
  throw badRequest(`The metadata type ${xsiType ?? ''} is not known.`);
}

/** Keys that are there already get the new value. */
export function putEntries(metadata: MetadataSet, entries: readonly MetadataEntry[]): void {
  for (const entry of entries) metadata.set(`${entry.domain}:${entry.key}`, entry);
}

/** Throws 400 when the entries would not fit. */
export function checkRoom(owner: MetadataOwner, entries: readonly MetadataEntry[]): void {
  const keys = new Set([...owner.metadata.keys(), ...entries.map(({ domain, key }) => `${domain}:${key}`)]);
  if (keys.size > maxEntries) throw badRequest(`No more than ${maxEntries} metadata entries are allowed.`);
}
