import type { VmChange } from '../model.ts';
import { textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, ns } from '../xml/xml-element.ts';
import { ovf, vcloud, writeXml } from '../xml/write-xml.ts';

const cpu = '3';
const memory = '4';

/** What vCD must be told again when a VM changes. */
export interface VmAsRead {
  readonly name: string;
  readonly description?: string;
  readonly hardware: XmlElement;
}

/**
 * Partial `Vm` for `reconfigureVm`: the hardware as read with the change applied, and the description, which vCD
 * would erase (terraform-provider-vcd, issue 630). Nothing else: vCD leaves absent sections alone. CPU and memory are
 * changed in their hardware items and not in a `VmSpecSection`: one that counts (`Modified`) overrides the hardware
 * section of the same request (vApp.xsd), ExtraConfig included.
 */
export function reconfigureBody(vm: VmAsRead, change: VmChange): string {
  const { name, description, hardware } = vm;
  const system = childOf(hardware, 'System', ns.ovf);
  const items = childrenOf(hardware, 'Item', ns.ovf).map((item) => changedItem(item, change));
  const extraConfig = Object.entries(change.extraConfig ?? {}).map(([key, value]) =>
    extraConfigElement(key, value),
  );
  return writeXml(
    vcloud(
      'Vm',
      { name },
      description === undefined ? undefined : vcloud('Description', {}, description),
      ovf(
        'VirtualHardwareSection',
        {},
        ovf('Info', {}, 'Virtual hardware requirements'),
        system,
        ...items,
        ...extraConfig,
      ),
    ),
  );
}

function changedItem(item: XmlElement, change: VmChange): XmlElement {
  const kept = withoutLinks(item);
  const type = rasdText(item, 'ResourceType');
  if (type === cpu && change.cpus !== undefined) return withCpus(kept, change.cpus);
  if (type === memory && change.memoryMb !== undefined) {
    return withQuantity(kept, change.memoryMb, `${change.memoryMb} MB of memory`);
  }
  return kept;
}

/** Links of an item are vCD's to write. */
function withoutLinks(item: XmlElement): XmlElement {
  return {
    ...item,
    children: item.children.filter(
      (child) => typeof child === 'string' || !(child.local === 'Link' && child.uri === ns.vcloud),
    ),
  };
}

function withCpus(item: XmlElement, cpus: number): XmlElement {
  const changed = withQuantity(item, cpus, `${cpus} virtual CPU(s)`);
  const perSocket = childOf(item, 'CoresPerSocket', ns.vmw);
  // vCD refuses a number of CPUs that does not fill its sockets.
  if (!perSocket || cpus % Number(textOf(perSocket)) === 0) return changed;
  return withChildText(changed, ns.vmw, 'CoresPerSocket', '1');
}

function withQuantity(item: XmlElement, quantity: number, label: string): XmlElement {
  const named = withChildText(item, ns.rasd, 'ElementName', label);
  return withChildText(named, ns.rasd, 'VirtualQuantity', String(quantity));
}

function withChildText(item: XmlElement, uri: string, local: string, text: string): XmlElement {
  return {
    ...item,
    children: item.children.map((child) =>
      typeof child !== 'string' && child.uri === uri && child.local === local
        ? { ...child, attributes: child.attributes.filter(({ uri }) => uri !== ns.xsi), children: [text] }
        : child,
    ),
  };
}

function rasdText(item: XmlElement, local: string): string | undefined {
  const child = childOf(item, local, ns.rasd);
  return child && textOf(child).trim();
}

function extraConfigElement(key: string, value: string): XmlElement {
  return {
    uri: ns.vmw,
    local: 'ExtraConfig',
    attributes: [
      { uri: ns.vmw, local: 'key', value: key },
      { uri: ns.vmw, local: 'value', value },
      { uri: ns.ovf, local: 'required', value: 'true' },
    ],
    children: [],
  };
}
