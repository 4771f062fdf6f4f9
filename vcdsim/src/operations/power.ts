import { invalidState } from '../http/api-error.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { VApp, Vm } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { Caller } from './access.ts';
import { powerOffMachine, powerOnMachine, resetMachine, startVAppTask, startVmTask } from './orders.ts';

/** What can be done to the power of a machine or a vApp. */
export type PowerAction =
  | { readonly kind: 'powerOn' | 'powerOff' | 'reboot' | 'reset' | 'shutdown' | 'suspend' }
  | { readonly kind: 'deploy'; readonly powerOn: boolean; readonly forceCustomization: boolean }
  | { readonly kind: 'undeploy'; readonly suspend: boolean };

/** Those that have an address of their own and no body. */
export const powerActions = ['powerOn', 'powerOff', 'reboot', 'reset', 'shutdown', 'suspend'] as const;

interface Wording {
  readonly operationName: string;
  readonly doing: string;
  readonly done: string;
}

const wordings: Readonly<Record<PowerAction['kind'], Wording>> = {
  powerOn: { operationName: 'vappDeploy', doing: 'Starting', done: 'Started' },
  powerOff: { operationName: 'vappPowerOff', doing: 'Powering off', done: 'Powered off' },
  reboot: { operationName: 'vappReboot', doing: 'Rebooting', done: 'Rebooted' },
  reset: { operationName: 'vappReset', doing: 'Resetting', done: 'Reset' },
  shutdown: { operationName: 'vappShutdown', doing: 'Shutting down', done: 'Shut down' },
  suspend: { operationName: 'vappSuspend', doing: 'Suspending', done: 'Suspended' },
  deploy: { operationName: 'vappDeploy', doing: 'Starting', done: 'Started' },
  undeploy: { operationName: 'vappUndeployPowerOff', doing: 'Stopping', done: 'Stopped' },
};

/** Starts a power task for a vApp. Throws 400 when no VM of it is in a state that allows the action. */
export function startVAppPower(world: World, caller: Caller, vApp: VApp, action: PowerAction): Task {
  const vms = world.inventory.vmsOf(vApp);
  if (!vms.some((vm) => isPossible(vm, action))) throw wrongState('vApp', vApp.name, action);
  return startVAppTask(world, caller, vApp, {
    ...wordings[action.kind],
    finish: async () => {
      await Promise.all(world.inventory.vmsOf(vApp).map(async (vm) => act(world, vm, action)));
    },
  });
}

/** The same for one VM. */
export function startVmPower(world: World, caller: Caller, vm: Vm, action: PowerAction): Task {
  if (!isPossible(vm, action)) throw wrongState('VM', vm.name, action);
  return startVmTask(world, caller, vm, {
    ...wordings[action.kind],
    finish: async () => act(world, vm, action),
  });
}

function isPossible(vm: Vm, action: PowerAction): boolean {
  const isOn = vm.status === entityStatus.poweredOn;
  // A VM that is being made cannot be told anything but that it is busy.
  if (vm.status === entityStatus.unresolved) return true;
  switch (action.kind) {
    case 'powerOn':
      return !isOn;
    case 'deploy':
      return !vm.deployed || (action.powerOn && !isOn);
    case 'undeploy':
      return vm.deployed;
    case 'powerOff':
      return isOn || vm.status === entityStatus.suspended;
    case 'reboot':
    case 'reset':
    case 'shutdown':
    case 'suspend':
      return isOn;
  }
}

async function act(world: World, vm: Vm, action: PowerAction): Promise<void> {
  if (!isPossible(vm, action)) return;
  switch (action.kind) {
    case 'powerOn':
      powerOnMachine(world, vm);
      return;
    case 'deploy':
      vm.deployed = true;
      if (action.powerOn) powerOnMachine(world, vm, action.forceCustomization);
      return;
    case 'undeploy':
      await powerOffMachine(vm, action.suspend ? entityStatus.suspended : entityStatus.poweredOff);
      vm.deployed = false;
      return;
    case 'powerOff':
      await powerOffMachine(vm);
      return;
    case 'shutdown':
      if (!world.guestsTalk) {
        throw new TaskFailure(
          `Failed to shut down the guest OS: VMware Tools are not running in VM "${vm.name}".`,
        );
      }
      await powerOffMachine(vm);
      return;
    case 'suspend':
      await powerOffMachine(vm, entityStatus.suspended);
      return;
    case 'reboot':
    case 'reset':
      await resetMachine(world, vm);
  }
}

function wrongState(kind: 'vApp' | 'VM', name: string, action: PowerAction) {
  return invalidState(
    `The requested operation could not be executed on ${kind} "${name}": ${action.kind} is not possible in its current state.`,
  );
}
