import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, ns } from '../xml/xml-element.ts';
import { childText, wholeNumber } from './reading.ts';

const resourceType = { cpu: '3', memory: '4', nic: '10' } as const;

/** The hardware section of a VM, which is in the OVF namespace. */
export function hardwareOf(vm: XmlElement): XmlElement | undefined {
  return childOf(vm, 'VirtualHardwareSection', ns.ovf);
}

/** CPUs and memory (MB): of `VmSpecSection`, or of the hardware items where a server has no such section. */
export function readSize(vm: XmlElement): {
  readonly cpus: number | undefined;
  readonly memoryMb: number | undefined;
} {
  const spec = childOf(vm, 'VmSpecSection');
  const specMemory = spec && childOf(spec, 'MemoryResourceMb');
  return {
    cpus: wholeNumber(spec && childText(spec, 'NumCpus')) ?? quantityOf(vm, resourceType.cpu),
    memoryMb:
      wholeNumber(specMemory && childText(specMemory, 'Configured')) ?? quantityOf(vm, resourceType.memory),
  };
}

/** `vmw:ExtraConfig` by key; a later one of the same key wins. */
export function readExtraConfig(vm: XmlElement): ReadonlyMap<string, string> {
  const hardware = hardwareOf(vm);
  const entries = hardware ? childrenOf(hardware, 'ExtraConfig', ns.vmw) : [];
  return new Map(
    entries.flatMap((entry) => {
      const key = vmwAttribute(entry, 'key');
      return key === undefined ? [] : [[key, vmwAttribute(entry, 'value') ?? '']];
    }),
  );
}

/** Adapter type of the NIC at an index, as the hardware items name it. */
export function nicAdapterOf(vm: XmlElement, index: number): string | undefined {
  const nic = itemsOf(vm, resourceType.nic).find((item) => rasd(item, 'AddressOnParent') === String(index));
  return nic && rasd(nic, 'ResourceSubType');
}

/** The address of the NIC at an index, as the hardware items show it. */
export function nicAddressOf(vm: XmlElement, index: number): string | undefined {
  const nic = itemsOf(vm, resourceType.nic).find((item) => rasd(item, 'AddressOnParent') === String(index));
  const connection = nic && childOf(nic, 'Connection', ns.rasd);
  return (connection && attributeOf(connection, 'ipAddress', ns.vcloud)) || undefined;
}

function quantityOf(vm: XmlElement, type: string): number | undefined {
  const item = itemsOf(vm, type)[0];
  return wholeNumber(item && rasd(item, 'VirtualQuantity'));
}

function itemsOf(vm: XmlElement, type: string): readonly XmlElement[] {
  const hardware = hardwareOf(vm);
  if (!hardware) return [];
  return childrenOf(hardware, 'Item', ns.ovf).filter((item) => rasd(item, 'ResourceType') === type);
}

function rasd(item: XmlElement, local: string): string | undefined {
  const child = childOf(item, local, ns.rasd);
  return child && textOf(child).trim();
}

/** The schema qualifies these attributes; not every server does. */
function vmwAttribute(entry: XmlElement, local: string): string | undefined {
  return attributeOf(entry, local, ns.vmw) ?? attributeOf(entry, local);
}
