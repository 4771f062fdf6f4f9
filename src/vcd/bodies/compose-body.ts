import type { Href } from '../hrefs.ts';
import type { Named, NewVm } from '../model.ts';
import { vcloud, writeXml } from '../xml/write-xml.ts';
import { networkConfigSection } from './network-config-section.ts';
import { sourcedItem } from './sourced-item.ts';

/** `ComposeVAppParams`: a vApp bridged to one organization network, with all its VMs, nothing deployed. */
export function composeBody(
  params: {
    readonly name: string;
    readonly description: string;
    readonly network: Named;
    readonly vms: readonly NewVm[];
  },
  href: Href,
): string {
  return writeXml(
    vcloud(
      'ComposeVAppParams',
      { name: params.name, deploy: 'false', powerOn: 'false' },
      vcloud('Description', {}, params.description),
      vcloud('InstantiationParams', {}, networkConfigSection(params.network, href)),
      ...params.vms.map((vm) => sourcedItem(vm, href)),
      vcloud('AllEULAsAccepted', {}, 'true'),
    ),
  );
}
