import type { Hardware } from '../inventory/entities.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { HardwareOwner } from './rasd-items.ts';
import { controllerItem, cpuItem, diskItem, memoryItem, nicItem } from './rasd-items.ts';
import type { View } from './references.ts';
import { absolute, link } from './references.ts';

/** vCloud API, VirtualHardwareSection, with ExtraConfig after the items. */
export function virtualHardwareSection(view: View, owner: HardwareOwner): XmlNode {
  const { hardware, path } = owner;
  const base = `${path}/virtualHardwareSection/`;
  return el(
    'ovf:VirtualHardwareSection',
    {
      'ovf:transport': '',
      'vcloud:href': absolute(view, base),
      'vcloud:type': mediaTypes.virtualHardware,
    },
    leaf('ovf:Info', 'Virtual hardware requirements'),
    el(
      'ovf:System',
      {},
      leaf('vssd:ElementName', 'Virtual Hardware Family'),
      leaf('vssd:InstanceID', 0),
      leaf('vssd:VirtualSystemIdentifier', owner.name),
      leaf('vssd:VirtualSystemType', 'vmx-19'),
    ),
    hardware.nics.map((nic) => nicItem('ovf:Item', nic, hardware)),
    controllerItem(),
    hardware.disks.map((disk) => diskItem('ovf:Item', view, disk, owner.storageProfile)),
    cpuItem('ovf:Item', view, owner),
    memoryItem('ovf:Item', view, owner),
    owner.hasParts ? partLinks(view, base) : undefined,
    [...owner.extraConfig].map(([key, value]) =>
      el('vmw:ExtraConfig', { 'vmw:key': key, 'vmw:value': value, 'ovf:required': true }),
    ),
  );
}

function partLinks(view: View, base: string): readonly XmlNode[] {
  return [
    link(view, 'edit', base, mediaTypes.virtualHardware),
    ...['cpu', 'memory'].flatMap((name) =>
      ['down', 'edit'].map((rel) => link(view, rel, `${base}${name}`, mediaTypes.rasdItem)),
    ),
    ...['disks', 'media', 'networkCards', 'serialPorts'].map((name) =>
      link(view, 'down', `${base}${name}`, mediaTypes.rasdItemsList),
    ),
  ];
}

/** vCloud API, NetworkConnectionSection. */
export function networkConnectionSection(
  view: View,
  path: string,
  hardware: Hardware,
  needsCustomization: boolean,
): XmlNode {
  const at = `${path}/networkConnectionSection/`;
  return el(
    'NetworkConnectionSection',
    { href: absolute(view, at), type: mediaTypes.networkConnection, 'ovf:required': false },
    leaf('ovf:Info', 'Specifies the available VM network connections'),
    leaf('PrimaryNetworkConnectionIndex', hardware.primaryNic),
    hardware.nics.map((nic) =>
      el(
        'NetworkConnection',
        { network: nic.network, needsCustomization },
        leaf('NetworkConnectionIndex', nic.index),
        leaf('IpAddress', nic.ipAddress),
        leaf('IsConnected', nic.connected),
        leaf('MACAddress', nic.mac),
        leaf('IpAddressAllocationMode', nic.mode),
        leaf('NetworkAdapterType', nic.adapter),
      ),
    ),
    link(view, 'edit', at, mediaTypes.networkConnection),
  );
}

/** vCloud API, VmSpecSection; it always has a disk, old clients need one. */
export function vmSpecSection(
  hardware: Hardware,
  toolsVersion: number,
  storageProfile: XmlNode | undefined,
): XmlNode {
  return el(
    'VmSpecSection',
    { Modified: false },
    leaf('ovf:Info', 'Virtual Machine specification'),
    leaf('OsType', hardware.os.startsWith('Ubuntu') ? 'ubuntu64Guest' : 'other3xLinux64Guest'),
    leaf('NumCpus', hardware.cpus),
    leaf('NumCoresPerSocket', hardware.coresPerSocket),
    el('CpuResourceMhz', {}, leaf('Configured', hardware.cpus * 1000)),
    el('MemoryResourceMb', {}, leaf('Configured', hardware.memoryMb)),
    el('MediaSection'),
    el(
      'DiskSection',
      {},
      hardware.disks.map((disk) =>
        el(
          'DiskSettings',
          {},
          leaf('DiskId', disk.instanceId),
          leaf('SizeMb', disk.sizeMb),
          leaf('UnitNumber', disk.instanceId - 2000),
          leaf('BusNumber', 0),
          leaf('AdapterType', 5),
          leaf('ThinProvisioned', true),
          storageProfile,
          leaf('overrideVmDefault', false),
          leaf('iops', 0),
          leaf('VirtualQuantityUnit', 'byte'),
          leaf('VirtualQuantity', disk.sizeMb * 1024 * 1024),
        ),
      ),
    ),
    leaf('HardwareVersion', 'vmx-19'),
    leaf('VmToolsVersion', toolsVersion),
    leaf('VirtualCpuType', 'VM64'),
    leaf('TimeSyncWithHost', false),
  );
}
