import { keyOf } from '#records/metadata.ts';
import { waiting } from '#runtime/outcome.ts';
import type { Step } from '../step.ts';

/** Opens the vCD task of every request that has none: the intake did so, unless it was cut off. */
export const openTask: Step = async ({ clusters, tasks }, { cluster }, signal) => {
  // The intake may have noted it since this look began: asking vCD for it would be a call for nothing.
  const current = (await clusters.get(keyOf(cluster))) ?? cluster;
  for (const request of current.spec.requests) {
    if (current.status.tasks.some((task) => task.request === request.id)) continue;
    await tasks.open(current, request, { fresh: false }, signal);
  }
  return { outcome: waiting('OpeningTask', 0) };
};
