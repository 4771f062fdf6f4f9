import { waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import { placeOf } from '../boot-plans.ts';
import type { Step } from '../step.ts';

/** Removes the first-boot data with its keys from every VM that still carries it. */
export const wipeUserData: Step = async ({ guest, pace }, { cluster, observed, located, now }, signal) => {
  const outcome = waiting('WipingUserData', nextLookMs(cluster.status.phaseSince, now, pace));
  if (located.kind !== 'present') return { outcome };
  const open = new Set(observed.nodes.filter((node) => !node.wiped && !node.busy).map((node) => node.name));
  const vms = located.vApp.vms.filter((vm) => open.has(vm.name));
  await Promise.all(vms.map((vm) => guest.wipe(vm, placeOf(cluster, located.vApp.id), signal)));
  return { outcome };
};
