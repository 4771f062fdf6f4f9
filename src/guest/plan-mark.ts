import type { Vm } from '#vcd/model.ts';
import { GuestPlanConflict } from './errors.ts';

/** ExtraConfig key that holds the hash of a VM's plan: set with everything else of it in one call, and never removed. */
export const planKey = 'guestinfo.cse.plan';

/** ExtraConfig with which disks keep their ids inside the guest, which the storage driver depends on. */
export const diskIds = { 'disk.enableUUID': '1' } as const;

/** `status` of a VM that does not run (vApp.xsd): resolved but never deployed, or powered off. */
const offStatuses: readonly number[] = [1, 8];

/** An empty value is none: that is how vCD is told to remove a key. */
export function markedPlan(vm: Vm): string | undefined {
  return vm.extraConfig.get(planKey) || undefined;
}

/** Whether the VM is still to be marked with this plan. Throws `GuestPlanConflict` when it runs with another one. */
export function lacksPlan(vm: Vm, hash: string): boolean {
  const present = markedPlan(vm);
  if (present === hash) return false;
  if (present !== undefined && !offStatuses.includes(vm.status)) throw new GuestPlanConflict(vm.name);
  return true;
}
