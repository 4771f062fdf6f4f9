import type { VApp } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import { leaseEnds } from '../inventory/leases.ts';
import type { World } from '../world.ts';
import type { XmlChild, XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { mediaTypes } from './media-types.ts';
import type { Reference, View } from './references.ts';
import { absolute, link, pointer, referTo } from './references.ts';
import { tasksElement } from './task-document.ts';
import { ipScopes } from './vdc-documents.ts';
import { vmDocument } from './vm-document.ts';

/** vCloud API, VApp, with its VMs whole. The answer to its creation is the sparse form. */
export function vAppDocument(
  world: World,
  view: View,
  vApp: VApp,
  form: 'whole' | 'sparse',
  /** Whether the reader may change it. */
  editable = true,
): XmlNode {
  const { inventory } = world;
  const self = referTo.vApp(vApp);
  const vms = inventory.vmsOf(vApp);
  const whole = form === 'whole';
  return el(
    'VApp',
    {
      ovfDescriptorUploaded: true,
      deployed: inventory.isDeployed(vApp),
      status: inventory.statusOf(vApp),
      name: vApp.name,
      id: self.id,
      href: absolute(view, self.href),
      type: self.type,
    },
    editable ? changeLinks(world, view, vApp, self) : undefined,
    readLinks(view, vApp, self),
    leaf('Description', vApp.description),
    tasksElement(world, view, vApp.id),
    whole ? vAppSections(world, view, vApp, self) : undefined,
    leaf('DateCreated', vApp.created),
    ownerElement(world, view, vApp),
    leaf('InMaintenanceMode', false),
    whole && vms.length > 0
      ? el(
          'Children',
          {},
          vms.map((vm) => vmDocument(world, view, vm)),
        )
      : undefined,
  );
}

/** vCloud API, Owner of a vApp. */
export function ownerElement(world: World, view: View, vApp: VApp): XmlNode {
  const owner = world.inventory.user(vApp.ownerId);
  return el(
    'Owner',
    { type: mediaTypes.owner },
    link(view, 'edit', `${referTo.vApp(vApp).href}/owner`, mediaTypes.owner),
    pointer(view, 'User', referTo.user(owner)),
  );
}

/** Presence of a link is what tells clients that an operation is possible now, and theirs to do. */
function changeLinks(world: World, view: View, vApp: VApp, self: Reference): readonly XmlChild[] {
  const { inventory } = world;
  const at = (path: string): string => `${self.href}${path}`;
  const status = inventory.statusOf(vApp);
  const vms = inventory.vmsOf(vApp);
  const anyOn = vms.some((vm) => vm.status === entityStatus.poweredOn);
  const allOn = vms.length > 0 && vms.every((vm) => vm.status === entityStatus.poweredOn);
  const deployed = inventory.isDeployed(vApp);
  const resolved = vApp.creation === 'done';
  const power = (name: string): XmlNode => link(view, `power:${name}`, at(`/power/action/${name}`));
  return [
    resolved && !allOn ? power('powerOn') : undefined,
    anyOn ? ['powerOff', 'reboot', 'reset', 'shutdown', 'suspend'].map(power) : undefined,
    resolved ? link(view, 'deploy', at('/action/deploy'), mediaTypes.deployVAppParams) : undefined,
    deployed ? link(view, 'undeploy', at('/action/undeploy'), mediaTypes.undeployVAppParams) : undefined,
    status === entityStatus.suspended
      ? link(view, 'discardState', at('/action/discardSuspendedState'))
      : undefined,
    link(view, 'controlAccess', at('/action/controlAccess'), mediaTypes.controlAccess),
    link(view, 'edit', self.href, mediaTypes.vApp),
    deployed ? undefined : link(view, 'remove', self.href),
    resolved
      ? link(view, 'recompose', at('/action/recomposeVApp'), mediaTypes.recomposeVAppParams)
      : undefined,
  ];
}

function readLinks(view: View, vApp: VApp, self: Reference): readonly XmlChild[] {
  const at = (path: string): string => `${self.href}${path}`;
  return [
    vApp.networks
      .filter((network) => network.parentId !== undefined)
      .map((network) =>
        link(view, 'down', `/api/network/${network.parentId}`, mediaTypes.vAppNetwork, network.name),
      ),
    link(view, 'down', at('/controlAccess/'), mediaTypes.controlAccess),
    link(view, 'up', `/api/vdc/${vApp.vdcId}`, mediaTypes.vdc),
    link(view, 'down', at('/owner'), mediaTypes.owner),
    link(view, 'down', at('/metadata'), mediaTypes.metadata),
    link(view, 'ovf', at('/ovf'), 'text/xml'),
  ];
}

function vAppSections(world: World, view: View, vApp: VApp, self: Reference): readonly XmlNode[] {
  const vms = world.inventory.vmsOf(vApp);
  const section = (path: string, type: string) => ({
    'vcloud:href': absolute(view, `${self.href}${path}`),
    'vcloud:type': type,
  });
  return [
    leaseSection(view, vApp),
    el(
      'ovf:StartupSection',
      section('/startupSection/', mediaTypes.startupSection),
      leaf('ovf:Info', 'VApp startup section'),
      vms.map((vm) =>
        el('ovf:Item', {
          'ovf:id': vm.name,
          'ovf:order': 0,
          'ovf:startAction': 'powerOn',
          'ovf:startDelay': 0,
          'ovf:stopAction': 'powerOff',
          'ovf:stopDelay': 0,
        }),
      ),
      link(view, 'edit', `${self.href}/startupSection/`, mediaTypes.startupSection),
    ),
    el(
      'ovf:NetworkSection',
      section('/networkSection/', mediaTypes.networkSection),
      leaf('ovf:Info', 'The list of logical networks'),
      vApp.networks.map((network) =>
        el('ovf:Network', { 'ovf:name': network.name }, leaf('ovf:Description', network.description)),
      ),
    ),
    networkConfigSection(world, view, vApp),
    el(
      'SnapshotSection',
      {
        href: absolute(view, `${self.href}/snapshotSection`),
        type: 'application/vnd.vmware.vcloud.snapshotSection+xml',
        'ovf:required': false,
      },
      leaf('ovf:Info', 'Snapshot information section'),
    ),
  ];
}

/** vCloud API, LeaseSettingsSection. */
export function leaseSection(view: View, vApp: VApp): XmlNode {
  const path = `${referTo.vApp(vApp).href}/leaseSettingsSection/`;
  const { deployment, storage } = leaseEnds(vApp);
  return el(
    'LeaseSettingsSection',
    { href: absolute(view, path), type: mediaTypes.leaseSettings, 'ovf:required': false },
    leaf('ovf:Info', 'Lease settings section'),
    link(view, 'edit', path, mediaTypes.leaseSettings),
    leaf('DeploymentLeaseInSeconds', vApp.lease.deploymentSeconds),
    leaf('StorageLeaseInSeconds', vApp.lease.storageSeconds),
    leaf('DeploymentLeaseExpiration', deployment),
    leaf('StorageLeaseExpiration', storage),
  );
}

/** vCloud API, NetworkConfigSection. */
export function networkConfigSection(world: World, view: View, vApp: VApp): XmlNode {
  const { inventory } = world;
  const path = `${referTo.vApp(vApp).href}/networkConfigSection/`;
  return el(
    'NetworkConfigSection',
    { href: absolute(view, path), type: mediaTypes.networkConfig, 'ovf:required': false },
    leaf('ovf:Info', 'The configuration parameters for logical networks'),
    link(view, 'edit', path, mediaTypes.networkConfig),
    vApp.networks.map((network) => {
      const parent = network.parentId === undefined ? undefined : inventory.networks.get(network.parentId);
      return el(
        'NetworkConfig',
        { networkName: network.name },
        leaf('Description', network.description),
        el(
          'Configuration',
          {},
          parent && ipScopes(parent),
          parent && pointer(view, 'ParentNetwork', referTo.network(parent)),
          leaf('FenceMode', network.fenceMode),
          leaf('RetainNetInfoAcrossDeployments', false),
        ),
        leaf('IsDeployed', inventory.isDeployed(vApp)),
      );
    }),
  );
}
