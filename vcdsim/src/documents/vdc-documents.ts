import type { Network, StorageProfile, VApp, Vdc } from '../inventory/entities.ts';
import { poolSize } from '../inventory/ip-pool.ts';
import type { World } from '../world.ts';
import type { XmlChild, XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';

/** vCloud API, Vdc; `vApps` are those that the caller may see. */
export function vdcDocument(world: World, view: View, vdc: Vdc, vApps: readonly VApp[]): XmlNode {
  const self = referTo.vdc(vdc);
  return el(
    'Vdc',
    { status: 1, name: vdc.name, id: self.id, href: absolute(view, self.href), type: self.type },
    vdcLinks(view, vdc),
    vdcContent(world, view, vdc, vApps),
  );
}

/** vCloud API, AdminVdc. */
export function adminVdcDocument(world: World, view: View, vdc: Vdc): XmlNode {
  const self = referTo.adminVdc(vdc);
  return el(
    'AdminVdc',
    { status: 1, name: vdc.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'up', referTo.adminOrg(world.inventory.org(vdc.orgId)).href, mediaTypes.adminOrg),
    link(view, 'edit', self.href, mediaTypes.adminVdc),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'alternate', referTo.vdc(vdc).href, mediaTypes.vdc),
    link(view, 'disable', `${self.href}/action/disable`),
    vdcContent(world, view, vdc, world.inventory.vAppsOf(vdc.id)),
    leaf('ResourceGuaranteedMemory', 0.2),
    leaf('ResourceGuaranteedCpu', 0),
    leaf('VCpuInMhz', 1000),
    leaf('IsThinProvision', true),
    leaf('UsesFastProvisioning', true),
    leaf('OverCommitAllowed', true),
    leaf('VmDiscoveryEnabled', false),
  );
}

const action = (vdc: Vdc, name: string): string => `${referTo.vdc(vdc).href}/action/${name}`;
const actionType = (name: string): string => `application/vnd.vmware.vcloud.${name}+xml`;

function vdcLinks(view: View, vdc: Vdc): readonly XmlNode[] {
  const self = referTo.vdc(vdc);
  const adds = [
    ['uploadVAppTemplate', 'uploadVAppTemplateParams'],
    ['instantiateOvf', 'instantiateOvfParams'],
    ['instantiateVAppTemplate', 'instantiateVAppTemplateParams'],
    ['cloneVApp', 'cloneVAppParams'],
    ['cloneVAppTemplate', 'cloneVAppTemplateParams'],
    ['cloneMedia', 'cloneMediaParams'],
    ['captureVApp', 'captureVAppParams'],
    ['composeVApp', 'composeVAppParams'],
  ] as const;
  return [
    link(view, 'up', `/api/org/${vdc.orgId}`, mediaTypes.org),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'edit', self.href, mediaTypes.vdc),
    link(view, 'add', `${self.href}/media`, actionType('media')),
    ...adds.map(([name, type]) => link(view, 'add', action(vdc, name), actionType(type))),
    link(view, 'add', `${self.href}/disk`, actionType('diskCreateParams')),
    link(view, 'edgeGateways', `/api/admin/vdc/${vdc.id}/edgeGateways`, mediaTypes.records),
    link(view, 'add', `/api/admin/vdc/${vdc.id}/networks`, mediaTypes.orgVdcNetwork),
    link(view, 'orgVdcNetworks', `/api/admin/vdc/${vdc.id}/networks`, mediaTypes.records),
    link(view, 'alternate', referTo.adminVdc(vdc).href, mediaTypes.adminVdc),
    link(view, 'down', `${self.href}/controlAccess/`, mediaTypes.controlAccess),
    link(view, 'controlAccess', action(vdc, 'controlAccess'), mediaTypes.controlAccess),
  ];
}

