import type { Auditor } from '#audit/auditor.ts';
import type { Config } from '#config/config.ts';
import { endAbandonedTask } from '#controllers/cluster/tasks/abandoned-task.ts';
import { metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import { clusterDescription, isNodeOf } from '#controllers/cluster/nodes/node-description.ts';
import { taskOwnerHref } from '#controllers/cluster/tasks/task-owner.ts';
import type { LeakDependencies, Marks } from '#controllers/leaks/dependencies.ts';
import { LeakAudit } from '#controllers/leaks/leak-audit.ts';
import { buildIn, isImageDescription, validatedKey } from '#controllers/template/marks.ts';
import { thingKinds, type Intent } from '#records/intent.ts';
import type { ControllerPlan } from '#runtime/manager.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Metrics } from '#telemetry/metrics.ts';

/** How clusters and templates mark what they make. */
export const marks: Marks = {
  clusterIdKey: metadataKeys.clusterId,
  readyKey: metadataKeys.masterIp,
  validatedKey,
  isNodeOf: (uid, vm) => isNodeOf({ metadata: { uid } }, vm),
  vAppDescription: clusterDescription,
  buildIn,
  isImage: isImageDescription,
  taskOwner: taskOwnerHref,
};

/** The audit of what is left behind as the configuration has it. What it does of its own accord is in the audit of who changed what. */
export function leakAudit(
  config: Config,
  {
    auditor,
    metrics,
    ...rest
  }: Pick<
    LeakDependencies,
    'clusters' | 'templates' | 'unreadable' | 'intents' | 'events' | 'listing' | 'clock' | 'log'
  > & {
    readonly vcd: LeakDependencies['vcd'] & Pick<CloudDirector, 'updateTask'>;
    readonly auditor: Auditor;
    readonly metrics: Metrics;
  },
): LeakAudit {
  const { remove, graceMs, mostPerHour } = config.leaks;
  for (const thing of thingKinds) metrics.orphans.set({ thing }, 0);
  return new LeakAudit({
    ...rest,
    marks,
    endTask: (task, why, signal) => endAbandonedTask(rest.vcd, task, why, signal),
    noteFound: (intent) =>
      auditor.run(
        actionOf('leakFound', intent),
        async () => {},
        () => ({ outcome: 'unchanged', code: '200' }),
      ),
    audited: (intent, work) =>
      auditor.run(
        actionOf('removeLeak', intent),
        async () => {
          await auditor.actorIs({ actor: 'cse', org: null });
          await work();
        },
        ({ status }) =>
          status === 'fulfilled'
            ? { outcome: 'accepted', code: '200' }
            : { outcome: 'failed', code: 'unavailable' },
      ),
    policy: { remove, graceMs, lostAnswerMs: config.deadlines.lostAnswerMs },
    mostPerHour,
    count: (thing, left) => metrics.orphans.set({ thing }, left),
  });
}

function actionOf(verb: string, { id, thing }: Intent) {
  return { source: 'service', verb, target: `${thing.kind} '${thing.name}' (${id})`, request: null } as const;
}

/**
 * The controller that looks at everything with each resync, and at once at what a record leaves that goes in the middle
 * of its work. It removes one thing at a time.
 */
export function leakController(
  { deadlines }: Config,
  audit: LeakAudit,
  { clusters }: Pick<LeakDependencies, 'clusters'>,
): ControllerPlan {
  return {
    name: 'Leak',
    workers: 1,
    timeoutMs: deadlines.reconcileMs,
    reconcile: (key, { signal }) => audit.reconcile(key, signal),
    async *changes(signal) {
      const revision = await clusters.walk(() => undefined);
      for await (const { kind, record } of clusters.watch(revision, signal)) {
        if (kind === 'gone') yield* await audit.keysOf(record.metadata.uid);
      }
    },
    listKeys: (signal) => audit.keys(signal),
  };
}
