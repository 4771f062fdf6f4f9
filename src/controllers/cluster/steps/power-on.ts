import { waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import type { Step } from './step.ts';

/** Powers the whole vApp on in one call, so that all nodes boot and join in parallel. */
export const powerOn: Step = async ({ vcd, pace }, { cluster, observed, located, now }, signal) => {
  if (located.kind === 'present' && !observed.busy) {
    await vcd.powerOnVApp(located.vApp.id, { orgId: cluster.spec.org.id }, signal);
  }
  return { outcome: waiting('PoweringOn', nextLookMs(cluster.status.phaseSince, now, pace)) };
};