function vdcContent(world: World, view: View, vdc: Vdc, vApps: readonly VApp[]): readonly XmlChild[] {
  const { inventory } = world;
  const vms = inventory.vAppsOf(vdc.id).flatMap((vApp) => inventory.vmsOf(vApp));
  const running = vms.filter((vm) => vm.running);
  const usedMhz = running.reduce((sum, vm) => sum + vm.hardware.cpus * 1000, 0);
  const usedMb = running.reduce((sum, vm) => sum + vm.hardware.memoryMb, 0);
  const networks = vdc.networkIds.flatMap((id) => inventory.networks.get(id) ?? []);
  const profiles = vdc.storageProfileIds.flatMap((id) => inventory.storageProfiles.get(id) ?? []);
  return [
    leaf('Description', ''),
    leaf('AllocationModel', 'AllocationVApp'),
    el(
      'ComputeCapacity',
      {},
      capacity('Cpu', 'MHz', vdc.cpuMhz, usedMhz),
      capacity('Memory', 'MB', vdc.memoryMb, usedMb),
    ),
    el(
      'ResourceEntities',
      {},
      vApps.map((vApp) => pointer(view, 'ResourceEntity', referTo.vApp(vApp))),
    ),
    el(
      'AvailableNetworks',
      {},
      networks.map((network) => pointer(view, 'Network', referTo.network(network))),
    ),
    el(
      'Capabilities',
      {},
      el(
        'SupportedHardwareVersions',
        {},
        ['vmx-13', 'vmx-19', 'vmx-21'].map((version) => leaf('SupportedHardwareVersion', version)),
      ),
    ),
    leaf('NicQuota', 0),
    leaf('NetworkQuota', 20),
    leaf('UsedNetworkCount', networks.length),
    leaf('VmQuota', vdc.vmQuota),
    leaf('IsEnabled', true),
    el(
      'VdcStorageProfiles',
      {},
      profiles.map((profile) => pointer(view, 'VdcStorageProfile', referTo.storageProfile(profile))),
    ),
    leaf('VCpuInMhz2', 1000),
  ];
}

function capacity(name: string, units: string, limit: number, used: number): XmlNode {
  return el(
    name,
    {},
    leaf('Units', units),
    leaf('Allocated', limit),
    leaf('Limit', limit),
    leaf('Reserved', 0),
    leaf('Used', used),
    leaf('Overhead', 0),
  );
}

/** vCloud API, VdcStorageProfile. */
export function storageProfileDocument(world: World, view: View, profile: StorageProfile): XmlNode {
  const self = referTo.storageProfile(profile);
  return el(
    'VdcStorageProfile',
    { name: profile.name, id: self.id, href: absolute(view, self.href), type: self.type },
    link(view, 'up', referTo.vdc(world.inventory.vdc(profile.vdcId)).href, mediaTypes.vdc),
    leaf('Enabled', true),
    leaf('Units', 'MB'),
    leaf('Limit', profile.limitMb),
    leaf('Default', profile.isDefault),
    leaf('StorageUsedMB', 0),
  );
}

/** vCloud API, OrgVdcNetwork: a direct network with a static pool. */
export function networkDocument(view: View, network: Network): XmlNode {
  const self = referTo.network(network);
  return el(
    'OrgVdcNetwork',
    {
      name: network.name,
      id: self.id,
      href: absolute(view, self.href),
      type: mediaTypes.orgVdcNetwork,
      status: 1,
    },
    link(view, 'up', `/api/vdc/${network.vdcId}`, mediaTypes.vdc),
    link(view, 'down', `${self.href}/metadata`, mediaTypes.metadata),
    link(view, 'down', `${self.href}/allocatedAddresses/`, mediaTypes.allocatedAddresses),
    leaf('Description', `${poolSize(network)} addresses, ${network.allocated.size} in use`),
    el(
      'Configuration',
      {},
      ipScopes(network),
      leaf('FenceMode', 'bridged'),
      leaf('RetainNetInfoAcrossDeployments', false),
    ),
    leaf('IsShared', false),
  );
}

/** vCloud API, AllocatedIpAddresses: who has which address of a network. */
export function allocatedAddressesDocument(view: View, network: Network): XmlNode {
  return el(
    'AllocatedIpAddresses',
    {
      href: absolute(view, `${referTo.network(network).href}/allocatedAddresses/`),
      type: mediaTypes.allocatedAddresses,
    },
    [...network.allocated].map(([address, vmId]) =>
      el(
        'IpAddress',
        { allocationType: 'vmAllocated' },
        link(view, 'down', `/api/vApp/vm-${vmId}`, mediaTypes.vm),
        leaf('IpAddress', address),
      ),
    ),
  );
}

/** The address ranges, as networks and the network configuration of vApps show them. */
export function ipScopes(network: Network): XmlNode {
  return el(
    'IpScopes',
    {},
    el(
      'IpScope',
      {},
      leaf('IsInherited', false),
      leaf('Gateway', network.gateway),
      leaf('Netmask', network.netmask),
      leaf('Dns1', network.dns1),
      leaf('DnsSuffix', network.dnsSuffix),
      leaf('IsEnabled', true),
      el(
        'IpRanges',
        {},
        network.ranges.map(({ start, end }) =>
          el('IpRange', {}, leaf('StartAddress', start), leaf('EndAddress', end)),
        ),
      ),
    ),
  );
}
