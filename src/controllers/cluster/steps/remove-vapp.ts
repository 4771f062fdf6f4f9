import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { traceOf } from '#records/request-trace.ts';
import { deletedVApp } from '../report/departed.ts';
import { done, waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import type { Step } from './step.ts';

/** Deletes the vApp with all its VMs, or waits until vCD lets go of it. */
export const removeVApp: Step = async (
  { clusters, vcd, pace },
  { cluster, observed, located, now },
  signal,
) => {
  // A delete that was asked for but not marked: the intake was cut off between the two.
  if (cluster.metadata.deletionTimestamp === undefined) await clusters.remove(keyOf(cluster));
  const outcome = waiting('Deleting', nextLookMs(cluster.status.phaseSince, now, pace));
  if (located.kind === 'present' && !observed.busy) {
    await vcd.deleteVApp(located.vApp.id, { orgId: cluster.spec.org.id }, signal);
  }
  return { outcome };
};

/**
 * Lets the record go: nothing of it is left and every task has ended. A request whose answer was cut off may come
 * again after that; it is answered by what is kept of it here.
 */
export const release: Step = async ({ clusters, intents, traces, tags }, { cluster, now }) => {
  if (cluster.status.vApp?.id !== undefined) tags.forget(cluster.status.vApp.id);
  const requests = cluster.spec.requests.flatMap((request) => traceOf(cluster, request) ?? []);
  await Promise.all(requests.map((trace) => traces.put(trace)));
  // In one commit: from then on it is the ledger that knows what must not be there any more.
  await Promise.all([
    intents.settle(cluster.metadata.uid, deletedVApp(cluster, now)),
    clusters.release(keyOf(cluster), cleanupFinalizer),
  ]);
  return { outcome: done };
};
