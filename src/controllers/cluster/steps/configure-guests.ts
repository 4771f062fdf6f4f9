import { waiting } from '#runtime/outcome.ts';
import { bootPlanOf, placeOf } from '../boot-plans.ts';
import { nextLookMs } from '../../pace.ts';
import { sizeOf } from '../node-machine.ts';
import type { Step } from '../step.ts';

/** Writes first-boot data, CPU and memory to every VM that lacks them: one call per VM, all at once. */
export const configureGuests: Step = async (tools, { cluster, observed, located, now }, signal) => {
  const outcome = waiting('WritingUserData', nextLookMs(cluster.status.phaseSince, now, tools.pace));
  if (located.kind !== 'present') return { outcome };
  const vms = new Map(located.vApp.vms.map((vm) => [vm.name, vm]));
  const open = observed.nodes.filter((node) => !node.configured && !node.busy);
  await Promise.all(
    open.map(async ({ name }) => {
      const vm = vms.get(name);
      const node = cluster.status.nodes.find((candidate) => candidate.name === name);
      if (!vm || !node) return;
      const plan = await bootPlanOf(tools, cluster, node, vms, now);
      await tools.guest.prepare(
        vm,
        plan,
        sizeOf(cluster.spec, node),
        placeOf(cluster, located.vApp.id),
        signal,
      );
    }),
  );
  return { outcome };
};
