import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { BootPlan } from '#guest/guest-backend.ts';
import type { Template } from '#records/template.ts';
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
  type NodeScriptTexts,
} from '#workload/boot-plan.ts';
import type { ClusterPki } from '#workload/cluster-pki.ts';
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

/** What the machines of one template are made with. */
interface Offer {
  readonly template: Template;
  readonly scripts: NodeScriptTexts;
}

/**
 * First-boot data for the cluster's nodes, with certificates made now; what they have in common is read once. The
 * function throws for a node whose address, or whose control plane's, is not known.
 */
export function bootPlans(
  { guests, nodeScripts, secrets, templates, workload }: PlanNeeds,
  cluster: Cluster,
  vms: ReadonlyMap<string, Vm>,
  now: Date,
): (node: ClusterNode) => Promise<BootPlan> {
  const offers = new Map<string, Promise<Offer>>();
  let readingPki: Promise<ClusterPki> | undefined;

  async function readOffer(name: string): Promise<Offer> {
    const template = (await templates.list({ name })).items[0];
    if (!template) throw new TypeError(`template ${name} is no longer offered`);
    return { template, scripts: await nodeScripts(template) };
  }

  return async function planOf(node) {
    const identity = identityOf(cluster, node, vms);
    if (!identity) throw new TypeError(`the addresses of ${node.name} and its control plane are not known`);
    const name = machineOf(cluster.spec, node).template;
    const reading = offers.get(name) ?? readOffer(name);
    offers.set(name, reading);
    const { template, scripts } = await reading;
    const bootCluster: BootCluster = {
      ...identity.cluster,
      name: cluster.metadata.name,
      kubernetesVersion: template.spec.kubernetesVersion,
      podSubnet: workload.podCidr,
      serviceSubnet: workload.serviceCidr,
    };
    const bootNode: BootNode = { ...identity.node, sshKey: sshKeyOf(cluster.spec, node) };
    const jobs = guestOf(guests, node).needsJobKey ? await jobAgentOf(secrets, cluster, node) : undefined;
    const common = { cluster: bootCluster, node: bootNode, jobs, scripts };
    if (identity.role === 'nfs') return nfsBootPlan(common);
    const pki = await (readingPki ??= clusterPki(secrets, cluster));
    if (identity.role === 'worker') return workerBootPlan({ ...common, pki, now });
    const cni = await loadAddon({ name: template.spec.cni });
    return controlPlaneBootPlan({ ...common, pki, cni });
  };
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
