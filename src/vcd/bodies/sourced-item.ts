import { mediaType } from '../media-types.ts';
import type { NewVm } from '../model.ts';
import { paths, type Href } from '../hrefs.ts';
import type { XmlElement } from '#xml/xml-element.ts';
import { ovf, vcloud } from '../xml/write-xml.ts';

/** One VM to copy from a template: `SourcedItem` of compose and recompose, children in schema order (vApp.xsd). */
export function sourcedItem(vm: NewVm, href: Href): XmlElement {
  return vcloud(
    'SourcedItem',
    {},
    vcloud('Source', {
      href: href(paths.templateVm(vm.source.vmId)),
      id: `urn:vcloud:vm:${vm.source.vmId}`,
      type: mediaType.vm,
      name: vm.source.vmName,
    }),
    vcloud(
      'VmGeneralParams',
      {},
      vcloud('Name', {}, vm.name),
      vcloud('Description', {}, vm.description),
      vcloud('NeedsCustomization', {}, 'true'),
    ),
    vcloud('InstantiationParams', {}, networkConnectionSection(vm), guestCustomizationSection(vm)),
    vm.storageProfile &&
      vcloud('StorageProfile', {
        href: href(paths.storageProfile(vm.storageProfile.id)),
        id: `urn:vcloud:vdcstorageProfile:${vm.storageProfile.id}`,
        type: mediaType.vdcStorageProfile,
        name: vm.storageProfile.name,
      }),
  );
}

function networkConnectionSection(vm: NewVm): XmlElement {
  const index = String(vm.nic.index);
  return vcloud(
    'NetworkConnectionSection',
    {},
    ovf('Info', {}, 'Network of the node'),
    vcloud('PrimaryNetworkConnectionIndex', {}, index),
    vcloud(
      'NetworkConnection',
      { network: vm.nic.network },
      vcloud('NetworkConnectionIndex', {}, index),
      vcloud('IsConnected', {}, 'true'),
      vcloud('IpAddressAllocationMode', {}, vm.nic.allocation === 'dhcp' ? 'DHCP' : 'POOL'),
      vm.nic.adapter === undefined ? undefined : vcloud('NetworkAdapterType', {}, vm.nic.adapter),
    ),
  );
}

function guestCustomizationSection(vm: NewVm): XmlElement {
  return vcloud(
    'GuestCustomizationSection',
    {},
    ovf('Info', {}, 'Guest customization of the node'),
    vcloud('Enabled', {}, 'true'),
    ...adminPassword(vm),
    vm.customizationScript === undefined
      ? undefined
      : vcloud('CustomizationScript', {}, vm.customizationScript),
    vcloud('ComputerName', {}, vm.name),
  );
}

function adminPassword({ adminPassword: password }: NewVm): readonly XmlElement[] {
  if (password === undefined) return [vcloud('AdminPasswordEnabled', {}, 'false')];
  return [
    vcloud('AdminPasswordEnabled', {}, 'true'),
    vcloud('AdminPasswordAuto', {}, 'false'),
    vcloud('AdminPassword', {}, password),
    vcloud('ResetPasswordRequired', {}, 'false'),
  ];
}
