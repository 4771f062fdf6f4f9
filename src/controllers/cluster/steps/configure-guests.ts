import type { NodeObservation } from '#machines/cluster-observation.ts';
import { waiting } from '#runtime/outcome.ts';
import { bootPlans } from '../nodes/boot-plans.ts';
import { nextLookMs } from '../../pace.ts';
import { guestOf, placeOf } from '../nodes/node-guest.ts';
import { sizeOf } from '../nodes/node-machine.ts';
import { nodeMarks } from '../nodes/node-mark.ts';
import type { Situation, Step, StepTools } from './step.ts';

/** Writes first-boot data, CPU and memory to every VM that lacks them, and what the VM is. */
export const configureGuests: Step = async (tools, situation, signal) => {
  const { cluster, observed, now } = situation;
  await configureNodes(tools, situation, observed.nodes, signal);
  return { outcome: waiting('WritingUserData', nextLookMs(cluster.status.phaseSince, now, tools.pace)) };
};

/** The same for some nodes: one call per VM, all at once. */
export async function configureNodes(
  tools: StepTools,
  { cluster, located, now }: Situation,
  nodes: readonly NodeObservation[],
  signal: AbortSignal,
): Promise<void> {
  if (located.kind !== 'present') return;
  const vms = new Map(located.vApp.vms.map((vm) => [vm.name, vm]));
  const planOf = bootPlans(tools, cluster, vms, now);
  const open = nodes.filter((node) => !node.configured && !node.busy);
  await Promise.all(
    open.map(async ({ name }) => {
      const vm = vms.get(name);
      const node = cluster.status.nodes.find((candidate) => candidate.name === name);
      if (!vm || !node) return;
      const plan = await planOf(node);
      const place = placeOf(tools.secrets, cluster, node, located.vApp.id);
      const change = { ...sizeOf(cluster.spec, node), extraConfig: await nodeMarks(tools, cluster, node) };
      await guestOf(tools.guests, node).prepare(vm, plan, change, place, signal);
    }),
  );
}
