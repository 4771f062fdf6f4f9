import type { Cluster, NodeRole } from '#records/cluster.ts';
import type { Vm } from '#vcd/model.ts';

/** What is set as a VM's description when it is asked for: people read the name, we know our VM again by the uid. */
export function nodeDescription({ metadata }: Cluster, role: NodeRole): string {
  return `${role} of cluster ${metadata.name} (${metadata.uid})`;
}

/** What is set as the description of the vApp of a cluster. */
export function clusterDescription(clusterName: string): string {
  return `cluster ${clusterName}`;
}

/** True for a VM that was asked for as a node of this very cluster, whether its name is still known or not. */
export function isNodeOf(
  { metadata }: { readonly metadata: Pick<Cluster['metadata'], 'uid'> },
  vm: Pick<Vm, 'description'>,
): boolean {
  return vm.description?.endsWith(` (${metadata.uid})`) ?? false;
}
