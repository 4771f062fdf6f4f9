import { mediaTypes } from '../documents/media-types.ts';
import { networkConnectionSection, virtualHardwareSection } from '../documents/hardware-sections.ts';
import { cpuItem, diskItem, memoryItem, nicItem } from '../documents/rasd-items.ts';
import type { HardwareOwner } from '../documents/rasd-items.ts';
import type { View } from '../documents/references.ts';
import { absolute } from '../documents/references.ts';
import { guestCustomizationSection, hardwareOwner, vmDocument } from '../documents/vm-document.ts';
import { invalidState } from '../http/api-error.ts';
import { document, xmlBody } from '../http/exchange.ts';
import type { SessionCall } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import type { Vm } from '../inventory/entities.ts';
import { findVm } from '../operations/access.ts';
import { removeVm } from '../operations/compose.ts';
import { readGuestCustomization } from '../operations/guest-changes.ts';
import { readHardwareChange, readItems } from '../operations/hardware-changes.ts';
import { readNetworkConnections } from '../operations/network-changes.ts';
import { startVAppTask } from '../operations/orders.ts';
import type { PowerAction } from '../operations/power.ts';
import { powerActions, startVmPower } from '../operations/power.ts';
import type { VmChange } from '../operations/reconfigure.ts';
import { readVmChange, startReconfigure } from '../operations/reconfigure.ts';
import type { World } from '../world.ts';
import { namespaces } from '../xml/namespaces.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { accepted, contextOf } from './task-answers.ts';
import { readDeploy, readUndeploy } from './vapp-routes.ts';

const at = '/api/vApp/vm-{id}';

/** vCloud API, VMs. */
export function vmRoutes(world: World): readonly Route[] {
  return [...whole(world), ...sections(world), ...hardware(world), ...power(world)];
}

function open(world: World, call: SessionCall, purpose: 'read' | 'change') {
  const context = contextOf(world, call);
  const vm = findVm(world, context.caller, call.params['id'] ?? '', purpose);
  return { ...context, vm };
}

/** Answers a change of the VM with its task. */
function change(world: World, call: SessionCall, read: () => VmChange) {
  const { caller, view, vm } = open(world, call, 'change');
  return accepted(world, view, startReconfigure(world, caller, vm, read()));
}

function whole(world: World): readonly Route[] {
  return [
    user('GET', at, (call) => {
      const { view, vm } = open(world, call, 'read');
      return document(200, mediaTypes.vm, vmDocument(world, view, vm));
    }),
    user('PUT', at, (call) => change(world, call, () => pickNames(readVmChange(xmlBody(call, 'Vm'))))),
    user('POST', `${at}/action/reconfigureVm`, (call) =>
      change(world, call, () => readVmChange(xmlBody(call, 'Vm'))),
    ),
    user('DELETE', at, (call) => {
      const { caller, view, vm } = open(world, call, 'change');
      if (vm.deployed) {
        throw invalidState(
          `The requested operation could not be executed on VM "${vm.name}". Stop the VM and try again.`,
        );
      }
      const task = startVAppTask(world, caller, world.inventory.vApp(vm.vAppId), {
        operationName: 'vappDeleteVm',
        doing: `Deleting Virtual Machine ${vm.name} of`,
        done: `Deleted Virtual Machine ${vm.name} of`,
        vmCount: 1,
        finish: async () => removeVm(world, vm),
      });
      return accepted(world, view, task);
    }),
  ];
}

/** PUT of the VM itself changes name and description only. */
function pickNames({ name, description }: VmChange): VmChange {
  return { name, description };
}

