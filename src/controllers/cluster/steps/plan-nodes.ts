import {
  creationPools,
  type Cluster,
  type ClusterNode,
  type ClusterSpec,
  type NodeRole,
} from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { currentAddition, poolOf } from '#machines/node-changes.ts';
import { diagnose } from '#machines/node-repair.ts';
import { waiting } from '#runtime/outcome.ts';
import type { VApp } from '#vcd/model.ts';
import { issueJobKey } from '#workload/job-key.ts';
import { issuePki, secretNames } from '../credentials.ts';
import { machineOf } from '../nodes/node-machine.ts';
import { questionOf, type Step, type StepTools } from './step.ts';

/** VM name prefixes by role (contract of CSE 1.2.7, section 6.2). */
const prefixes: Record<NodeRole, string> = { 'control-plane': 'mstr', worker: 'node', nfs: 'nfsd' };
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Sets down the names of all nodes and the cluster's certificate authorities before anything is made, so that a crash
 * can never make a second one. Where the vApp exists and only the status was lost, the names are read back from it.
 */
export const planNodes: Step = async (tools, { cluster, observed, located, now }) => {
  const { secrets, templates } = tools;
  const { spec, status } = cluster;
  const nodes = [...status.nodes];
  if (nodes.length === 0 && located.kind === 'present') nodes.push(...nodesOfVApp(spec, located.vApp));
  for (const pool of poolsOf(spec)) nodes.push(...missingNodes(tools, cluster, pool, nodes));
  if (!observed.credentialsIssued) {
    // Before the certificates, which tell that all is issued: no node is made before them.
    await secrets.put(keyOf(cluster), cluster.metadata.uid, secretNames.jobKey, issueJobKey());
    const [template] = (await templates.list({ name: spec.controlPlane.template })).items;
    if (!template) throw new TypeError(`template ${spec.controlPlane.template} is no longer offered`);
    const pki = await issuePki(cluster, template.spec.kubernetesVersion, now);
    await secrets.put(keyOf(cluster), cluster.metadata.uid, secretNames.pki, pki);
  }
  return {
    outcome: waiting('PlanningNodes', 0),
    learned: {
      nodes: await withGuestBackends(tools, cluster, nodes),
      vApp: status.vApp ?? { requestedAt: now.toISOString() },
    },
  };
};

/** Sets down the names of the nodes that are added next. */
export const planNewNodes: Step = async (tools, { cluster }) => {
  const { nodes } = cluster.status;
  const addition = currentAddition(cluster);
  const pool = addition && poolOf(cluster, addition);
  const missing = pool ? missingNodes(tools, cluster, { pool: pool.name, ...pool }, nodes) : [];
  const planned = await withGuestBackends(tools, cluster, missing);
  return { outcome: waiting('AddingNodes', 0), learned: { nodes: [...nodes, ...planned] } };
};

/** Sets down the names of workers that are made in place of others; those go, if anything is left of them. */
export const planReplacements: Step = async (tools, situation) => {
  const { cluster } = situation;
  const diagnosis = diagnose(questionOf(tools, situation));
  const lost = diagnosis.kind === 'replace' ? diagnosis.nodes : [];
  const taken = takenNames(cluster, cluster.status.nodes);
  const replacements = lost.map(({ node: { name: of, role, pool, replacement }, seen }) => {
    const node = plannedNode(role, pool, taken, tools.random);
    const because = seen.power === 'on' ? { because: 'nodeLost' as const } : {};
    return { ...node, replacement: { of, attempt: (replacement?.attempt ?? 0) + 1, ...because } };
  });
  const nodes = [...cluster.status.nodes, ...(await withGuestBackends(tools, cluster, replacements))];
  const words = replacements.map(({ name, replacement }) => `${name} for ${replacement.of}`).join(', ');
  return { outcome: waiting('ReplacingNodes', 0, words), learned: { nodes } };
};

/** Sets down the way into each node, which is its template's just now: its VM is made for that one. */
async function withGuestBackends(
  { templates }: Pick<StepTools, 'templates'>,
  { spec }: Cluster,
  nodes: readonly ClusterNode[],
): Promise<ClusterNode[]> {
  const { items } = await templates.list();
  return nodes.map((node) => {
    const { template } = machineOf(spec, node);
    const guestBackend =
      node.guestBackend ?? items.find(({ metadata }) => metadata.name === template)?.spec.guestBackend;
    return guestBackend === undefined ? node : { ...node, guestBackend };
  });
}

interface PoolWish {
  readonly pool: string;
  readonly role: NodeRole;
  readonly count: number;
}

function missingNodes(
  { random }: Pick<StepTools, 'random'>,
  cluster: Cluster,
  { pool, role, count }: PoolWish,
  nodes: readonly ClusterNode[],
): ClusterNode[] {
  const taken = takenNames(cluster, nodes);
  const missing = Math.max(0, count - nodes.filter((node) => node.pool === pool).length);
  return Array.from({ length: missing }, () => plannedNode(role, pool, taken, random));
}

/** A name that is to go, or has gone, is not given again. */
function takenNames({ spec }: Cluster, nodes: readonly ClusterNode[]): Set<string> {
  return new Set([...nodes.map((node) => node.name), ...spec.pools.flatMap((each) => each.evict)]);
}

/** A node under a name that is not taken; from now on it is. */
function plannedNode(role: NodeRole, pool: string, taken: Set<string>, random: () => number): ClusterNode {
  const name = freshName(prefixes[role], taken, random);
  taken.add(name);
  return { name, role, pool, state: 'planned' };
}

function poolsOf(spec: ClusterSpec): readonly PoolWish[] {
  const controlPlane = {
    pool: 'control-plane',
    role: 'control-plane' as const,
    count: spec.controlPlane.count,
  };
  return [controlPlane, ...creationPools(spec).map(({ name, role, count }) => ({ pool: name, role, count }))];
}

/**
 * Each VM in the first pool of its role that has room for it, or that wants it gone. One that no pool has room for is
 * left alone: it may be somebody else's, and a pool with too many nodes would lose one.
 */
function nodesOfVApp({ pools, controlPlane }: ClusterSpec, vApp: VApp): ClusterNode[] {
  const homes = [
    { pool: 'control-plane', role: 'control-plane' as const, room: controlPlane.count as number, evict: [] },
    ...pools.map(({ name, role, count, evict }) => ({ pool: name, role, room: count, evict })),
  ];
  return vApp.vms.flatMap(({ name }) => {
    const ofRole = homes.filter(({ role }) => name.startsWith(`${prefixes[role]}-`));
    const leaving = ofRole.find(({ evict }) => evict.some((each) => each === name));
    const home = leaving ?? ofRole.find(({ room }) => room > 0);
    if (!home) return [];
    if (!leaving) home.room -= 1;
    return [{ name, role: home.role, pool: home.pool, state: 'created' as const }];
  });
}

function freshName(prefix: string, taken: ReadonlySet<string>, random: () => number): string {
  for (;;) {
    const suffix = Array.from({ length: 4 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
    const name = `${prefix}-${suffix}`;
    if (!taken.has(name)) return name;
  }
}
