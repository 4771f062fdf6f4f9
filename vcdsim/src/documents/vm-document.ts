import type { GuestCustomization, Vm } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { World } from '../world.ts';
import type { XmlChild, XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';

import { networkConnectionSection, virtualHardwareSection, vmSpecSection } from './hardware-sections.ts';
import { mediaTypes } from './media-types.ts';
import type { HardwareOwner } from './rasd-items.ts';
import type { Reference, View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';
import { tasksElement } from './task-document.ts';

const toolsVersion = 12352;

/** vCloud API, Vm, whole. */
export function vmDocument(world: World, view: View, vm: Vm): XmlNode {
  const self = referTo.vm(vm);
  const owner = hardwareOwner(world, vm);
  const profile = owner.storageProfile && referTo.storageProfile(owner.storageProfile);
  const toolsRun = vm.running !== undefined && world.guestsTalk;
  return el(
    'Vm',
    {
      needsCustomization: vm.needsCustomization,
      nestedHypervisorEnabled: false,
      deployed: vm.deployed,
      status: vm.status,
      name: vm.name,
      id: self.id,
      href: absolute(view, self.href),
      type: self.type,
    },
    view.administrator ? vimExtension(world, view, vm) : undefined,
    vmLinks(view, vm, self),
    leaf('Description', vm.description),
    tasksElement(world, view, vm.id),
    virtualHardwareSection(view, owner),
    operatingSystemSection(view, self.href, vm.hardware.os),
    networkConnectionSection(view, self.href, vm.hardware, vm.needsCustomization),
    guestCustomizationSection(view, self.href, vm.id, vm.guest),
    el(
      'RuntimeInfoSection',
      {
        'vcloud:href': absolute(view, `${self.href}/runtimeInfoSection`),
        'vcloud:type': 'application/vnd.vmware.vcloud.virtualHardwareSection+xml',
      },
      leaf('ovf:Info', 'Specifies Runtime info'),
      toolsRun ? el('VMWareTools', { version: toolsVersion }) : undefined,
    ),
    el(
      'SnapshotSection',
      {
        href: absolute(view, `${self.href}/snapshotSection`),
        type: 'application/vnd.vmware.vcloud.snapshotSection+xml',
        'ovf:required': false,
      },
      leaf('ovf:Info', 'Snapshot information section'),
    ),
    vmSpecSection(
      vm.hardware,
      toolsRun ? toolsVersion : 0,
      profile && pointer(view, 'StorageProfile', profile),
    ),
    leaf('DateCreated', vm.created),
    leaf('VAppScopedLocalId', vm.name),
    vm.status === entityStatus.poweredOn ? ovfEnvironment(vm) : undefined,
    el(
      'VmCapabilities',
      { href: absolute(view, `${self.href}/vmCapabilities/`), type: mediaTypes.vmCapabilities },
      link(view, 'edit', `${self.href}/vmCapabilities/`, mediaTypes.vmCapabilities),
      leaf('MemoryHotAddEnabled', false),
      leaf('CpuHotAddEnabled', false),
    ),
    profile && pointer(view, 'StorageProfile', profile),
  );
}

/** The VM as the hardware sections want it; what the guest reports overlays what the API set. */
export function hardwareOwner(world: World, vm: Vm): HardwareOwner {
  return {
    name: vm.name,
    path: referTo.vm(vm).href,
    hardware: vm.hardware,
    extraConfig: shownConfig(vm),
    storageProfile: world.inventory.storageProfiles.get(vm.storageProfileId),
    hasParts: true,
  };
}

/** A guest clears a key by emptying it, also one that the API had set. */
function shownConfig(vm: Vm): ReadonlyMap<string, string> {
  const merged = new Map([...vm.extraConfig, ...vm.guestInfo]);
  return new Map([...merged].filter(([, value]) => value !== ''));
}

function vmLinks(view: View, vm: Vm, self: Reference): readonly XmlChild[] {
  const at = (path: string): string => `${self.href}${path}`;
  const power = (name: string): XmlNode => link(view, `power:${name}`, at(`/power/action/${name}`));
  const on = vm.status === entityStatus.poweredOn;
  return [
    on
      ? ['powerOff', 'reboot', 'reset', 'shutdown', 'suspend'].map(power)
      : [power('powerOn'), link(view, 'deploy', at('/action/deploy'), mediaTypes.deployVAppParams)],
    vm.deployed
      ? link(view, 'undeploy', at('/action/undeploy'), mediaTypes.undeployVAppParams)
      : link(view, 'remove', self.href),
    link(view, 'edit', self.href, mediaTypes.vm),
    link(view, 'down', at('/metadata'), mediaTypes.metadata),
    link(view, 'reconfigureVm', at('/action/reconfigureVm'), mediaTypes.vm, vm.name),
    link(view, 'up', `/api/vApp/vapp-${vm.vAppId}`, mediaTypes.vApp),
  ];
}

/** What operating system a machine is said to have. */
export function operatingSystemSection(view: View, path: string, os: string): XmlNode {
  const at = `${path}/operatingSystemSection/`;
  return el(
    'ovf:OperatingSystemSection',
    {
      'ovf:id': os.startsWith('Ubuntu') ? 94 : 101,
      'vcloud:href': absolute(view, at),
      'vcloud:type': mediaTypes.operatingSystem,
      'vmw:osType': os.startsWith('Ubuntu') ? 'ubuntu64Guest' : 'other3xLinux64Guest',
    },
    leaf('ovf:Info', 'Specifies the operating system installed'),
    leaf('ovf:Description', os),
    link(view, 'edit', at, mediaTypes.operatingSystem),
  );
}

/** vCloud API, GuestCustomizationSection; the password is shown, CSE logs into the guest with it. */
export function guestCustomizationSection(
  view: View,
  path: string,
  vmId: string,
  guest: GuestCustomization,
): XmlNode {
  const at = `${path}/guestCustomizationSection/`;
  return el(
    'GuestCustomizationSection',
    { href: absolute(view, at), type: mediaTypes.guestCustomization, 'ovf:required': false },
    leaf('ovf:Info', 'Specifies Guest OS Customization Settings'),
    leaf('Enabled', guest.enabled),
    leaf('ChangeSid', guest.changeSid),
    leaf('VirtualMachineId', vmId),
    leaf('JoinDomainEnabled', false),
    leaf('UseOrgSettings', false),
    leaf('AdminPasswordEnabled', guest.adminPasswordEnabled),
    leaf('AdminPasswordAuto', guest.adminPasswordAuto),
    leaf('AdminPassword', guest.adminPassword),
    leaf('AdminAutoLogonEnabled', false),
    leaf('AdminAutoLogonCount', 0),
    leaf('ResetPasswordRequired', guest.resetPasswordRequired),
    leaf('CustomizationScript', guest.customizationScript),
    leaf('ComputerName', guest.computerName),
    link(view, 'edit', at, mediaTypes.guestCustomization),
  );
}

/** The environment of a running VM: here tenants and old clients read its name in vCenter. */
function ovfEnvironment(vm: Vm): XmlNode {
  const property = (key: string, value: string): XmlNode =>
    el('ovfenv:Property', { 'ovfenv:key': key, 'ovfenv:value': value });
  return el(
    'ovfenv:Environment',
    { 'ovfenv:id': '', 've:vCenterId': vm.moref },
    el(
      'ovfenv:PlatformSection',
      {},
      leaf('ovfenv:Kind', 'VMware ESXi'),
      leaf('ovfenv:Version', '8.0.2'),
      leaf('ovfenv:Vendor', 'VMware, Inc.'),
      leaf('ovfenv:Locale', 'en'),
    ),
    el(
      'ovfenv:PropertySection',
      {},
      property('vCloud_UseSysPrep', 'None'),
      property('vCloud_bitMask', '1'),
      property('vCloud_computerName', vm.guest.computerName),
      property('vCloud_numnics', String(vm.hardware.nics.length)),
      property('vCloud_primaryNic', String(vm.hardware.primaryNic)),
      vm.hardware.nics.flatMap((nic) =>
        nic.ipAddress === undefined ? [] : [property(`vCloud_ip_${nic.index}`, nic.ipAddress)],
      ),
    ),
  );
}

/** Administrators see which object of which vCenter the VM is; the schema wants it before everything else. */
function vimExtension(world: World, view: View, vm: Vm): XmlNode | undefined {
  const vCenter = world.inventory.vCenterOf(vm);
  if (!vCenter) return undefined;
  const vimObject = (element: string, moref: string, type: string): XmlNode =>
    el(
      element,
      {},
      pointer(view, 'vmext:VimServerRef', referTo.vCenter(vCenter)),
      leaf('vmext:MoRef', moref),
      leaf('vmext:VimObjectType', type),
    );
  return el(
    'VCloudExtension',
    { required: false },
    el(
      'vmext:VmVimInfo',
      {},
      vimObject('vmext:VmVimObjectRef', vm.moref, 'VIRTUAL_MACHINE'),
      vimObject('vmext:DatastoreVimObjectRef', 'datastore-1', 'DATASTORE'),
      vimObject('vmext:HostVimObjectRef', 'host-1', 'HOST'),
      leaf('vmext:VirtualDisksMaxChainLength', 1),
    ),
  );
}
