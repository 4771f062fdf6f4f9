import type { Vm } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { World } from '../world.ts';
import type { VimFields, VimValue } from './vim-values.ts';
import { any, choice, flag, int, list, object, reference, text, time } from './vim-values.ts';

/** Properties of a VirtualMachine (vSphere API), made when they are asked for. */
export type ObjectProperties = Readonly<Record<string, () => VimValue | undefined>>;

const toolsVersion = '12352';

/** vCenter's name of a VM: vCD's with the id, since those of vCD need not be unique. */
export function nameInVCenter(vm: Vm): string {
  return `${vm.name} (${vm.id})`;
}

/** The power of a machine in vCenter's words. */
export type PowerState = 'poweredOn' | 'poweredOff' | 'suspended';

/** As vCenter shows it. */
export function powerStateOf(vm: Vm): PowerState {
  if (vm.running) return 'poweredOn';
  return vm.status === entityStatus.suspended ? 'suspended' : 'poweredOff';
}

/** The properties of a machine that can be asked for. */
export function vmProperties(world: World, vm: Vm): ObjectProperties {
  return {
    parent: () => reference('Folder', 'group-v1'),
    name: () => text(nameInVCenter(vm)),
    overallStatus: () => choice('ManagedEntityStatus', 'green'),
    capability: () => undefined,
    config: () => object('VirtualMachineConfigInfo', config(vm)),
    datastore: () => list('ManagedObjectReference', [reference('Datastore', 'datastore-1')]),
    environmentBrowser: () => undefined,
    guest: () => object('GuestInfo', guest(vm)),
    guestHeartbeatStatus: () => choice('ManagedEntityStatus', toolsRun(vm) ? 'green' : 'gray'),
    network: () => list('ManagedObjectReference', []),
    resourcePool: () => reference('ResourcePool', 'resgroup-1'),
    runtime: () => object('VirtualMachineRuntimeInfo', runtime(vm)),
    snapshot: () => undefined,
    summary: () => object('VirtualMachineSummary', summary(world, vm)),
  };
}

function toolsRun(vm: Vm): boolean {
  return vm.running?.tools !== undefined && vm.running.tools.status !== 'guestToolsNotRunning';
}

function guestOs(vm: Vm): { readonly id: string; readonly fullName: string } {
  const id = vm.hardware.os.startsWith('Ubuntu') ? 'ubuntu64Guest' : 'vmwarePhoton64Guest';
  return { id, fullName: vm.hardware.os };
}

function config(vm: Vm): VimFields {
  const { hardware } = vm;
  const keys = new Map([...vm.extraConfig, ...vm.guestInfo]);
  const extraConfig = [...keys]
    .filter(([, value]) => value !== '')
    .map(([key, value]) => object('OptionValue', { key: text(key), value: any(text(value)) }));
  return {
    changeVersion: text(vm.created.toISOString()),
    modified: time(vm.created),
    name: text(nameInVCenter(vm)),
    guestFullName: text(guestOs(vm).fullName),
    version: text('vmx-19'),
    uuid: text(vm.id),
    instanceUuid: text(vm.id),
    template: flag(false),
    guestId: text(guestOs(vm).id),
    alternateGuestName: text(''),
    annotation: text(vm.description),
    hardware: object('VirtualHardware', {
      numCPU: int(hardware.cpus),
      numCoresPerSocket: int(hardware.coresPerSocket),
      memoryMB: int(hardware.memoryMb),
    }),
    extraConfig: list('OptionValue', extraConfig),
  };
}

function guest(vm: Vm): VimFields {
  const running = toolsRun(vm);
  const os = guestOs(vm);
  const address = vm.hardware.nics.find(({ index }) => index === vm.hardware.primaryNic)?.ipAddress;
  return {
    toolsStatus: choice('VirtualMachineToolsStatus', running ? 'toolsOk' : 'toolsNotRunning'),
    toolsVersionStatus: text('guestToolsUnmanaged'),
    toolsVersionStatus2: text('guestToolsUnmanaged'),
    toolsRunningStatus: text(vm.running?.tools?.status ?? 'guestToolsNotRunning'),
    toolsVersion: text(toolsVersion),
    guestId: running ? text(os.id) : undefined,
    guestFamily: running ? text('linuxGuest') : undefined,
    guestFullName: running ? text(os.fullName) : undefined,
    hostName: running ? text(vm.guest.computerName) : undefined,
    ipAddress: running && address !== undefined ? text(address) : undefined,
    guestState: text(running ? 'running' : 'notRunning'),
    guestOperationsReady: flag(running),
    interactiveGuestOperationsReady: flag(false),
  };
}

function runtime(vm: Vm): VimFields {
  return {
    host: reference('HostSystem', 'host-1'),
    connectionState: choice('VirtualMachineConnectionState', 'connected'),
    powerState: choice('VirtualMachinePowerState', powerStateOf(vm)),
    toolsInstallerMounted: flag(false),
    numMksConnections: int(0),
  };
}

function summary(world: World, vm: Vm): VimFields {
  const { hardware } = vm;
  const { toolsStatus, toolsRunningStatus, guestId, guestFullName, hostName, ipAddress } = guest(vm);
  return {
    vm: reference('VirtualMachine', vm.moref),
    runtime: object('VirtualMachineRuntimeInfo', runtime(vm)),
    guest: object('VirtualMachineGuestSummary', {
      guestId,
      guestFullName,
      toolsStatus,
      toolsRunningStatus,
      hostName,
      ipAddress,
    }),
    config: object('VirtualMachineConfigSummary', {
      name: text(nameInVCenter(vm)),
      template: flag(false),
      vmPathName: text(`[datastore-1] ${nameInVCenter(vm)}/${vm.name}.vmx`),
      memorySizeMB: int(hardware.memoryMb),
      numCpu: int(hardware.cpus),
      numEthernetCards: int(hardware.nics.length),
      numVirtualDisks: int(hardware.disks.length),
      uuid: text(vm.id),
      instanceUuid: text(vm.id),
      guestId: text(guestOs(vm).id),
      guestFullName: text(guestOs(vm).fullName),
      annotation: text(vm.description),
    }),
    quickStats: object('VirtualMachineQuickStats', {
      guestMemoryUsage: int(0),
      uptimeSeconds: int(vm.running ? secondsSince(world, vm) : 0),
    }),
    overallStatus: choice('ManagedEntityStatus', 'green'),
  };
}

function secondsSince(world: World, vm: Vm): number {
  return Math.max(0, Math.floor((world.clock.now().getTime() - vm.created.getTime()) / 1000));
}
