import { invalidState } from '../http/api-error.ts';
import type { Vm } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { readGuestCustomization } from './guest-changes.ts';
import type { HardwareChange } from './hardware-changes.ts';
import { readHardwareChange } from './hardware-changes.ts';
import type { NetworkWish } from './network-changes.ts';
import { applyNetworkWish, checkNetworks, readNetworkConnections } from './network-changes.ts';
import { startVmTask } from './orders.ts';

/** A change to a VM; what is absent stays as it is. */
export interface VmChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly sizes?: HardwareChange['sizes'];
  readonly extraConfig?: ReadonlyMap<string, string>;
  readonly network?: NetworkWish | undefined;
  readonly guest?: Partial<Vm['guest']> | undefined;
}

/** vCloud API, Vm as the body of reconfigureVm: whole or in part. */
export function readVmChange(body: XmlElement): VmChange {
  const network = childOf(body, 'NetworkConnectionSection');
  const guest = childOf(body, 'GuestCustomizationSection');
  const { sizes, extraConfig } = readHardwareChange(childOf(body, 'VirtualHardwareSection', 'ovf'));
  return {
    name: attributeOf(body, 'name'),
    description: textOf(body, 'Description'),
    sizes: { ...sizes, ...specSizes(childOf(body, 'VmSpecSection')) },
    extraConfig,
    network: network && readNetworkConnections(network),
    guest: guest && readGuestCustomization(guest),
  };
}

/** A VmSpecSection counts only when it says that it was modified. */
function specSizes(section: XmlElement | undefined): HardwareChange['sizes'] {
  if (!booleanOf(attributeOf(section, 'Modified'))) return {};
  const cpus = textOf(section, 'NumCpus');
  const memory = section && textOf(childOf(section, 'MemoryResourceMb'), 'Configured');
  return {
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    ...(memory === undefined ? {} : { memoryMb: Number(memory) }),
  };
}

/** Starts the change; tasks of other VMs of the vApp run beside it. Throws 400 for new sizes of a running VM. */
export function startReconfigure(world: World, caller: Caller, vm: Vm, change: VmChange): Task {
  const vApp = world.inventory.vApp(vm.vAppId);
  if (change.network) checkNetworks(vApp, change.network);
  if (vm.status === entityStatus.poweredOn && changesSize(vm, change.sizes ?? {})) {
    throw invalidState(
      `The requested operation could not be executed on VM "${vm.name}": CPU and memory cannot be changed while it runs.`,
    );
  }
  return startVmTask(world, caller, vm, {
    operationName: 'vappUpdateVm',
    doing: 'Updating Virtual Machine',
    done: 'Updated Virtual Machine',
    finish: () => {
      if (change.network) applyNetworkWish(world, vApp, vm, change.network);
      if (change.name) vm.name = change.name;
      if (change.description !== undefined) vm.description = change.description;
      Object.assign(vm.hardware, change.sizes);
      Object.assign(vm.guest, change.guest);
      for (const [key, value] of change.extraConfig ?? []) setExtraConfig(vm, key, value);
    },
  });
}

/** What the API writes counts over what the guest wrote before. */
function setExtraConfig(vm: Vm, key: string, value: string): void {
  vm.guestInfo.delete(key);
  if (value === '') vm.extraConfig.delete(key);
  else vm.extraConfig.set(key, value);
}

function changesSize(vm: Vm, sizes: HardwareChange['sizes']): boolean {
  const { cpus, memoryMb, coresPerSocket } = { ...vm.hardware, ...sizes };
  return (
    cpus !== vm.hardware.cpus ||
    memoryMb !== vm.hardware.memoryMb ||
    coresPerSocket !== vm.hardware.coresPerSocket
  );
}
