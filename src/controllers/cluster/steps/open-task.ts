import { keyOf } from '#records/metadata.ts';
import { waiting } from '#runtime/outcome.ts';
import type { Step } from './step.ts';

/** Opens the vCD task of every request that has none: the intake did so, unless it was cut off. */
export const openTask: Step = async ({ clusters, tasks }, { cluster }, signal) => {
  for (const request of cluster.spec.requests) {
    // The intake may have noted it since this look began, and the one before it was noted just now.
    const current = (await clusters.get(keyOf(cluster))) ?? cluster;
    if (current.status.tasks.some((task) => task.request === request.id)) continue;
    const { noted } = await tasks.open(current, request, { fresh: false }, signal);
    await noted;
  }
  return { outcome: waiting('OpeningTask', 0) };
};
