import type { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import type { Task, VApp } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import type { LeakDependencies } from './dependencies.ts';
import { isLeaving } from './known-records.ts';
import {
  accounted,
  getVApp,
  isBusy,
  nothing,
  orNothing,
  type Found,
  type LineOf,
  type RecordReading,
} from './sighting.ts';

/** The vApp of a cluster: by its id, or by its name in its VDC where vCD has not told the id. */
export async function sightVApp(
  dependencies: LeakDependencies,
  line: LineOf<'vApp'>,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const { orgId } = line.thing;
  const { uid } = line.intent;
  const vApp = await locate(dependencies, line, signal);
  const known = await records();
  if (known.clusterOf(uid)) return accounted;
  if (!vApp) return nothing();
  if (known.clusterWithVApp(vApp.id)) return accounted;
  const metadata = await dependencies.vcd.getMetadata(vApp.id, { orgId }, signal);
  const { clusterIdKey, readyKey } = dependencies.marks;
  const tag = metadata.get(clusterIdKey);
  if (tag !== undefined && tag !== uid) return nothing('foreign');
  const wasReady = Boolean(metadata.get(readyKey));
  // With a VM of somebody else's in it, only who asked for its deletion may take that away, too.
  const isAllOurs = vApp.vms.every((vm) => dependencies.marks.isNodeOf(uid, vm));
  const proven = isAllOurs || line.intent.deletedAt !== null;
  return {
    seen: { state: 'present', record: 'none', wasReady, proven, busy: isBusy(vApp) },
    target: { kind: 'vApp', orgId, vAppId: vApp.id },
  };
}

/** Only what bears our mark: what else has the name is none of ours. */
async function locate(
  dependencies: LeakDependencies,
  line: LineOf<'vApp'>,
  signal: AbortSignal,
): Promise<VApp | undefined> {
  const { orgId, vdcId, vAppId, name } = line.thing;
  if (vAppId !== null) {
    const vApp = await getVApp(dependencies, { id: vAppId, orgId }, signal);
    return vApp && (await isMarked(dependencies, line, vApp, signal)) ? vApp : undefined;
  }
  if (vdcId === null) return undefined;
  const named = await dependencies.vcd.findVApps({ vdcId, name }, [], { orgId }, signal);
  for (const { id } of named) {
    const vApp = await getVApp(dependencies, { id, orgId }, signal);
    if (vApp && (await isMarked(dependencies, line, vApp, signal))) return vApp;
  }
  return undefined;
}

async function isMarked(
  { vcd, marks }: LeakDependencies,
  { intent, thing }: LineOf<'vApp'>,
  { vms, description, ownerId }: VApp,
  signal: AbortSignal,
): Promise<boolean> {
  if (vms.length > 0) return vms.some((vm) => marks.isNodeOf(intent.uid, vm));
  // What a failed compose leaves has no VM that could bear a mark.
  if (intent.origin !== 'record' || description !== marks.vAppDescription(thing.name)) return false;
  return ownerId === (await vcd.whoAmI(signal)).userId;
}

/** A VM in the vApp of a cluster. One whose cluster has no record goes or stays with its vApp. */
export async function sightVm(
  dependencies: LeakDependencies,
  { intent, thing }: LineOf<'vm'>,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const { uid } = intent;
  const { orgId, vAppId, name } = thing;
  const vApp = vAppId === null ? undefined : await getVApp(dependencies, { id: vAppId, orgId }, signal);
  const found = (await records()).clusterOf(uid);
  // As it is after the vApp was looked at: nodes are written down before their VMs are asked for.
  const cluster = found && (await dependencies.clusters.get(keyOf(found)));
  if (cluster?.metadata.uid !== uid) return nothing();
  if (isLeaving(cluster) || cluster.status.nodes.some((node) => node.name === name)) return accounted;
  const vm = vApp?.vms.find((each) => each.name === name);
  if (!vApp || !vm) return nothing();
  if (!dependencies.marks.isNodeOf(uid, vm)) return nothing('foreign');
  return {
    seen: {
      state: 'present',
      record: cluster.spec.paused ? 'paused' : 'none',
      wasReady: false,
      // After a restore of an old database the mark alone may be on a node that works.
      proven: intent.origin === 'record' || intent.deletedAt !== null,
      busy: isBusy(vApp),
    },
    target: { kind: 'vm', orgId, vAppId: vApp.id, vmId: vm.id, deployed: vm.deployed || vm.status === 4 },
  };
}

/** The running tasks of a request that no record tells of. */
export async function sightTask(
  dependencies: LeakDependencies,
  line: LineOf<'task'>,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const running = (await tasksOf(dependencies, line, signal)).filter(isUnderWay);
  const cluster = (await records()).clusterOf(line.intent.uid);
  if (cluster && accountsForTask(cluster, line)) return accounted;
  const noted = new Set(cluster?.status.tasks.map(({ id }) => id));
  const tasks = running.filter(({ id }) => !noted.has(id));
  if (tasks.length === 0) return nothing();
  return {
    seen: { state: 'present', record: 'none', wasReady: false, proven: true, busy: false },
    target: { kind: 'tasks', uid: line.intent.uid, tasks },
  };
}

async function tasksOf(
  { vcd, marks }: LeakDependencies,
  { intent, thing }: LineOf<'task'>,
  signal: AbortSignal,
): Promise<readonly Task[]> {
  const { orgId, taskId, name } = thing;
  const owner = marks.taskOwner(intent.uid);
  const found =
    taskId === null
      ? await vcd.findTasks(orgId, owner, signal)
      : [await orNothing(vcd.getTask(taskId, signal))].flatMap((task) => task ?? []);
  return found.filter((task) => task.ownerHref === owner && task.operationName === name);
}

/** A request whose task is not noted yet may have opened this one. */
function accountsForTask({ spec, status }: Cluster, { intent, thing }: LineOf<'task'>): boolean {
  const noted = new Map(status.tasks.map((task) => [task.request, task]));
  if (status.tasks.some(({ id }) => id === thing.taskId)) return true;
  return spec.requests.some(({ id }) => !noted.has(id) || `task/${id}` === intent.id);
}
