import { randomInt } from 'node:crypto';
import type { ClusterNode, NodeRole } from '#records/cluster.ts';
import { waiting } from '#runtime/outcome.ts';
import type { Step } from '../step.ts';

/** VM name prefixes by role (contract of CSE 1.2.7, section 6.2). */
const prefixes: Record<NodeRole, string> = { 'control-plane': 'mstr', worker: 'node', nfs: 'nfsd' };
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Sets down the names of all nodes before anything is made, so that a crash can never make a second one. */
export const planNodes: Step = async (_tools, { cluster, now }) => {
  const { spec, status } = cluster;
  const nodes: ClusterNode[] = [...status.nodes];
  const fill = (pool: string, role: NodeRole, count: number) => {
    while (nodes.filter((node) => node.pool === pool).length < count) {
      nodes.push({ name: freshName(prefixes[role], nodes), role, pool, state: 'planned' });
    }
  };
  fill('control-plane', 'control-plane', spec.controlPlane.count);
  for (const pool of spec.pools) fill(pool.name, pool.role, pool.count);
  return {
    outcome: waiting('NamingNodes', 0),
    learned: { nodes, vApp: status.vApp ?? { requestedAt: now.toISOString() } },
  };
};

function freshName(prefix: string, taken: readonly ClusterNode[]): string {
  for (;;) {
    const suffix = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
    const name = `${prefix}-${suffix}`;
    if (!taken.some((node) => node.name === name)) return name;
  }
}
