import { isDeepStrictEqual } from 'node:util';
import { keyOf } from '#records/metadata.ts';
import type { Cluster } from '#records/cluster.ts';
import { clusterPhase, type ClusterPhase } from '#machines/cluster.ts';
import { done, waiting, type Outcome } from '#runtime/outcome.ts';
import type { Reconcile } from '#runtime/reconcile.ts';
import { StoreConflict } from '#store/errors.ts';
import type { LogFields, Logger } from '#telemetry/logger.ts';
import { dispositionOf } from '../disposition.ts';
import type { ClusterDependencies } from './dependencies.ts';
import { departedVms } from './report/departed.ts';
import { noteEvents } from './report/note-events.ts';
import { observeCluster } from './observe.ts';
import { withFailedAttempt, withReport, type FailedAttempt } from './report/report.ts';
import { questionOf, type Situation, type StepResult, type StepTools } from './steps/step.ts';
import { steps } from './steps/steps.ts';
import { tellTasks } from './tasks/tell-tasks.ts';
import { vAppTags } from './vapp-tags.ts';

/** One look at a cluster and the one step that its phase calls for. */
export function clusterReconciler(dependencies: ClusterDependencies): Reconcile {
  const { clusters, clock, fleet, awaited, calm } = dependencies;
  const tools: StepTools = { ...dependencies, tags: vAppTags(dependencies.vcd) };

  return async function reconcileCluster(key, { signal, log }) {
    const cluster = await clusters.get(key);
    if (!cluster) {
      fleet.forget(key);
      awaited.forget(key);
      return done;
    }
    if (fleet.mayRest(cluster)) return done;
    const still = awaited.stillWaiting(cluster);
    if (still) return still;
    await calm();
    const lines = log.child(requestsOf(cluster));
    return lines.within(() => look(cluster, lines, signal));
  };

  async function look(cluster: Cluster, log: Logger, signal: AbortSignal): Promise<Outcome> {
    let phase: ClusterPhase | undefined;
    try {
      const { observed, located, underWay } = await observeCluster(tools, cluster, signal);
      const now = clock();
      phase = clusterPhase(questionOf(tools, { cluster, observed, now }));
      log.debug({ phase }, 'decided');

      const told = await tellTasks(dependencies.tasks, cluster, phase, signal);
      const result = await act(tools, phase, { cluster: told, observed, located, now }, signal);
      const report = { phase, observed, result, tasks: told.status.tasks };
      const after = withReport(told, report, tools, clock());
      // The disk, too, is for requests first.
      await calm();
      await noteEvents(dependencies.events, cluster, after);
      // At rest nothing is new at any look.
      if (!isDeepStrictEqual(after.status, cluster.status)) {
        // In one commit: what is no node any more must not be there either.
        await Promise.all([
          dependencies.intents.put(departedVms(cluster, after, clock())),
          clusters.updateStatus(after),
        ]);
      }
      fleet.noteLook(after);
      awaited.noteLook(after, underWay, result.outcome);
      // What was given up is seen to at the next look.
      return result.outcome.kind === 'stalled' && hasMoreFailures(cluster, after)
        ? waiting(result.outcome.reason, 0)
        : result.outcome;
    } catch (error) {
      awaited.forget(keyOf(cluster));
      if (!signal.aborted && !(error instanceof StoreConflict))
        await reportFailedAttempt(dependencies, cluster, { error, phase });
      throw error;
    }
  }
}

/** Which requests of tenants a look is for, and the tasks that they follow it by; several at the most busy times. */
function requestsOf({ status }: Cluster): LogFields {
  const open = status.tasks.filter(({ state }) => state === 'running');
  return open.length === 0
    ? {}
    : { requestId: open.map(({ request }) => request).join(' '), taskId: open.map(({ id }) => id).join(' ') };
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

function hasMoreFailures(before: Cluster, after: Cluster): boolean {
  return failuresOf(after) > failuresOf(before);
}

function failuresOf({ metadata, status }: Cluster): number {
  const nodes = status.nodes.filter(
    (node) => node.failure ?? node.removal?.stuck?.generation === metadata.generation,
  );
  return nodes.length + (status.failure ? 1 : 0);
}

/** Best effort: the error that is being reported matters more than that its report could not be written. */
async function reportFailedAttempt(
  { clusters, clock, deadlines }: ClusterDependencies,
  cluster: Cluster,
  failed: FailedAttempt,
): Promise<void> {
  const current = await clusters.get(keyOf(cluster));
  if (!current) return;
  const report = withFailedAttempt(current, failed, { deadlines }, clock());
  await clusters.updateStatus(report).catch(() => undefined);
}
