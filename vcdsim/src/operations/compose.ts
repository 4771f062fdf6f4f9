import { badRequest, duplicateName, invalidState, noAccess } from '../http/api-error.ts';
import type { VApp, VAppNetwork, Vdc, Vm } from '../inventory/entities.ts';
import { newLease } from '../inventory/leases.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import { checkOrder, schemaOrder } from '../xml/order.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, childrenOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { findNetwork, findVm, idFromHref } from './access.ts';
import { assignAddresses } from './network-changes.ts';
import { powerOnMachine, powerOffMachine, startVAppTask } from './orders.ts';
import type { VmOrder } from './sourced-items.ts';
import { createVm, readInstantiation, readSourcedItems } from './sourced-items.ts';

/** What to do with the new VMs. */
interface Deployment {
  readonly deploy: boolean;
  readonly powerOn: boolean;
}

/** vCloud API, ComposeVAppParams: the vApp exists at once, unresolved, until its task ends. */
export function startCompose(world: World, caller: Caller, vdc: Vdc, params: XmlElement): VApp {
  checkOrder(params, schemaOrder.composeVAppParams);
  return startCreation(world, caller, vdc, params, {
    operationName: 'vdcComposeVapp',
    doing: 'Composing Virtual Application',
    done: 'Composed Virtual Application',
    readVms: (vApp) => readSourcedItems(world, caller, vApp, params),
  });
}

/** vCloud API, InstantiateVAppTemplateParams: a vApp with every VM of a template. Old clients mix its elements. */
export function startInstantiate(world: World, caller: Caller, vdc: Vdc, params: XmlElement): VApp {
  return startCreation(world, caller, vdc, params, {
    operationName: 'vdcInstantiateVapp',
    doing: 'Creating Virtual Application',
    done: 'Created Virtual Application',
    readVms: (vApp) => readInstantiation(world, caller, vApp, params),
  });
}

interface Creation {
  readonly operationName: string;
  readonly doing: string;
  readonly done: string;
  readonly readVms: (vApp: VApp) => readonly VmOrder[];
}

function startCreation(
  world: World,
  caller: Caller,
  vdc: Vdc,
  params: XmlElement,
  { readVms, ...work }: Creation,
): VApp {
  const name = attributeOf(params, 'name')?.trim();
  if (!name || name.length > 128) {
    throw badRequest("validation error on field 'name': String value has invalid format or length");
  }
  if (world.inventory.vAppsOf(vdc.id).some((vApp) => vApp.name === name)) throw duplicateName(name);
  const vApp: VApp = {
    id: world.random.uuid(),
    name,
    description: textOf(params, 'Description') ?? '',
    vdcId: vdc.id,
    ownerId: caller.user.id,
    created: world.clock.now(),
    creation: 'running',
    networks: readNetworks(world, caller, vdc, params) ?? [],
    vmIds: new Set(),
    lease: newLease(world.inventory.org(vdc.orgId), world.clock.now()),
    metadata: new Map(),
    access: { everyone: undefined, subjects: new Map() },
  };
  const orders = readVms(vApp);
  const deployment = readDeployment(params);
  // Before the task, which asks for its VDC; taken back if the task cannot start.
  world.inventory.vApps.set(vApp.id, vApp);
  try {
    startVAppTask(world, caller, vApp, {
      ...work,
      newVmIds: orders.map((order) => order.id),
      vmCount: orders.length,
      finish: () => {
        const vms = orders.map((order) => world.inventory.vm(order.id));
        resolveVms(world, vApp, vms, deployment);
        vApp.creation = 'done';
      },
      undo: async () => {
        await discardVms(world, orders);
        // As in vCD: the wreck stays and keeps its name until somebody deletes it.
        vApp.creation = 'failed';
      },
    });
  } catch (error) {
    world.inventory.vApps.delete(vApp.id);
    throw error;
  }
  for (const order of orders) createVm(world, vApp, order);
  return vApp;
}

/** vCloud API, RecomposeVAppParams: adds and removes VMs in one task, all or nothing. */
export function startRecompose(world: World, caller: Caller, vApp: VApp, params: XmlElement): Task {
  checkOrder(params, schemaOrder.recomposeVAppParams);
  if (vApp.creation === 'failed') throw invalidState(`vApp "${vApp.name}" is not resolved.`);
  const vdc = world.inventory.vdc(vApp.vdcId);
  const networks = readNetworks(world, caller, vdc, params);
  const target = { ...vApp, networks: networks ?? vApp.networks };
  const orders = readSourcedItems(world, caller, target, params);
  const doomed = childrenOf(params, 'DeleteItem').map((item) => {
    const id = idFromHref(attributeOf(item, 'href') ?? '');
    const vm = findVm(world, caller, id, 'change');
    if (vm.vAppId !== vApp.id) throw noAccess('vm', id);
    return vm;
  });
  const deployment = readDeployment(params);
  const task = startVAppTask(world, caller, vApp, {
    operationName: 'vdcRecomposeVapp',
    doing: 'Recomposing Virtual Application',
    done: 'Recomposed Virtual Application',
    newVmIds: orders.map((order) => order.id),
    vmCount: orders.length + doomed.length,
    finish: async () => {
      const running = doomed.find((vm) => vm.deployed);
      if (running)
        throw new TaskFailure(`The VM "${running.name}" must be powered off before it can be deleted.`);
      if (networks) vApp.networks = networks;
      resolveVms(
        world,
        vApp,
        orders.map((order) => world.inventory.vm(order.id)),
        deployment,
      );
      for (const vm of doomed) await removeVm(world, vm);
    },
    undo: async () => discardVms(world, orders),
  });
  const name = attributeOf(params, 'name');
  if (name) vApp.name = name;
  for (const order of orders) createVm(world, vApp, order);
  return task;
}

