import { keyOf } from '#records/metadata.ts';
import type { Cluster } from '#records/cluster.ts';
import { clusterPhase, type ClusterPhase } from '#machines/cluster.ts';
import { done, waiting } from '#runtime/outcome.ts';
import type { Reconcile } from '#runtime/reconcile.ts';
import { StoreConflict } from '#store/errors.ts';
import { dispositionOf } from '../disposition.ts';
import type { ClusterDependencies } from './dependencies.ts';
import { noteEvents } from './note-events.ts';
import { observeCluster } from './observe.ts';
import { withFailedAttempt, withReport } from './report.ts';
import type { Situation, StepResult, StepTools } from './step.ts';
import { steps } from './steps.ts';
import { tellTasks } from './tell-tasks.ts';
import { vAppTags } from './vapp-tags.ts';

/** One look at a cluster and the one step that its phase calls for. */
export function clusterReconciler(dependencies: ClusterDependencies): Reconcile {
  const { clusters, clock, deadlines, lostAnswerGraceMs } = dependencies;
  const tools: StepTools = { ...dependencies, tags: vAppTags(dependencies.vcd) };

  return async function reconcileCluster(key, { signal, log }) {
    const cluster = await clusters.get(key);
    if (!cluster) return done;
    try {
      const { observed, located } = await observeCluster(tools, cluster, signal);
      const now = clock();
      const phase = clusterPhase({ cluster, observed, deadlines, lostAnswerGraceMs, now });
      log.debug({ phase }, 'decided');

      const told = await tellTasks(dependencies.tasks, cluster, phase, signal);
      const result = await act(tools, phase, { cluster: told, observed, located, now }, signal);
      const report = { phase, observed, result, tasks: told.status.tasks };
      const after = withReport(told, report, deadlines, clock());
      await noteEvents(dependencies.events, cluster, after);
      await clusters.updateStatus(after);
      return after.status.failure && !cluster.status.failure
        ? waiting(after.status.failure.reason, 0)
        : result.outcome;
    } catch (error) {
      if (!signal.aborted && !(error instanceof StoreConflict))
        await reportFailedAttempt(dependencies, cluster, error);
      throw error;
    }
  };
}

async function act(
  tools: StepTools,
  phase: ClusterPhase,
  situation: Situation,
  signal: AbortSignal,
): Promise<StepResult> {
  try {
    return await steps[phase](tools, situation, signal);
  } catch (error) {
    const outcome = dispositionOf(error);
    if (!outcome) throw error;
    return { outcome };
  }
}

/** Best effort: the error that is being reported matters more than that its report could not be written. */
async function reportFailedAttempt(
  { clusters, clock }: ClusterDependencies,
  cluster: Cluster,
  error: unknown,
): Promise<void> {
  const current = await clusters.get(keyOf(cluster));
  if (current) await clusters.updateStatus(withFailedAttempt(current, error, clock())).catch(() => undefined);
}
