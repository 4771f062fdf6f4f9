import { referTo } from '../documents/references.ts';
import type { EntityStatus, VApp, Vm } from '../inventory/entities.ts';
import { entityStatus } from '../inventory/entities.ts';
import type { Caller } from '../operations/access.ts';
import { visibleVApps } from '../operations/access.ts';
import type { World } from '../world.ts';
import { templatesOf } from './catalog-records.ts';
import type { QueryRecord } from './query-record.ts';

const statusNames: ReadonlyMap<EntityStatus, string> = new Map([
  [entityStatus.failedCreation, 'FAILED_CREATION'],
  [entityStatus.unresolved, 'UNRESOLVED'],
  [entityStatus.resolved, 'RESOLVED'],
  [entityStatus.suspended, 'SUSPENDED'],
  [entityStatus.poweredOn, 'POWERED_ON'],
  [entityStatus.poweredOff, 'POWERED_OFF'],
  [entityStatus.mixed, 'MIXED'],
]);

/** vApps as the query service lists them. */
export function vApps(world: World, caller: Caller): readonly QueryRecord[] {
  return visibleVApps(world, caller).map((vApp) => ({
    self: referTo.vApp(vApp),
    name: vApp.name,
    metadata: vApp.metadata,
    // Put together for the vApps that are shown, not for every one that there is.
    get fields() {
      return vAppFields(world, caller, vApp);
    },
  }));
}

function vAppFields(world: World, caller: Caller, vApp: VApp): QueryRecord['fields'] {
  const { inventory } = world;
  const vdc = inventory.vdc(vApp.vdcId);
  const machines = inventory.vmsOf(vApp);
  return {
    name: vApp.name,
    vdc: referTo.vdc(vdc),
    vdcName: vdc.name,
    ...(caller.administrator ? { org: referTo.org(inventory.org(vdc.orgId)), isVdcEnabled: true } : {}),
    status: statusNames.get(inventory.statusOf(vApp)),
    creationDate: vApp.created,
    isEnabled: true,
    isBusy: world.tasks.isBusy(vApp.id),
    isDeployed: inventory.isDeployed(vApp),
    isExpired: vApp.lease.expired,
    isInMaintenanceMode: false,
    isAutoNature: false,
    isPublic: caller.administrator ? undefined : vApp.access.everyone !== undefined,
    ownerName: inventory.user(vApp.ownerId).name,
    numberOfVMs: machines.length,
    numberOfCpus: machines.reduce((sum, vm) => sum + vm.hardware.cpus, 0),
    memoryAllocationMB: machines.reduce((sum, vm) => sum + vm.hardware.memoryMb, 0),
    cpuAllocationMhz: machines.reduce((sum, vm) => sum + vm.hardware.cpus * 1000, 0),
    storageKB: machines.reduce((sum, vm) => sum + diskKb(vm), 0),
  };
}

function diskKb(vm: Vm): number {
  return vm.hardware.disks.reduce((sum, disk) => sum + disk.sizeMb * 1024, 0);
}

/** Machines of vApps and of templates as the query service lists them. */
export function vms(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  const running = visibleVApps(world, caller).flatMap((vApp) =>
    inventory.vmsOf(vApp).map((vm): QueryRecord => {
      const vdc = inventory.vdc(vApp.vdcId);
      const vCenter = inventory.vCenterOf(vm);
      const primary = vm.hardware.nics.find((nic) => nic.index === vm.hardware.primaryNic);
      return {
        self: referTo.vm(vm),
        metadata: vm.metadata,
        fields: {
          name: vm.name,
          container: referTo.vApp(vApp),
          containerName: vApp.name,
          isVAppTemplate: false,
          status: statusNames.get(vm.status),
          isDeployed: vm.deployed,
          isBusy: caller.administrator ? undefined : world.tasks.isBusy(vm.id),
          isDeleted: false,
          isPublished: false,
          guestOs: vm.hardware.os,
          numberOfCpus: vm.hardware.cpus,
          memoryMB: vm.hardware.memoryMb,
          ipAddress: primary?.ipAddress,
          networkName: primary?.network,
          vdc: referTo.vdc(vdc),
          hardwareVersion: 19,
          storageProfileName: inventory.storageProfiles.get(vm.storageProfileId)?.name,
          gcStatus: vm.boots > 0 && world.guestsTalk ? 'GC_COMPLETE' : 'GC_PENDING',
          ...(caller.administrator
            ? {
                org: referTo.org(inventory.org(vdc.orgId)),
                moref: vm.moref,
                vc: vCenter && referTo.vCenter(vCenter),
                hostName: 'host-1',
                datastoreName: 'datastore-1',
                isVdcEnabled: true,
              }
            : { vmToolsStatus: vm.running && world.guestsTalk ? 'TOOLS_OK' : 'TOOLS_NOT_RUNNING' }),
        },
      };
    }),
  );
  return [...running, ...templateVms(world, caller)];
}

/** VMs inside templates are VMs to the query service too. */
function templateVms(world: World, caller: Caller): readonly QueryRecord[] {
  const { inventory } = world;
  return templatesOf(world, caller).flatMap(({ template, catalog }) =>
    template.vmIds.flatMap((id) => {
      const vm = inventory.templateVms.get(id);
      if (!vm) return [];
      const fields = {
        name: vm.name,
        container: referTo.template(template),
        containerName: template.name,
        isVAppTemplate: true,
        status: 'POWERED_OFF',
        isDeployed: false,
        isDeleted: false,
        isPublished: catalog.shared,
        catalogName: catalog.name,
        guestOs: vm.hardware.os,
        numberOfCpus: vm.hardware.cpus,
        memoryMB: vm.hardware.memoryMb,
        hardwareVersion: 19,
      };
      return [{ self: referTo.templateVm(vm), fields }];
    }),
  );
}
