import type { Named, Vdc } from '../model.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf } from '../xml/xml-element.ts';
import { expectRoot, linksOf, requiredAttribute, requiredId } from './reading.ts';

/** The id of the organization of that name in an `OrgList`. */
export function readOrgId(root: XmlElement, name: string): string | undefined {
  const org = childrenOf(expectRoot(root, 'OrgList'), 'Org').find(
    (each) => attributeOf(each, 'name') === name,
  );
  return org && requiredId(org);
}

/** The name of an `Org`. */
export function readOrgName(root: XmlElement): string {
  return requiredAttribute(expectRoot(root, 'Org'), 'name');
}

/** The id behind an organization's down link of that media type and name (a VDC, a catalog). */
export function readOrgChildId(root: XmlElement, type: string, name: string): string | undefined {
  const link = linksOf(expectRoot(root, 'Org'), 'down', type).find(
    (each) => attributeOf(each, 'name') === name,
  );
  return link && requiredId(link);
}

/** A `Vdc` with the networks and storage profiles that its reader may use. */
export function readVdc(root: XmlElement): Vdc {
  const vdc = expectRoot(root, 'Vdc');
  return {
    id: requiredId(vdc),
    name: requiredAttribute(vdc, 'name'),
    networks: readNamed(childOf(vdc, 'AvailableNetworks'), 'Network'),
    storageProfiles: readNamed(childOf(vdc, 'VdcStorageProfiles'), 'VdcStorageProfile'),
  };
}

function readNamed(list: XmlElement | undefined, local: string): readonly Named[] {
  if (!list) return [];
  return childrenOf(list, local).map((each) => ({
    id: requiredId(each),
    name: requiredAttribute(each, 'name'),
  }));
}
