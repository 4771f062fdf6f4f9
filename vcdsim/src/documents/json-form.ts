import type { Scalar, XmlNode } from '../xml/write.ts';
import { childNodes, textOf } from '../xml/write.ts';

type Json = Scalar | readonly Json[] | { readonly [name: string]: Json };

/** Elements whose children of these names are lists in JSON, however many there are. */
const lists: Readonly<Record<string, readonly string[]>> = {
  AccessSettings: ['AccessSetting'],
  ApiFilters: ['ApiFilter'],
  AuthorizedLocations: ['Location'],
  AvailableNetworks: ['Network'],
  CatalogItems: ['CatalogItem'],
  Catalogs: ['CatalogReference'],
  Children: ['Vm'],
  DiskSection: ['DiskSettings'],
  Files: ['File'],
  GroupReferences: ['GroupReference'],
  Groups: ['GroupReference'],
  IpRanges: ['IpRange'],
  IpScopes: ['IpScope'],
  Metadata: ['MetadataEntry'],
  NetworkConfigSection: ['NetworkConfig'],
  NetworkConnectionSection: ['NetworkConnection'],
  NetworkSection: ['Network'],
  Networks: ['Network'],
  OrganizationReferences: ['OrganizationReference'],
  OrgList: ['Org'],
  OrgRights: ['RightReference'],
  ProviderVdcReferences: ['ProviderVdcReference'],
  ResourceEntities: ['ResourceEntity'],
  RightReferences: ['RightReference'],
  RoleReferences: ['RoleReference'],
  SupportedHardwareVersions: ['SupportedHardwareVersion'],
  SupportedVersions: ['VersionInfo'],
  Tasks: ['Task'],
  TasksList: ['Task'],
  Users: ['UserReference'],
  Vdcs: ['Vdc'],
  VdcStorageProfiles: ['VdcStorageProfile'],
  VirtualHardwareSection: ['Item'],
};

/** Elements whose sections lie together in one list `section`, each saying of which type it is. */
const holdersOfSections = new Set(['VApp', 'VAppTemplate', 'Vm']);

/** In these namespaces text is never bare: it may have attributes. */
const wrappedText = new Set(['ovf', 'rasd', 'vssd']);

/** The JSON form of a document of /api, as vCD's binding makes it of the same types; fields that are null are left out. */
export function jsonForm(root: XmlNode): string {
  return JSON.stringify(objectOf(root));
}

/** The content type, or the type of a link, of the JSON form. */
export function jsonType(type: string): string {
  return type === 'text/xml' ? 'application/json' : type.replace(/\+xml$/, '+json');
}

function objectOf(node: XmlNode): { readonly [name: string]: Json } {
  const name = localName(node.name);
  const object: Record<string, Json> = {};
  for (const [attribute, value] of Object.entries(node.attributes)) {
    if (value === undefined) continue;
    if (attribute === 'xsi:type') object['_type'] = value;
    else object[propertyName(attribute)] = attribute.endsWith('type') ? jsonType(String(value)) : value;
  }
  const text = textOf(node);
  if (text !== undefined) return { ...object, value: text };
  for (const list of listsIn(name)) object[list] = [];
  for (const child of childNodes(node) ?? []) put(object, name, child);
  return object;
}

/** Lists are there also when they are empty. */
function listsIn(name: string): readonly string[] {
  if (name === 'QueryResultRecords') return ['record'];
  if (isReferences(name)) return ['reference'];
  return (lists[name] ?? []).map(propertyName);
}

/** The references that a query gives. */
function isReferences(name: string): boolean {
  return name.endsWith('References') && !lists[name];
}

function put(object: Record<string, Json>, parent: string, child: XmlNode): void {
  const name = localName(child.name);
  if (name === 'Link') append(object, 'link', objectOf(child));
  else if (parent === 'QueryResultRecords')
    append(object, 'record', { _type: `QueryResult${name}Type`, ...objectOf(child) });
  else if (isReferences(parent)) append(object, 'reference', objectOf(child));
  else if (holdersOfSections.has(parent) && name.endsWith('Section'))
    append(object, 'section', { _type: `${name}Type`, ...objectOf(child) });
  else if (lists[parent]?.includes(name)) append(object, propertyName(name), valueOf(child));
  else object[propertyName(name)] = valueOf(child);
}

function append(object: Record<string, Json>, name: string, value: Json): void {
  const list = object[name];
  object[name] = Array.isArray(list) ? [...(list as readonly Json[]), value] : [value];
}

function valueOf(node: XmlNode): Json {
  const isBare = Object.values(node.attributes).every((value) => value === undefined);
  const [prefix = ''] = node.name.split(':');
  const text = textOf(node);
  return text !== undefined && isBare && !wrappedText.has(prefix) ? text : objectOf(node);
}

function localName(name: string): string {
  return name.split(':').at(-1) ?? name;
}

/** `VmQuota` is vmQuota, `MACAddress` macAddress, `IM` im, `VCpuInMhz2` vCpuInMhz2. */
function propertyName(name: string): string {
  return localName(name).replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z])/, (start) => start.toLowerCase());
}