/** Deletes a vApp; with force it is powered off first. Throws 400 when it is deployed and force is not asked for. */
export function startDelete(world: World, caller: Caller, vApp: VApp, force: boolean): Task {
  if (world.inventory.isDeployed(vApp) && !force && !world.tasks.isBusy(vApp.id)) {
    throw invalidState(
      `The requested operation could not be executed on vApp "${vApp.name}". Stop the vApp and try again.`,
    );
  }
  return startVAppTask(world, caller, vApp, {
    operationName: 'vdcDeleteVapp',
    doing: 'Deleting Virtual Application',
    done: 'Deleted Virtual Application',
    finish: async () => deleteVApp(world, vApp),
  });
}

/** Powers the VMs of a vApp off and takes all of it out of the inventory. */
export async function deleteVApp(world: World, vApp: VApp): Promise<void> {
  const { inventory, guests } = world;
  await Promise.all(inventory.vmsOf(vApp).map(async (vm) => powerOffMachine(vm)));
  for (const vm of inventory.vmsOf(vApp)) guests.removeDisk?.(vm.id);
  inventory.removeVApp(vApp);
}

/** Powers a VM off and takes it out of the inventory; its addresses are free. */
export async function removeVm(world: World, vm: Vm): Promise<void> {
  await powerOffMachine(vm);
  world.guests.removeDisk?.(vm.id);
  world.inventory.removeVm(vm);
}

async function discardVms(world: World, orders: readonly VmOrder[]): Promise<void> {
  for (const order of orders) {
    const vm = world.inventory.vms.get(order.id);
    if (vm) await removeVm(world, vm);
  }
}

function resolveVms(world: World, vApp: VApp, vms: readonly Vm[], deployment: Deployment): void {
  const vdc = world.inventory.vdc(vApp.vdcId);
  const total = world.inventory.vAppsOf(vdc.id).reduce((sum, other) => sum + other.vmIds.size, 0);
  if (vdc.vmQuota > 0 && vms.length > 0 && total > vdc.vmQuota) {
    throw new TaskFailure(
      `The requested operation exceeds the VM quota of ${vdc.vmQuota} of VDC "${vdc.name}".`,
    );
  }
  // All addresses first: nothing boots when the pool is short.
  for (const vm of vms) assignAddresses(world, vApp, vm);
  for (const vm of vms) {
    vm.status = entityStatus.poweredOff;
    vm.deployed = deployment.deploy || deployment.powerOn;
    if (deployment.powerOn) powerOnMachine(world, vm);
  }
}

function readDeployment(params: XmlElement): Deployment {
  return {
    // The schema's default of both is true.
    deploy: booleanOf(attributeOf(params, 'deploy')) ?? true,
    powerOn: booleanOf(attributeOf(params, 'powerOn')) ?? true,
  };
}

/** The networks of a NetworkConfigSection; undefined when the request has none. */
function readNetworks(
  world: World,
  caller: Caller,
  vdc: Vdc,
  params: XmlElement,
): readonly VAppNetwork[] | undefined {
  const section = childOf(childOf(params, 'InstantiationParams'), 'NetworkConfigSection');
  return section && readNetworkConfigs(world, caller, vdc, section);
}

/** The networks that a request wants in its vApp. */
export function readNetworkConfigs(
  world: World,
  caller: Caller,
  vdc: Vdc,
  section: XmlElement,
): readonly VAppNetwork[] {
  return childrenOf(section, 'NetworkConfig').map((config) => {
    const name = attributeOf(config, 'networkName');
    if (!name) throw badRequest('NetworkConfig has no attribute networkName.');
    const configuration = childOf(config, 'Configuration');
    const parentHref = attributeOf(childOf(configuration, 'ParentNetwork'), 'href');
    const parent = parentHref === undefined ? undefined : findNetwork(world, caller, idFromHref(parentHref));
    if (parent && parent.vdcId !== vdc.id) {
      throw badRequest(`Network "${parent.name}" is not available in VDC "${vdc.name}".`);
    }
    return {
      name,
      parentId: parent?.id,
      fenceMode: textOf(configuration, 'FenceMode') ?? 'bridged',
      description: textOf(config, 'Description') ?? '',
    };
  });
}
