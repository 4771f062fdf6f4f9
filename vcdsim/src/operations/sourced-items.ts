import { badRequest, duplicateName, invalidState } from '../http/api-error.ts';
import type { GuestCustomization, Hardware, VApp, Vm } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { World } from '../world.ts';
import { checkOrder, schemaOrder } from '../xml/order.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, childrenOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { findTemplate, findTemplateVm, findVm, idFromHref } from './access.ts';
import { readGuestCustomization } from './guest-changes.ts';
import { readHardwareChange } from './hardware-changes.ts';
import { checkNetworks, readNetworkConnections, wishedNics } from './network-changes.ts';

/** A VM that a compose or recompose is going to make. */
export interface VmOrder {
  readonly id: string;
  /** The VM, of a template or not, whose disk it gets a copy of. */
  readonly sourceId: string;
  readonly name: string;
  readonly description: string;
  readonly needsCustomization: boolean;
  readonly hardware: Hardware;
  readonly guest: GuestCustomization;
  /** Password of root in the image that it is made from. */
  readonly imagePassword: string | undefined;
  readonly storageProfileId: string;
}

interface Source {
  readonly id: string;
  readonly name: string;
  readonly hardware: Hardware;
  readonly guest: GuestCustomization;
}

/** vCloud API, SourcedItem*: checked whole before anything is made. Throws 400 or 403. */
export function readSourcedItems(
  world: World,
  caller: Caller,
  vApp: VApp,
  params: XmlElement,
): readonly VmOrder[] {
  const taken = new Set(
    world.inventory.vApps.has(vApp.id) ? world.inventory.vmsOf(vApp).map((vm) => vm.name) : [],
  );
  return childrenOf(params, 'SourcedItem').map((item) => {
    const order = readSourcedItem(world, caller, vApp, item);
    if (taken.has(order.name)) throw duplicateName(order.name);
    taken.add(order.name);
    return order;
  });
}

/** vCloud API, InstantiateVAppTemplateParams: the template's VMs, those of a SourcedItem changed as that says. */
export function readInstantiation(
  world: World,
  caller: Caller,
  vApp: VApp,
  params: XmlElement,
): readonly VmOrder[] {
  const href = attributeOf(childOf(params, 'Source'), 'href') ?? '';
  const template = findTemplate(world, caller, idFromHref(href));
  if (template.status !== 8) throw invalidState(`The template "${template.name}" is not ready.`);
  const sourced = readSourcedItems(world, caller, vApp, params);
  const changed = new Set(
    childrenOf(params, 'SourcedItem').map((item) =>
      idFromHref(attributeOf(childOf(item, 'Source'), 'href') ?? ''),
    ),
  );
  const others = template.vmIds
    .filter((id) => !changed.has(id))
    .map((id): VmOrder => {
      const { name, hardware, guest } = findTemplateVm(world, caller, id);
      return {
        id: world.random.uuid(),
        sourceId: id,
        name,
        description: '',
        needsCustomization: false,
        hardware: {
          ...hardware,
          nics: wishedNics(world, hardware.nics, { primaryNic: undefined, nics: [] }),
        },
        guest: { ...guest },
        imagePassword: guest.adminPassword,
        storageProfileId: readStorageProfile(world, vApp, undefined),
      };
    });
  return [...sourced, ...others];
}

function readSourcedItem(world: World, caller: Caller, vApp: VApp, item: XmlElement): VmOrder {
  checkOrder(item, schemaOrder.sourcedItem);
  const sourceElement = childOf(item, 'Source');
  const general = childOf(item, 'VmGeneralParams');
  if (general) checkOrder(general, schemaOrder.vmGeneralParams);
  const source = findSource(world, caller, attributeOf(sourceElement, 'href') ?? '');
  const name = textOf(general, 'Name') ?? attributeOf(sourceElement, 'name') ?? source.name;
  const instantiation = childOf(item, 'InstantiationParams');
  const connections = childOf(instantiation, 'NetworkConnectionSection');
  const wish = connections ? readNetworkConnections(connections) : { primaryNic: undefined, nics: [] };
  checkNetworks(vApp, wish);
  const customization = childOf(instantiation, 'GuestCustomizationSection');
  const change = readHardwareChange(childOf(instantiation, 'VirtualHardwareSection', 'ovf'));
  const { hardware, guest } = source;
  return {
    id: world.random.uuid(),
    sourceId: source.id,
    name,
    description: textOf(general, 'Description') ?? '',
    needsCustomization: booleanOf(textOf(general, 'NeedsCustomization')) ?? false,
    hardware: {
      ...hardware,
      ...change.sizes,
      nics: wishedNics(world, hardware.nics, wish),
      primaryNic: wish.primaryNic ?? hardware.primaryNic,
    },
    // The template's password stays when none is given: CSE logs in with it.
    guest: { ...guest, computerName: name, ...(customization ? readGuestCustomization(customization) : {}) },
    imagePassword: guest.adminPassword,
    storageProfileId: readStorageProfile(world, vApp, childOf(item, 'StorageProfile')),
  };
}

/** The VM of a template, a template itself (its first VM), or a VM that exists. */
function findSource(world: World, caller: Caller, href: string): Source {
  const id = idFromHref(href);
  if (/vappTemplate-/i.test(href)) {
    const [vmId = ''] = findTemplate(world, caller, id).vmIds;
    return findTemplateVm(world, caller, vmId);
  }
  return world.inventory.vms.has(id) ? findVm(world, caller, id, 'read') : findTemplateVm(world, caller, id);
}

function readStorageProfile(world: World, vApp: VApp, element: XmlElement | undefined): string {
  const vdc = world.inventory.vdc(vApp.vdcId);
  if (!element) {
    const profiles = vdc.storageProfileIds.flatMap((id) => world.inventory.storageProfiles.get(id) ?? []);
    return profiles.find((profile) => profile.isDefault)?.id ?? '';
  }
  const id = idFromHref(attributeOf(element, 'href') ?? '');
  if (!vdc.storageProfileIds.includes(id)) {
    throw badRequest(`The storage profile ${id} is not available in VDC "${vdc.name}".`);
  }
  return id;
}

/** Puts the VM into the inventory, unresolved. */
export function createVm(world: World, vApp: VApp, order: VmOrder): Vm {
  const { sourceId, ...ordered } = order;
  world.guests.copyDisk?.(sourceId, order.id);
  const vm: Vm = {
    ...ordered,
    vAppId: vApp.id,
    moref: world.inventory.nextMoref(),
    created: world.clock.now(),
    status: entityStatus.unresolved,
    deployed: false,
    boots: 0,
    extraConfig: new Map(),
    guestInfo: new Map(),
    running: undefined,
    metadata: new Map(),
  };
  world.inventory.vms.set(vm.id, vm);
  vApp.vmIds.add(vm.id);
  return vm;
}
