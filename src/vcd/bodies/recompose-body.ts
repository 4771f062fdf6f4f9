import { paths, type Href } from '../hrefs.ts';
import type { NewVm } from '../model.ts';
import { vcloud, writeXml } from '../xml/write-xml.ts';
import { sourcedItem } from './sourced-item.ts';

/** `RecomposeVAppParams`: VMs to add, powered off, and undeployed VMs to remove, in one task. */
export function recomposeBody(
  change: { readonly add?: readonly NewVm[]; readonly removeVmIds?: readonly string[] },
  href: Href,
): string {
  const { add = [], removeVmIds = [] } = change;
  return writeXml(
    vcloud(
      'RecomposeVAppParams',
      { deploy: 'false', powerOn: 'false' },
      ...add.map((vm) => sourcedItem(vm, href)),
      vcloud('AllEULAsAccepted', {}, 'true'),
      ...removeVmIds.map((id) => vcloud('DeleteItem', { href: href(paths.vm(id)) })),
    ),
  );
}
