import type { Disk, Hardware, Nic, StorageProfile } from '../inventory/entities.ts';
import type { Attributes, Scalar, XmlChild, XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { View } from './references.ts';
import { absolute, link } from './references.ts';

/** What the sections of a VM need to know about it; templates have no extra configuration. */
export interface HardwareOwner {
  readonly name: string;
  /** Path of the VM, `/api/vApp/vm-…`. */
  readonly path: string;
  readonly hardware: Hardware;
  readonly extraConfig: ReadonlyMap<string, string>;
  readonly storageProfile: StorageProfile | undefined;
  /** Its parts have addresses of their own; those of a template have none. */
  readonly hasParts: boolean;
}

// The order of the published schema: clients that bind strictly read an item in no other.
const rasdOrder = [
  'Address',
  'AddressOnParent',
  'AllocationUnits',
  'AutomaticAllocation',
  'AutomaticDeallocation',
  'Caption',
  'ChangeableType',
  'ConfigurationName',
  'Connection',
  'ConsumerVisibility',
  'Description',
  'ElementName',
  'Generation',
  'HostResource',
  'InstanceID',
  'Limit',
  'MappingBehavior',
  'OtherResourceType',
  'Parent',
  'PoolID',
  'Reservation',
  'ResourceSubType',
  'ResourceType',
  'VirtualQuantity',
  'VirtualQuantityUnits',
  'Weight',
] as const;

type RasdField = (typeof rasdOrder)[number];
type RasdValue = Scalar | { readonly text: Scalar; readonly attributes: Attributes };
type RasdFields = Readonly<Partial<Record<RasdField, RasdValue>>>;

// vCD spells unused fields out as nil, except these, which are absent.
const absentFields: ReadonlySet<RasdField> = new Set(['Connection', 'Description', 'HostResource']);

function rasdItem(
  element: string,
  attributes: Attributes,
  fields: RasdFields,
  rest: readonly XmlChild[] = [],
) {
  const children = rasdOrder.map((field) => {
    const value = fields[field];
    if (value === undefined) {
      return absentFields.has(field) ? undefined : el(`rasd:${field}`, { 'xsi:nil': true });
    }
    const isScalar = typeof value !== 'object' || value instanceof Date;
    return isScalar ? leaf(`rasd:${field}`, value) : leaf(`rasd:${field}`, value.text, value.attributes);
  });
  return el(element, attributes, children, rest);
}

/** Attributes of an item that can be read and edited by itself. */
function ownAddress(view: View, path: string): Attributes {
  return { 'vcloud:href': absolute(view, path), 'vcloud:type': mediaTypes.rasdItem };
}

/** The processors of a machine, as OVF has them. */
export function cpuItem(element: string, view: View, { hardware, path }: HardwareOwner): XmlNode {
  const at = `${path}/virtualHardwareSection/cpu`;
  const fields: RasdFields = {
    AllocationUnits: 'hertz * 10^6',
    Description: 'Number of Virtual CPUs',
    ElementName: `${hardware.cpus} virtual CPU(s)`,
    InstanceID: 4,
    Reservation: 0,
    ResourceType: 3,
    VirtualQuantity: hardware.cpus,
    VirtualQuantityUnits: 'hertz * 10^6',
    Weight: 0,
  };
  return rasdItem(element, ownAddress(view, at), fields, [
    leaf('vmw:CoresPerSocket', hardware.coresPerSocket, { 'ovf:required': false }),
    link(view, 'edit', at, mediaTypes.rasdItem),
  ]);
}

/** The memory of a machine in MB, as OVF has it. */
export function memoryItem(element: string, view: View, { hardware, path }: HardwareOwner): XmlNode {
  const at = `${path}/virtualHardwareSection/memory`;
  const fields: RasdFields = {
    AllocationUnits: 'byte * 2^20',
    Description: 'Memory Size',
    ElementName: `${hardware.memoryMb} MB of memory`,
    InstanceID: 5,
    Reservation: 0,
    ResourceType: 4,
    VirtualQuantity: hardware.memoryMb,
    VirtualQuantityUnits: 'byte * 2^20',
    Weight: 0,
  };
  return rasdItem(element, ownAddress(view, at), fields, [link(view, 'edit', at, mediaTypes.rasdItem)]);
}

/** The SCSI controller that every VM has. */
export function controllerItem(): XmlNode {
  return rasdItem(
    'ovf:Item',
    {},
    {
      Address: 0,
      Description: 'SCSI Controller',
      ElementName: 'SCSI Controller 0',
      InstanceID: 2,
      ResourceSubType: 'VirtualSCSI',
      ResourceType: 6,
    },
  );
}

/** A network card of a machine, as OVF has it. */
export function nicItem(element: string, nic: Nic, hardware: Hardware): XmlNode {
  return rasdItem(
    element,
    {},
    {
      Address: nic.mac,
      AddressOnParent: nic.index,
      AutomaticAllocation: nic.connected,
      Connection: {
        text: nic.network,
        attributes: {
          'vcloud:ipAddressingMode': nic.mode,
          'vcloud:ipAddress': nic.ipAddress,
          'vcloud:primaryNetworkConnection': nic.index === hardware.primaryNic,
        },
      },
      Description: `${nic.adapter} ethernet adapter on "${nic.network}"`,
      ElementName: `Network adapter ${nic.index}`,
      InstanceID: nic.index + 1,
      ResourceSubType: nic.adapter,
      ResourceType: 10,
    },
  );
}

/** A disk of a machine, as OVF has it. */
export function diskItem(
  element: string,
  view: View,
  disk: Disk,
  storageProfile: StorageProfile | undefined,
): XmlNode {
  const profileHref = storageProfile && absolute(view, `/api/vdcStorageProfile/${storageProfile.id}`);
  return rasdItem(
    element,
    {},
    {
      AddressOnParent: disk.instanceId - 2000,
      Description: 'Hard disk',
      ElementName: `Hard disk ${disk.instanceId - 1999}`,
      HostResource: {
        text: '',
        attributes: {
          'vcloud:storageProfileHref': profileHref,
          'vcloud:busType': 6,
          'vcloud:busSubType': 'VirtualSCSI',
          'vcloud:capacity': disk.sizeMb,
          'vcloud:iops': 0,
          'vcloud:storageProfileOverrideVmDefault': false,
        },
      },
      InstanceID: disk.instanceId,
      Parent: 2,
      ResourceType: 17,
      VirtualQuantity: disk.sizeMb * 1024 * 1024,
      VirtualQuantityUnits: 'byte',
    },
  );
}
