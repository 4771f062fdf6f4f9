import type { ClusterNode } from '#records/cluster.ts';
import type { GuestJob } from '#guest/guest-backend.ts';

/**
 * Names the job for a node: once for each try at its removal, so that one that is tried again later is not taken for
 * the one before. Names of nodes are never given twice.
 */
export function nodeJobId(kind: GuestJob['kind'], node: Pick<ClusterNode, 'name' | 'removal'>): string {
  return `${kind}-${node.name}-${Date.parse(node.removal?.since ?? '') || 0}`;
}
