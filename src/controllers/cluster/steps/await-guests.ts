import { waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import type { Step } from '../step.ts';

/** The guests work by themselves; what they are at is told. */
function awaitGuests(reason: 'WaitingForControlPlane' | 'WaitingForWorkers'): Step {
  return async ({ pace }, { cluster, observed, now }) => {
    const open = observed.nodes.filter((node) => node.guest !== 'succeeded');
    const message = open
      .map((node) => `${node.name}: ${node.guestMessage || 'no word from the guest yet'}`)
      .join(', ');
    return { outcome: waiting(reason, nextLookMs(cluster.status.phaseSince, now, pace), message) };
  };
}

export const awaitControlPlane: Step = awaitGuests('WaitingForControlPlane');
export const awaitWorkers: Step = awaitGuests('WaitingForWorkers');
