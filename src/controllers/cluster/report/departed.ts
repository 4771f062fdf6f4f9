import type { Cluster } from '#records/cluster.ts';
import { vmIntent, type Intent } from '#records/intent.ts';
import { keyOf } from '#records/metadata.ts';

/** What the ledger is to say of the VMs of nodes that the record has just forgotten: they are deleted. */
export function departedVms(before: Cluster, after: Cluster, now: Date): readonly Intent[] {
  const { uid } = before.metadata;
  const orgId = before.spec.org.id;
  const vAppId = before.status.vApp?.id ?? null;
  const left = new Set(after.status.nodes.map(({ name }) => name));
  return before.status.nodes
    .filter(({ name }) => !left.has(name))
    .map(({ name }) => ({
      ...vmIntent(uid, { kind: 'vm', name, orgId, vAppId }),
      ...deletedAt(before, now),
    }));
}

/** And of the vApp when the record itself goes; nothing where none was ever asked for. */
export function deletedVApp(cluster: Cluster, now: Date): readonly Intent[] {
  const { metadata, spec, status } = cluster;
  if (!status.vApp) return [];
  const { id = null } = status.vApp;
  const place = { orgId: spec.org.id, vdcId: spec.vdc.id, vAppId: id };
  const thing = { kind: 'vApp' as const, name: metadata.name, ...place };
  return [{ id: `vApp/${metadata.uid}`, thing, ...deletedAt(cluster, now) }];
}

function deletedAt(cluster: Cluster, now: Date): Omit<Intent, 'id' | 'thing'> {
  const at = now.toISOString();
  const { uid } = cluster.metadata;
  return { record: keyOf(cluster), uid, at, origin: 'record', deletedAt: at, foundAt: null };
}
