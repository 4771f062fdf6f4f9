import type { Cluster } from '#records/cluster.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { OrgContext, VApp, VAppRecord } from '#vcd/model.ts';
import { metadataKeys } from './metadata-keys.ts';
import { isNodeOf } from './nodes/node-description.ts';

/** The cluster's vApp as vCD shows it now. `foreign`: the name is held by something that is not this cluster. */
export type LocatedVApp =
  | { readonly kind: 'absent' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'present'; readonly vApp: VApp };

/**
 * Finds the vApp by the id noted in the status, or else by name in the VDC. A vApp without our metadata is still ours
 * when it holds VMs that are described as this cluster's, or under the names that were set down for it before it was
 * asked for: that is what a compose whose answer was lost leaves, or one whose whole status was.
 */
export async function locateVApp(
  vcd: CloudDirector,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LocatedVApp> {
  const context = { orgId: cluster.spec.org.id };
  const id = cluster.status.vApp?.id;
  if (id !== undefined) {
    const vApp = await getOrNothing(vcd, id, context, signal);
    if (vApp) return { kind: 'present', vApp };
  }
  if (cluster.spec.vdc.id === null) return { kind: 'absent' };
  const where = { vdcId: cluster.spec.vdc.id, name: cluster.metadata.name };
  const records = await vcd.findVApps(where, [metadataKeys.clusterId], context, signal);
  const [record] = records;
  return record ? recognise(vcd, cluster, record, signal) : { kind: 'absent' };
}

/** What is listed is there: when it cannot be read all the same, that is thrown and not taken for absence. */
async function recognise(
  vcd: CloudDirector,
  cluster: Cluster,
  record: VAppRecord,
  signal: AbortSignal,
): Promise<Exclude<LocatedVApp, { kind: 'absent' }>> {
  const clusterId = record.metadata.get(metadataKeys.clusterId);
  if (clusterId && clusterId !== cluster.metadata.uid) return { kind: 'foreign' };
  const vApp = await vcd.getVApp(record.id, { orgId: cluster.spec.org.id }, signal);
  if (clusterId === cluster.metadata.uid) return { kind: 'present', vApp };
  if (vApp.vms.some((vm) => isNodeOf(cluster, vm))) return { kind: 'present', vApp };
  if (cluster.status.vApp === undefined) return { kind: 'foreign' };
  const names = new Set(cluster.status.nodes.map((node) => node.name));
  const service = await vcd.whoAmI(signal);
  const ours =
    vApp.vms.length > 0 ? vApp.vms.some((vm) => names.has(vm.name)) : vApp.ownerId === service.userId;
  return ours ? { kind: 'present', vApp } : { kind: 'foreign' };
}

/** vCD says "forbidden" for what is gone; whether it is gone or hidden is then told by the query that follows. */
async function getOrNothing(
  vcd: CloudDirector,
  id: string,
  context: OrgContext,
  signal: AbortSignal,
): Promise<VApp | undefined> {
  try {
    return await vcd.getVApp(id, context, signal);
  } catch (error) {
    if (error instanceof VcdForbidden) return undefined;
    throw error;
  }
}