function sections(world: World): readonly Route[] {
  return [
    user('GET', `${at}/networkConnectionSection`, (call) => {
      const { view, vm } = open(world, call, 'read');
      const path = hardwareOwner(world, vm).path;
      const body = networkConnectionSection(view, path, vm.hardware, vm.needsCustomization);
      return document(200, mediaTypes.networkConnection, body);
    }),
    user('PUT', `${at}/networkConnectionSection`, (call) =>
      change(world, call, () => ({
        network: readNetworkConnections(xmlBody(call, 'NetworkConnectionSection')),
      })),
    ),
    user('GET', `${at}/guestCustomizationSection`, (call) => {
      const { view, vm } = open(world, call, 'read');
      const body = guestCustomizationSection(view, hardwareOwner(world, vm).path, vm.id, vm.guest);
      return document(200, mediaTypes.guestCustomization, body);
    }),
    user('PUT', `${at}/guestCustomizationSection`, (call) =>
      change(world, call, () => ({
        guest: readGuestCustomization(xmlBody(call, 'GuestCustomizationSection')),
      })),
    ),
    user('GET', `${at}/guestcustomizationstatus`, (call) => {
      const { view, vm } = open(world, call, 'read');
      const path = `${hardwareOwner(world, vm).path}/guestcustomizationstatus/`;
      const body = el(
        'GuestCustomizationStatusSection',
        {
          href: absolute(view, path),
          type: mediaTypes.guestCustomizationStatus,
          'ovf:required': false,
        },
        leaf('ovf:Info', 'Guest customization status'),
        // Customization is done by the tools of a guest: silent guests never get that far.
        leaf('GuestCustStatus', vm.boots > 0 && world.guestsTalk ? 'GC_COMPLETE' : 'GC_PENDING'),
      );
      return document(200, mediaTypes.guestCustomizationStatus, body);
    }),
  ];
}

function hardware(world: World): readonly Route[] {
  const base = `${at}/virtualHardwareSection`;
  const itemOf = { cpu: cpuItem, memory: memoryItem } as const;
  const lists: Readonly<Record<string, (view: View, vm: Vm, owner: HardwareOwner) => readonly XmlNode[]>> = {
    disks: (view, vm, owner) =>
      vm.hardware.disks.map((disk) => diskItem('Item', view, disk, owner.storageProfile)),
    networkCards: (_view, vm) => vm.hardware.nics.map((nic) => nicItem('Item', nic, vm.hardware)),
    media: () => [],
    serialPorts: () => [],
  };
  return [
    user('GET', base, (call) => {
      const { view, vm } = open(world, call, 'read');
      const body = virtualHardwareSection(view, hardwareOwner(world, vm));
      return document(200, mediaTypes.virtualHardware, body);
    }),
    user('PUT', base, (call) =>
      change(world, call, () => readHardwareChange(xmlBody(call, 'VirtualHardwareSection'))),
    ),
    ...(['cpu', 'memory'] as const).flatMap((name) => [
      user('GET', `${base}/${name}`, (call) => {
        const { view, vm } = open(world, call, 'read');
        return document(200, mediaTypes.rasdItem, itemOf[name]('Item', view, hardwareOwner(world, vm)));
      }),
      user('PUT', `${base}/${name}`, (call) =>
        change(world, call, () => ({ sizes: readItems([xmlBody(call, 'Item')]) })),
      ),
    ]),
    ...Object.entries(lists).map(([name, items]) =>
      user('GET', `${base}/${name}`, (call) => {
        const { view, vm } = open(world, call, 'read');
        const owner = hardwareOwner(world, vm);
        const href = absolute(view, `${owner.path}/virtualHardwareSection/${name}`);
        const body = el('RasdItemsList', { href, type: mediaTypes.rasdItemsList }, items(view, vm, owner));
        return document(200, mediaTypes.rasdItemsList, body);
      }),
    ),
    user('PUT', `${base}/disks`, (call) =>
      change(world, call, () => {
        const items = xmlBody(call, 'RasdItemsList').children;
        return { sizes: readItems(items.filter((item) => item.namespace === namespaces[''])) };
      }),
    ),
  ];
}

function power(world: World): readonly Route[] {
  const start = (call: SessionCall, action: PowerAction) => {
    const { caller, view, vm } = open(world, call, 'change');
    return accepted(world, view, startVmPower(world, caller, vm, action));
  };
  return [
    ...powerActions.map((kind) =>
      user('POST', `${at}/power/action/${kind}`, (call) => start(call, { kind })),
    ),
    user('POST', `${at}/action/deploy`, (call) => start(call, readDeploy(call))),
    user('POST', `${at}/action/undeploy`, (call) => start(call, readUndeploy(call))),
  ];
}
