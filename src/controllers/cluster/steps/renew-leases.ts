import { waiting } from '#runtime/outcome.ts';
import { dispositionOf } from '../../disposition.ts';
import type { Step } from './step.ts';

/** Lets the leases of the vApp begin anew, as long as they are; that it was tried is set down, whatever vCD says to it. */
export const renewLeases: Step = async ({ vcd, pace }, { cluster, located, now }, signal) => {
  const outcome = waiting('RenewingLeases', pace.minMs);
  if (located.kind !== 'present' || !located.vApp.leases) return { outcome };
  const askedAt = now.toISOString();
  try {
    const { id, leases } = located.vApp;
    await vcd.renewLeases(id, leases, { orgId: cluster.spec.org.id }, signal);
    return { outcome, learned: { leases: { askedAt } } };
  } catch (error) {
    const refused = dispositionOf(error);
    if (refused?.kind !== 'stalled') throw error;
    return { outcome, learned: { leases: { askedAt, refusal: refused.message } } };
  }
};
