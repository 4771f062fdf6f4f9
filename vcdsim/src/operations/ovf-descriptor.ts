import { badRequest } from '../http/api-error.ts';
import type { Hardware } from '../inventory/entities.ts';
import { MalformedXml, attributeOf, childOf, childrenOf, parseXml, textOf } from '../xml/read.ts';
import type { XmlElement } from '../xml/read.ts';

/** What an upload needs of an OVF descriptor. */
export interface OvfDescriptor {
  /** Undefined size where the descriptor does not say it. */
  readonly files: readonly { readonly name: string; readonly size: number | undefined }[];
  readonly vms: readonly { readonly name: string; readonly hardware: Hardware }[];
}

/** DMTF DSP0243, Envelope. Throws 400 for what is none. */
export function readDescriptor(text: string): OvfDescriptor {
  const root = parsed(text);
  const references = childOf(root, 'References', 'ovf');
  const collections = childrenOf(root, 'VirtualSystemCollection', 'ovf');
  const systems = [root, ...collections].flatMap((parent) => childrenOf(parent, 'VirtualSystem', 'ovf'));
  if (systems.length === 0) throw badRequest('The OVF descriptor has no virtual system.');
  const capacities = readCapacities(childOf(root, 'DiskSection', 'ovf'));
  return {
    files: (references ? childrenOf(references, 'File', 'ovf') : []).map((file) => {
      const size = attributeOf(file, 'size', 'ovf');
      const name = attributeOf(file, 'href', 'ovf');
      if (!name) throw badRequest('A file of the OVF descriptor has no attribute href.');
      return { name, size: size === undefined ? undefined : Number(size) };
    }),
    vms: systems.map((system) => ({
      name: textOf(system, 'Name', 'ovf') ?? attributeOf(system, 'id', 'ovf') ?? 'vm',
      hardware: readHardware(system, capacities),
    })),
  };
}

function parsed(text: string): XmlElement {
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error;
    throw badRequest(`The OVF descriptor is not XML: ${error.message}`);
  }
  if (root.name !== 'Envelope') throw badRequest(`The OVF descriptor is no Envelope but ${root.name}.`);
  return root;
}

/** Megabytes by disk id. */
function readCapacities(section: XmlElement | undefined): ReadonlyMap<string, number> {
  const disks = section ? childrenOf(section, 'Disk', 'ovf') : [];
  return new Map(
    disks.map((disk) => {
      const units = attributeOf(disk, 'capacityAllocationUnits', 'ovf');
      const bytes = Number(attributeOf(disk, 'capacity', 'ovf') ?? 0) * bytesOf(units, 1);
      return [attributeOf(disk, 'diskId', 'ovf') ?? '', Math.max(1, Math.ceil(bytes / 2 ** 20))];
    }),
  );
}

/** `byte * 2^20`, or the old words. */
function bytesOf(units: string | undefined, fallback: number): number {
  const power = /2\s*\^\s*(\d+)/.exec(units ?? '')?.[1];
  if (power !== undefined) return 2 ** Number(power);
  return /^megabytes?$/i.test(units ?? '') ? 2 ** 20 : fallback;
}

const itemTypes = { cpu: '3', memory: '4', nic: '10', disk: '17' } as const;

function readHardware(system: XmlElement, capacities: ReadonlyMap<string, number>): Hardware {
  const section = childOf(system, 'VirtualHardwareSection', 'ovf');
  const items = section ? childrenOf(section, 'Item', 'ovf') : [];
  const of = (type: string) => items.filter((item) => textOf(item, 'ResourceType', 'rasd') === type);
  const [cpu] = of(itemTypes.cpu);
  const [memory] = of(itemTypes.memory);
  const memoryUnits = bytesOf(textOf(memory, 'AllocationUnits', 'rasd'), 2 ** 20);
  const disks = of(itemTypes.disk).map((item, index) => {
    const diskId = textOf(item, 'HostResource', 'rasd')?.split('/').at(-1) ?? '';
    return { instanceId: 2000 + index, sizeMb: capacities.get(diskId) ?? 1 };
  });
  const nics = of(itemTypes.nic).map((item, index) => ({
    index,
    network: 'none',
    mac: `00:50:56:00:00:${String(index + 1).padStart(2, '0')}`,
    adapter: textOf(item, 'ResourceSubType', 'rasd')?.toUpperCase() ?? 'VMXNET3',
    connected: false,
    mode: 'NONE' as const,
    ipAddress: undefined,
  }));
  return {
    os:
      textOf(childOf(system, 'OperatingSystemSection', 'ovf'), 'Description', 'ovf') ??
      'Other Linux (64-bit)',
    cpus: Number(textOf(cpu, 'VirtualQuantity', 'rasd') ?? 1),
    coresPerSocket: 1,
    memoryMb: (Number(textOf(memory, 'VirtualQuantity', 'rasd') ?? 1024) * memoryUnits) / 2 ** 20,
    disks,
    nics,
    primaryNic: 0,
  };
}
