import type { LeakDependencies } from './dependencies.ts';
import type { Target } from './sighting.ts';

/** What tenants read in a task of theirs that nobody follows any more. */
const abandoned =
  'The service has no record of this request any more: the record was purged, or the database was lost or restored ' +
  'from an older backup. Look at what is there, and ask again for what is missing.';

/** Begins the removal of the very thing that was seen. Where it takes more than one step, the next look goes on. */
export async function remove(
  { vcd, endTask }: Pick<LeakDependencies, 'vcd' | 'endTask'>,
  target: Target,
  signal: AbortSignal,
): Promise<void> {
  switch (target.kind) {
    case 'vApp':
      await vcd.deleteVApp(target.vAppId, { orgId: target.orgId }, signal);
      return;
    case 'vm': {
      const { vAppId, vmId, orgId, deployed } = target;
      // vCD deletes no VM that is deployed.
      if (deployed) await vcd.undeployVm(vAppId, vmId, { orgId }, signal);
      else await vcd.recomposeVApp(vAppId, { removeVmIds: [vmId] }, { orgId }, signal);
      return;
    }
    case 'tasks':
      for (const task of target.tasks) {
        await endTask(task, { uid: target.uid, message: abandoned }, signal);
      }
      return;
    case 'catalogItem':
      for (const taskId of target.taskIds) await vcd.cancelTask(taskId, signal);
      await vcd.catalogs.deleteItem(target.itemId, { orgId: target.orgId }, signal);
      return;
  }
}
