import { waiting } from '#runtime/outcome.ts';
import { identityTags } from '../metadata-keys.ts';
import type { Step } from './step.ts';

/** Marks the vApp as this cluster and hands it to the user who asked for it. */
export const tagVApp: Step = async ({ vcd, tags, version, pace }, { cluster, located }, signal) => {
  if (located.kind !== 'present') return { outcome: waiting('TaggingVApp', pace.minMs) };
  const context = { orgId: cluster.spec.org.id };
  const { vApp } = located;
  if (vApp.ownerId !== cluster.spec.owner.id)
    await vcd.setOwner(vApp.id, cluster.spec.owner, context, signal);
  await tags.write(vApp.id, identityTags(cluster, version), context, signal);
  return { outcome: waiting('TaggingVApp', pace.minMs) };
};
