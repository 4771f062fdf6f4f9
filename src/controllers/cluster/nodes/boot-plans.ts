import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { BootPlan } from '#guest/guest-backend.ts';
import type { Vm } from '#vcd/model.ts';
import { loadAddon } from '#workload/addons.ts';
import {
  bootPlanHash,
  controlPlaneBootPlan,
  nfsBootPlan,
  workerBootPlan,
  type BootCluster,
  type BootNode,
  type BootRole,
} from '#workload/boot-plan.ts';
import { clusterPki, jobAgentOf } from '../credentials.ts';
import type { ClusterDependencies } from '../dependencies.ts';
import { guestOf } from './node-guest.ts';
import { machineOf, sshKeyOf } from './node-machine.ts';

/** What a node's plan is named after; undefined as long as the addresses are not known that it must hold. */
interface PlanIdentity {
  readonly role: BootRole;
  readonly cluster: Pick<BootCluster, 'uid' | 'endpoint'>;
  readonly node: Pick<BootNode, 'name' | 'ipAddress' | 'vmId'>;
}

/** The hash that the VM carries once its first-boot data is on it. */
export function planHashOf(
  cluster: Cluster,
  node: ClusterNode,
  vms: ReadonlyMap<string, Vm>,
): string | undefined {
  const identity = identityOf(cluster, node, vms);
  return identity && bootPlanHash(identity);
}

type PlanNeeds = Pick<ClusterDependencies, 'guests' | 'nodeScripts' | 'secrets' | 'templates' | 'workload'>;

/** First-boot data for a node, with certificates made now. Throws when the addresses are not known. */
export async function bootPlanOf(
  { guests, nodeScripts, secrets, templates, workload }: PlanNeeds,
  cluster: Cluster,
  node: ClusterNode,
  vms: ReadonlyMap<string, Vm>,
  now: Date,
): Promise<BootPlan> {
  const identity = identityOf(cluster, node, vms);
  if (!identity) throw new TypeError(`the addresses of ${node.name} and its control plane are not known`);
  const name = machineOf(cluster.spec, node).template;
  const template = (await templates.list({ name })).items[0];
  if (!template) throw new TypeError(`template ${name} is no longer offered`);
  const bootCluster: BootCluster = {
    ...identity.cluster,
    name: cluster.metadata.name,
    kubernetesVersion: template.spec.kubernetesVersion,
    podSubnet: workload.podCidr,
    serviceSubnet: workload.serviceCidr,
  };
  const bootNode: BootNode = { ...identity.node, sshKey: sshKeyOf(cluster.spec, node) };
  const jobs = guestOf(guests, node).needsJobKey ? await jobAgentOf(secrets, cluster, node) : undefined;
  const scripts = await nodeScripts(template);
  switch (identity.role) {
    case 'control-plane': {
      const pki = await clusterPki(secrets, cluster);
      const cni = await loadAddon({ name: template.spec.cni });
      return controlPlaneBootPlan({ cluster: bootCluster, node: bootNode, pki, cni, jobs, scripts });
    }
    case 'worker': {
      const pki = await clusterPki(secrets, cluster);
      return workerBootPlan({ cluster: bootCluster, node: bootNode, pki, jobs, scripts, now });
    }
    case 'nfs':
      return nfsBootPlan({ cluster: bootCluster, node: bootNode, jobs, scripts });
  }
}

function identityOf(
  cluster: Cluster,
  node: ClusterNode,
  vms: ReadonlyMap<string, Vm>,
): PlanIdentity | undefined {
  const controlPlane = cluster.status.nodes.find((candidate) => candidate.role === 'control-plane');
  const endpoint = controlPlane && vms.get(controlPlane.name)?.ipAddress;
  const vm = vms.get(node.name);
  if (endpoint === undefined || vm?.ipAddress === undefined) return undefined;
  return {
    role: node.role,
    cluster: { uid: cluster.metadata.uid, endpoint },
    node: { name: node.name, ipAddress: vm.ipAddress, vmId: vm.id },
  };
}
