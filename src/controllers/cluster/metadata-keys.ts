import type { Cluster } from '#records/cluster.ts';

/** The keys by which a vApp is known as a cluster (contract of CSE 1.2.7, section 6.3). */
export const metadataKeys = {
  clusterId: 'cse.cluster.id',
  version: 'cse.version',
  template: 'cse.template',
  masterIp: 'cse.master.ip',
} as const;

/** Every key that a vApp of ours may bear. */
export const allMetadataKeys: readonly string[] = Object.values(metadataKeys);

/** What marks a vApp as this cluster from the moment it exists. */
export function identityTags(cluster: Cluster, version: string): Record<string, string> {
  return {
    [metadataKeys.clusterId]: cluster.metadata.uid,
    [metadataKeys.version]: version,
    [metadataKeys.template]: cluster.spec.controlPlane.template,
  };
}
