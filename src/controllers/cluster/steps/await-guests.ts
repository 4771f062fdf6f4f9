import type { NodeObservation } from '#machines/cluster-observation.ts';
import { waiting } from '#runtime/outcome.ts';
import { bootPlans } from '../nodes/boot-plans.ts';
import { nextLookMs } from '../../pace.ts';
import { guestOf, placeOf } from '../nodes/node-guest.ts';
import type { Situation, Step, StepTools } from './step.ts';

/** The guests work by themselves once they have their plan; what they are at is told. */
function awaitGuests(reason: 'WaitingForControlPlane' | 'WaitingForWorkers'): Step {
  return async (tools, situation, signal) => {
    const { cluster, observed, now } = situation;
    await deliverPlans(tools, situation, observed.nodes, signal);
    return {
      outcome: waiting(
        reason,
        nextLookMs(cluster.status.phaseSince, now, tools.pace),
        guestWords(observed.nodes),
      ),
    };
  };
}

/** Waits until the control plane says that it is initialized. */
export const awaitControlPlane: Step = awaitGuests('WaitingForControlPlane');
/** Waits until the workers say that they have joined. */
export const awaitWorkers: Step = awaitGuests('WaitingForWorkers');

/** Gives every guest that waits for it the plan of its node: all at once, since they work side by side. */
export async function deliverPlans(
  tools: StepTools,
  { cluster, located, now }: Situation,
  nodes: readonly NodeObservation[],
  signal: AbortSignal,
): Promise<void> {
  if (located.kind !== 'present') return;
  const vms = new Map(located.vApp.vms.map((vm) => [vm.name, vm]));
  const planOf = bootPlans(tools, cluster, vms, now);
  const open = new Set(nodes.filter((node) => node.guest === 'waiting').map((node) => node.name));
  await Promise.all(
    cluster.status.nodes.map(async (node) => {
      const vm = vms.get(node.name);
      if (!vm || !open.has(node.name)) return;
      const plan = await planOf(node);
      const place = placeOf(tools.secrets, cluster, node, located.vApp.id);
      await guestOf(tools.guests, node).deliver(vm, plan, place, signal);
    }),
  );
}

/** What those that are not done are at, for people. */
export function guestWords(nodes: readonly NodeObservation[]): string {
  const open = nodes.filter((node) => node.guest !== 'succeeded');
  return open.map((node) => `${node.name}: ${node.guestMessage || 'no word from the guest yet'}`).join(', ');
}
