import type { ClusterNode } from './cluster.ts';

/** What is to be known of a node first, for people: why it was given up, does not go, or is down; or what its guest said. */
export function nodeMessage(node: ClusterNode): string {
  const { failure, removal, message } = node;
  return failure?.message ?? removal?.stuck?.message ?? trouble(node) ?? message ?? '';
}

/** In what way a node is down, as a verb; a cluster loses nodes without power, too, so that more may be true. */
export function downWords({ inCluster }: Pick<ClusterNode, 'inCluster'>): string {
  switch (inCluster?.state) {
    case 'notReady':
      return 'is not ready, as its cluster says';
    case 'gone':
      return 'is no node of its cluster any more';
    case 'ready':
    case undefined:
      return 'has no power, or no VM any more';
  }
}

function trouble(node: ClusterNode): string | undefined {
  const { inCluster, downSince } = node;
  const since = downSince ?? (inCluster?.state === 'ready' ? undefined : inCluster?.since);
  return since === undefined ? undefined : `${downWords(node)} (since ${since})`;
}
