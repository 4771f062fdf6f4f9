import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { NewVm } from '#vcd/model.ts';
import { issueRootPassword } from '../credentials.ts';
import type { ClusterDependencies } from '../dependencies.ts';
import { nodeDescription } from './node-description.ts';
import { guestOf } from './node-guest.ts';
import { machineOf } from './node-machine.ts';

/** What vCD is to make of the nodes; undefined as long as one of their templates was not looked at yet. */
export async function newVms(
  tools: Pick<ClusterDependencies, 'guests' | 'secrets' | 'sharedPasswords' | 'templates'>,
  cluster: Cluster,
  nodes: readonly ClusterNode[],
): Promise<readonly NewVm[] | undefined> {
  const byName = new Map<string, Template>();
  for (const node of nodes) {
    const name = machineOf(cluster.spec, node).template;
    const template = byName.get(name) ?? (await tools.templates.list({ name })).items[0];
    if (!template?.status.source) return undefined;
    byName.set(name, template);
  }
  return Promise.all(
    nodes.map(async (node) => newVm(cluster, node, byName, await rootPassword(tools, cluster, node))),
  );
}

/** Undefined where nobody needs one: root's password stays as the template has it, locked. */
async function rootPassword(
  { guests, secrets, sharedPasswords }: Pick<ClusterDependencies, 'guests' | 'secrets' | 'sharedPasswords'>,
  cluster: Cluster,
  node: ClusterNode,
): Promise<string | undefined> {
  if (!guestOf(guests, node).needsRootPassword) return undefined;
  const shared = sharedPasswords.get(machineOf(cluster.spec, node).template);
  return issueRootPassword(secrets, cluster, node, shared);
}

function newVm(
  cluster: Cluster,
  node: ClusterNode,
  templates: ReadonlyMap<string, Template>,
  adminPassword: string | undefined,
): NewVm {
  const machine = machineOf(cluster.spec, node);
  const source = templates.get(machine.template)?.status.source;
  if (!source) throw new TypeError(`template ${machine.template} has no source`);
  const profile = machine.storageProfile;
  return {
    name: node.name,
    description: nodeDescription(cluster, node.role),
    source: { vmId: source.vmId, vmName: source.vmName },
    nic: { index: source.primaryNicIndex, network: cluster.spec.network.name, adapter: source.nicAdapter },
    storageProfile: profile?.id ? { id: profile.id, name: profile.name } : undefined,
    customizationScript: undefined,
    adminPassword,
  };
}
