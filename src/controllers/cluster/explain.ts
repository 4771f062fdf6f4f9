import { clusterMachine } from '#machines/cluster.ts';
import { explainWalk, type WalkStep } from '#machines/explain-walk.ts';
import type { Cluster } from '#records/cluster.ts';
import type { ClusterDependencies } from './dependencies.ts';
import { observeCluster } from './observe.ts';
import { questionOf } from './steps/step.ts';
import { vAppTags } from './vapp-tags.ts';

/** Looks at a cluster's world as a reconcile does, does nothing, and tells the walk. Throws what looking throws. */
export function clusterExplainer(
  dependencies: ClusterDependencies,
): (cluster: Cluster, signal: AbortSignal) => Promise<WalkStep[]> {
  return async (cluster, signal) => {
    const tools = { ...dependencies, tags: vAppTags(dependencies.vcd) };
    const { observed } = await observeCluster(tools, cluster, signal);
    return explainWalk(clusterMachine, questionOf(dependencies, { cluster, observed, now: tools.clock() }));
  };
}
