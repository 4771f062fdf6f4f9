import { badRequest } from '../http/api-error.ts';
import type { Hardware } from '../inventory/entities.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, childrenOf, textOf } from '../xml/read.ts';

/** What a request wants of the hardware; what it does not name stays. */
export interface HardwareChange {
  readonly sizes: Partial<Pick<Hardware, 'cpus' | 'coresPerSocket' | 'memoryMb' | 'disks'>>;
  /** An empty value removes the key. */
  readonly extraConfig: ReadonlyMap<string, string>;
}

const cpuType = '3';
const memoryType = '4';
const diskType = '17';

/** vCloud API, VirtualHardwareSection of a request: items for CPU, memory and disks, and ExtraConfig. */
export function readHardwareChange(section: XmlElement | undefined): HardwareChange {
  const items = section ? childrenOf(section, 'Item', 'ovf') : [];
  const extraConfig = (section ? childrenOf(section, 'ExtraConfig', 'vmw') : []).map(readExtraConfig);
  return { sizes: readItems(items), extraConfig: new Map(extraConfig) };
}

/** The sizes that a list of items asks for; a single item as well. */
export function readItems(items: readonly XmlElement[]): HardwareChange['sizes'] {
  const sizes: { -readonly [Field in keyof HardwareChange['sizes']]: HardwareChange['sizes'][Field] } = {};
  const disks: { instanceId: number; sizeMb: number }[] = [];
  for (const item of items) {
    switch (textOf(item, 'ResourceType', 'rasd') ?? '') {
      case cpuType: {
        sizes.cpus = quantityOf(item);
        const cores = textOf(item, 'CoresPerSocket', 'vmw');
        if (cores) sizes.coresPerSocket = Number(cores);
        break;
      }
      case memoryType:
        sizes.memoryMb = quantityOf(item);
        break;
      case diskType:
        disks.push(readDisk(item));
        break;
      default:
        break;
    }
  }
  if (disks.length > 0) sizes.disks = disks;
  return sizes;
}

function readDisk(item: XmlElement): { instanceId: number; sizeMb: number } {
  const host = item.children.find((child) => child.name === 'HostResource');
  const sizeMb = Number(
    attributeOf(host, 'capacity', 'vcloud') ?? attributeOf(host, 'capacity') ?? Number.NaN,
  );
  const instanceId = Number(textOf(item, 'InstanceID', 'rasd'));
  if (!(sizeMb > 0)) throw badRequest('A disk has no capacity.');
  return { instanceId, sizeMb };
}

function quantityOf(item: XmlElement): number {
  const quantity = Number(textOf(item, 'VirtualQuantity', 'rasd'));
  if (!Number.isInteger(quantity) || quantity < 1) {
    throw badRequest("validation error on field 'VirtualQuantity': not a positive integer");
  }
  return quantity;
}

function readExtraConfig(element: XmlElement): readonly [string, string] {
  const key = attributeOf(element, 'key', 'vmw') ?? attributeOf(element, 'key');
  if (!key) throw badRequest('ExtraConfig has no attribute key.');
  return [key, attributeOf(element, 'value', 'vmw') ?? attributeOf(element, 'value') ?? ''];
}
