import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import type { VimReference } from '../model.ts';
import { childOf, childrenOf, ns } from '../xml/xml-element.ts';
import { optionalId } from './reading.ts';

/** Where vCenter has a VM: `VmVimInfo` in the administrator's view of it (vCloud API, VMs). */
export function readVimReference(vm: XmlElement): VimReference | undefined {
  const infos = childrenOf(vm, 'VCloudExtension').flatMap((each) => childrenOf(each, 'VmVimInfo', ns.vmext));
  const references = infos.flatMap((info) => info.children.filter((child) => typeof child !== 'string'));
  // Its datastore and its host are named in the same form.
  const found = references.find((each) => vmextText(each, 'VimObjectType') === 'VIRTUAL_MACHINE');
  const server = found && childOf(found, 'VimServerRef', ns.vmext);
  const id = server && optionalId(server);
  const moRef = found && vmextText(found, 'MoRef');
  if (!server || id === undefined || !moRef) return undefined;
  return { server: { id, name: attributeOf(server, 'name') ?? '' }, moRef };
}

function vmextText(element: XmlElement, local: string): string | undefined {
  const child = childOf(element, local, ns.vmext);
  return child && textOf(child).trim();
}
