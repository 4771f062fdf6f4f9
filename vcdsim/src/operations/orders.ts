import { referTo } from '../documents/references.ts';
import type { Customization } from '../guests/guest-driver.ts';
import { guestVoice } from '../faults/guest-faults.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { VApp, Vm } from '../inventory/entities.ts';
import { followLease } from '../inventory/leases.ts';
import type { Task } from '../tasks/task.ts';
import type { LockTarget } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { Caller } from './access.ts';

interface Work {
  readonly operationName: string;
  /** `Composing Virtual Application`; the name and id are put behind it. */
  readonly doing: string;
  readonly done: string;
  readonly vmCount?: number;
  readonly finish: (signal: AbortSignal) => void | Promise<void>;
  readonly undo?: () => void | Promise<void>;
}

/** Starts a task that locks the vApp and all its VMs (and those that are being made). */
export function startVAppTask(
  world: World,
  caller: Caller,
  vApp: VApp,
  work: Work & { readonly newVmIds?: readonly string[]; readonly locked?: boolean },
): Task {
  const { newVmIds = [], locked = true, doing, done, finish, ...rest } = work;
  const vmIds = [...vApp.vmIds, ...newVmIds];
  const vms = vmIds.map((id): LockTarget => ({ id, entity: 'vm' }));
  return world.tasks.start({
    ...rest,
    finish: followed(world, vApp, finish),
    doing: `${doing} ${vApp.name}(${vApp.id})`,
    done: `${done} ${vApp.name}(${vApp.id})`,
    owner: referTo.vApp(vApp),
    orgId: world.inventory.vdc(vApp.vdcId).orgId,
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: locked ? [{ id: vApp.id, entity: 'vapp' }, ...vms] : [],
    vmCount: work.vmCount ?? vmIds.length,
  });
}

/** Starts a task that locks one VM: tasks of sisters run beside it. */
export function startVmTask(
  world: World,
  caller: Caller,
  vm: Vm,
  work: Work & { readonly locked?: boolean },
): Task {
  const { locked = true, doing, done, finish, ...rest } = work;
  return world.tasks.start({
    ...rest,
    finish: followed(world, world.inventory.vApp(vm.vAppId), finish),
    doing: `${doing} ${vm.name}(${vm.id})`,
    done: `${done} ${vm.name}(${vm.id})`,
    owner: referTo.vm(vm),
    orgId: world.inventory.orgOfVApp(world.inventory.vApp(vm.vAppId)).id,
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: locked ? [{ id: vm.id, entity: 'vm' }] : [],
    vmCount: work.vmCount ?? 1,
  });
}

/** What a task does may deploy the vApp or undeploy it, and with that another lease begins. */
function followed({ inventory, clock }: World, vApp: VApp, finish: Work['finish']): Work['finish'] {
  return async (signal) => {
    await finish(signal);
    if (inventory.vApps.has(vApp.id)) followLease(inventory, vApp, clock.now());
  };
}

/** Gives power. The guest is customized at the first time, and when that is forced. */
export function powerOnMachine(world: World, vm: Vm, forceCustomization = false): void {
  if (vm.running) return;
  vm.status = entityStatus.poweredOn;
  vm.deployed = true;
  vm.boots++;
  vm.needsCustomization = false;
  const power = new AbortController();
  const primary = vm.hardware.nics.find((nic) => nic.index === vm.hardware.primaryNic) ?? vm.hardware.nics[0];
  const guest = world.guests.powerOn({
    id: vm.id,
    name: vm.name,
    vAppId: vm.vAppId,
    ipAddress: primary?.ipAddress,
    cpus: vm.hardware.cpus,
    memoryMb: vm.hardware.memoryMb,
    customization: vm.boots === 1 || forceCustomization ? customizationOf(vm) : undefined,
    imagePassword: vm.imagePassword,
    readInfo: (key) => vm.guestInfo.get(key) ?? vm.extraConfig.get(key),
    writeInfo: guestVoice(world, vm, {
      power: AbortSignal.any([power.signal, world.stopping]),
      tell: (key, value) => vm.guestInfo.set(key, value),
      reboot: () => void resetMachine(world, vm),
    }),
  });
  vm.running = {
    ...(guest.tools && { tools: guest.tools }),
    stopKubelet: () => guest.stopKubelet?.(),
    deleteNode: () => guest.deleteNode?.(),
    async powerOff() {
      power.abort();
      await guest.powerOff();
    },
  };
}

function customizationOf({ guest }: Vm): Customization | undefined {
  if (!guest.enabled) return undefined;
  return {
    script: guest.customizationScript,
    // Also where a request turns the setting of a password off: CSE 1.2.7 does so and logs in with the one that vCD tells.
    adminPassword: guest.adminPassword,
  };
}

/** A boot without a change of power: what the guest had reported stays. */
export async function resetMachine(world: World, vm: Vm): Promise<void> {
  const reported = new Map(vm.guestInfo);
  await powerOffMachine(vm);
  for (const [key, value] of reported) vm.guestInfo.set(key, value);
  powerOnMachine(world, vm);
}

/** Resolves when nothing of the guest runs any more; what it had reported is gone. */
export async function powerOffMachine(vm: Vm, status: Vm['status'] = entityStatus.poweredOff): Promise<void> {
  const { running } = vm;
  vm.running = undefined;
  vm.status = status;
  await running?.powerOff();
  vm.guestInfo.clear();
}
