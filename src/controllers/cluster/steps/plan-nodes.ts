import { randomInt } from 'node:crypto';
import type { ClusterNode, ClusterSpec, NodeRole } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { waiting } from '#runtime/outcome.ts';
import type { VApp } from '#vcd/model.ts';
import { issueJobKey } from '#workload/job-key.ts';
import { issuePki, secretNames } from '../credentials.ts';
import type { Step } from '../step.ts';

/** VM name prefixes by role (contract of CSE 1.2.7, section 6.2). */
const prefixes: Record<NodeRole, string> = { 'control-plane': 'mstr', worker: 'node', nfs: 'nfsd' };
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Sets down the names of all nodes and the cluster's certificate authorities before anything is made, so that a crash
 * can never make a second one. Where the vApp exists and only the status was lost, the names are read back from it.
 */
export const planNodes: Step = async ({ secrets }, { cluster, observed, located, now }) => {
  const { spec, status } = cluster;
  const nodes = [...status.nodes];
  if (nodes.length === 0 && located.kind === 'present') nodes.push(...nodesOfVApp(spec, located.vApp));
  for (const { pool, role, count } of poolsOf(spec)) {
    while (nodes.filter((node) => node.pool === pool).length < count) {
      nodes.push({ name: freshName(prefixes[role], nodes), role, pool, state: 'planned' });
    }
  }
  if (!observed.credentialsIssued) {
    // Before the certificates, which tell that all is issued: no node is made before them.
    await secrets.put(keyOf(cluster), cluster.metadata.uid, secretNames.jobKey, issueJobKey());
    await secrets.put(keyOf(cluster), cluster.metadata.uid, secretNames.pki, await issuePki(cluster, now));
  }
  return {
    outcome: waiting('PlanningNodes', 0),
    learned: { nodes, vApp: status.vApp ?? { requestedAt: now.toISOString() } },
  };
};

function poolsOf(spec: ClusterSpec): readonly { pool: string; role: NodeRole; count: number }[] {
  const controlPlane = {
    pool: 'control-plane',
    role: 'control-plane' as const,
    count: spec.controlPlane.count,
  };
  return [controlPlane, ...spec.pools.map(({ name, role, count }) => ({ pool: name, role, count }))];
}

function nodesOfVApp(spec: ClusterSpec, vApp: VApp): ClusterNode[] {
  return vApp.vms.flatMap((vm) => {
    const home = poolsOf(spec).find(({ role }) => vm.name.startsWith(`${prefixes[role]}-`));
    return home ? [{ name: vm.name, role: home.role, pool: home.pool, state: 'created' as const }] : [];
  });
}

function freshName(prefix: string, taken: readonly ClusterNode[]): string {
  for (;;) {
    const suffix = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
    const name = `${prefix}-${suffix}`;
    if (!taken.some((node) => node.name === name)) return name;
  }
}
