import { waiting } from '#runtime/outcome.ts';
import type { Step } from '../step.ts';

/** Opens the vCD task of every request that has none: the intake did so, unless it was cut off. */
export const openTask: Step = async ({ tasks }, { cluster }, signal) => {
  for (const request of cluster.spec.requests) {
    if (cluster.status.tasks.some((task) => task.request === request.id)) continue;
    await tasks.open(cluster, request, { fresh: false }, signal);
  }
  return { outcome: waiting('OpeningTask', 0) };
};
