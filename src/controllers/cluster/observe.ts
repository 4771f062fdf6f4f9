import { creationPools, type Cluster, type ClusterNode } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type {
  ClusterObservation,
  JobObservation,
  LeaseObservation,
  NodeObservation,
} from '#machines/cluster-observation.ts';
import { poolsInTheMaking } from '#machines/node-changes.ts';
import type { GuestReport, Guests, ToldNodes } from '#guest/guest-backend.ts';
import type { VApp, Vm } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import { planHashOf } from './nodes/boot-plans.ts';
import { secretNames } from './credentials.ts';
import type { ClusterDependencies } from './dependencies.ts';
import { locateVApp, type LocatedVApp } from './locate-vapp.ts';
import { guestOf, placeOf } from './nodes/node-guest.ts';
import { nodeJobId } from './nodes/node-jobs.ts';
import { freshlyTold, inCluster } from './nodes/nodes-in-cluster.ts';
import { identityTags, metadataKeys } from './metadata-keys.ts';
import type { VAppTags } from './vapp-tags.ts';

/** What one look at the world found: plain data for the machine, and vCD's own documents for the step. */
export interface ClusterSight {
  readonly observed: ClusterObservation;
  readonly located: LocatedVApp;
  /** Ids of its tasks that have not ended. */
  readonly underWay: ReadonlySet<string>;
}

type Needs = Pick<ClusterDependencies, 'vcd' | 'guests' | 'secrets' | 'templates' | 'version' | 'clock'> & {
  readonly tags: VAppTags;
};

/** Looks at everything that belongs to the cluster. Throws when anything could not be read: unknown is not absent. */
export async function observeCluster(
  needs: Needs,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ClusterSight> {
  const { secrets, guests, tags } = needs;
  const key = keyOf(cluster);
  const [located, secretsKept] = await Promise.all([
    nothingAskedYet(cluster) ? ({ kind: 'absent' } as const) : locateVApp(needs.vcd, cluster, signal),
    secrets.names(key, cluster.metadata.uid),
  ]);
  const vApp = located.kind === 'present' ? located.vApp : undefined;
  const known = vApp
    ? await tags.read(vApp.id, { orgId: cluster.spec.org.id }, signal)
    : new Map<string, string>();

  const vms = new Map(vApp?.vms.map((vm) => [vm.name, vm]));
  const told = await freshlyTold(needs, cluster, { vAppId: vApp?.id ?? '', vms }, signal);
  const look = { cluster, vAppId: vApp?.id ?? '', vms, guests, secrets, told, signal };
  const nodes = await Promise.all(cluster.status.nodes.map((node) => nodeObservation(look, node)));
  const controlPlane = cluster.status.nodes.find((node) => node.role === 'control-plane');
  const address = nodes.find((node) => node.name === controlPlane?.name)?.ipAddress;
  const tasks = [...(vApp?.tasks ?? []), ...(vApp?.vms.flatMap((vm) => vm.tasks) ?? [])];
  const failedTasks = tasks.filter((task) => task.state === 'error' || task.state === 'aborted');

  const observed: ClusterObservation = {
    vApp: located.kind,
    vAppId: vApp?.id,
    busy: vApp?.status === 0 || tasks.some(isUnderWay),
    composing: vApp?.status === 0,
    broken:
      vApp?.status === -1
        ? (failedTasks.at(-1)?.error?.message ?? 'Cloud Director failed to create it')
        : undefined,
    lastTaskError: failedTasks.at(-1)?.error?.message,
    tagged:
      vApp?.ownerId === cluster.spec.owner.id &&
      Object.entries(identityTags(cluster, needs.version)).every(
        ([name, value]) => known.get(name) === value,
      ),
    addressPublished: address !== undefined && known.get(metadataKeys.masterIp) === address,
    leases: vApp?.leases ? leasesOf(vApp.leases) : [],
    nodes,
    credentialsIssued: secretsKept.includes(secretNames.pki),
    controlPlaneLegible: isLegible(guests, controlPlane, nodes),
    kubeconfigIssued: secretsKept.includes(secretNames.kubeconfig),
    jobsUnavailable: jobsUnavailable(guests, secretsKept, nodes, controlPlane),
    templateProblem: await templateProblem(needs, cluster, vms),
  };
  const underWay = new Set(tasks.filter(isUnderWay).map(({ id }) => id));
  return { observed, located, underWay };
}

/**
 * Nothing is asked of vCD before the request's task is open. The look that set the nodes down has just found nothing
 * either: the one after it asks for the vApp. Should an earlier life of the server have asked for it already, the name
 * is refused, and from then on it is looked for.
 */
function nothingAskedYet(cluster: Cluster): boolean {
  const { vApp, tasks, phase, nodes, lastError } = cluster.status;
  if (vApp?.id !== undefined || isToGo(cluster)) return false;
  if (vApp === undefined && tasks.length === 0) return true;
  return (
    phase === 'planningNodes' && lastError === undefined && nodes.every(({ state }) => state === 'planned')
  );
}

function isToGo({ metadata, spec }: Cluster): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    spec.requests.some(({ operation }) => operation === 'delete_cluster')
  );
}

/** What the look at one node needs of the look at its cluster. */
interface NodeLook extends Pick<Needs, 'guests' | 'secrets'> {
  readonly cluster: Cluster;
  readonly vAppId: string;
  readonly vms: ReadonlyMap<string, Vm>;
  readonly told: ToldNodes | undefined;
  readonly signal: AbortSignal;
}

async function nodeObservation(look: NodeLook, node: ClusterNode): Promise<NodeObservation> {
  const { cluster, vms, guests, told } = look;
  const vm = vms.get(node.name);
  const jobs = {
    drain: await jobOf(look, node, 'drainNode'),
    deregistration: await jobOf(look, node, 'deleteNode'),
  };
  const membership = inCluster(node, told);
  if (!vm) {
    return {
      name: node.name,
      vmId: undefined,
      ipAddress: undefined,
      power: 'absent',
      made: false,
      deployed: false,
      busy: false,
      configured: false,
      guest: 'silent',
      guestMessage: '',
      wiped: true,
      ...jobs,
      inCluster: membership,
    };
  }
  const guest = guestOf(guests, node);
  const report = await reportOf(look, node, vm);
  const hash = planHashOf(cluster, node, vms);
  return {
    name: node.name,
    vmId: vm.id,
    ipAddress: vm.ipAddress,
    power: powerOf(vm),
    made: vm.status > 0,
    deployed: vm.deployed || isOn(vm),
    busy: vm.tasks.some(isUnderWay),
    configured: hash !== undefined && guest.prepared(vm, hash),
    guest: report.state,
    guestMessage: wordsOf(report),
    wiped: guest.wiped(vm),
    ...jobs,
    inCluster: membership,
  };
}

/** What a guest that must be called would say is not asked for where nothing depends on it. */
async function reportOf(look: NodeLook, node: ClusterNode, vm: Vm): Promise<GuestReport> {
  const { cluster, vAppId, guests, secrets, signal } = look;
  const guest = guestOf(guests, node);
  if (guest.looksAreCalls) {
    if (!isOn(vm) || isToGo(cluster)) return { state: 'silent' };
    if (node.state === 'joined') return { state: 'succeeded' };
  }
  return guest.report(vm, placeOf(secrets, cluster, node, vAppId), signal);
}

function wordsOf(report: GuestReport): string {
  switch (report.state) {
    case 'failed':
      return report.message;
    case 'running':
      return report.phase;
    case 'silent':
      return report.message ?? '';
    case 'waiting':
    case 'succeeded':
      return '';
  }
}

/** What became of a job for a node, as the control plane tells. */
async function jobOf(
  look: NodeLook,
  node: ClusterNode,
  kind: 'drainNode' | 'deleteNode',
): Promise<JobObservation> {
  const { cluster, vAppId, vms, guests, secrets, signal } = look;
  const controlPlane = cluster.status.nodes.find((candidate) => candidate.role === 'control-plane');
  const vm = controlPlane && vms.get(controlPlane.name);
  if (!vm || isToGo(cluster) || !isAsked(node, kind)) return { state: 'absent', message: '' };
  const place = placeOf(secrets, cluster, controlPlane, vAppId);
  const report = await guestOf(guests, controlPlane).jobReport(vm, nodeJobId(kind, node), place, signal);
  return { state: report.state, message: report.state === 'failed' ? report.message : '' };
}

/** One job is done after the other, and what came of it is kept in the record. */
function isAsked({ removal }: ClusterNode, kind: 'drainNode' | 'deleteNode'): boolean {
  if (!removal) return false;
  return kind === 'drainNode' ? !removal.drained : removal.drained !== undefined && !removal.deregistered;
}

function jobsUnavailable(
  guests: Guests,
  secretsKept: readonly string[],
  nodes: readonly NodeObservation[],
  controlPlane: ClusterNode | undefined,
): string | undefined {
  const needsKey = controlPlane !== undefined && guestOf(guests, controlPlane).needsJobKey;
  if (needsKey && !secretsKept.includes(secretNames.jobKey))
    return 'its nodes were made without a key for jobs';
  const runs = nodes.some((node) => node.name === controlPlane?.name && node.power === 'on');
  return runs ? undefined : 'the control plane does not run';
}

function isLegible(
  guests: Guests,
  controlPlane: ClusterNode | undefined,
  nodes: readonly NodeObservation[],
): boolean {
  if (!controlPlane || !guestOf(guests, controlPlane).fetchFile) return false;
  return nodes.some((node) => node.name === controlPlane.name && node.power === 'on');
}

/** What vCD gives no end lasts for ever. */
function leasesOf(leases: NonNullable<VApp['leases']>): readonly LeaseObservation[] {
  const { stopsAt, deploymentSeconds, expiresAt, storageSeconds } = leases;
  const lease = (kind: LeaseObservation['kind'], seconds: number, endsAt: string | undefined) =>
    endsAt === undefined || seconds === 0 ? [] : [{ kind, lengthMs: seconds * 1000, endsAt }];
  return [...lease('deployment', deploymentSeconds, stopsAt), ...lease('storage', storageSeconds, expiresAt)];
}

/** vApp.xsd, `status`. */
function powerOf({ status }: Vm): NodeObservation['power'] {
  if (status === 4) return 'on';
  return status === 3 ? 'suspended' : 'off';
}

function isOn(vm: Vm): boolean {
  return powerOf(vm) === 'on';
}

/** Only a template that is known to be missing is a problem; one that was not looked at yet is waited for. */
async function templateProblem(
  { templates }: Needs,
  cluster: Cluster,
  vms: ReadonlyMap<string, Vm>,
): Promise<ClusterObservation['templateProblem']> {
  for (const name of neededTemplates(cluster, vms)) {
    const { items } = await templates.list({ name });
    const template = items[0];
    if (!template) return { reason: 'TemplateNotFound', message: `Template ${name} not found` };
    if (!template.status.source && isNotToCome(template)) {
      return {
        reason: 'TemplateNotFound',
        message: `Template ${name} not found (catalog item '${template.spec.catalogItem}' in catalog '${template.spec.catalog}')`,
      };
    }
  }
  return undefined;
}

/** Nobody makes it now; one that is being made is waited for. */
function isNotToCome({ status }: Template): boolean {
  return status.phase === 'missing' || status.phase === 'failed' || status.phase === 'standing';
}

/** Templates of the VMs that are to be made next: all of a creation's, or those of the nodes that are being added. */
function neededTemplates(cluster: Cluster, vms: ReadonlyMap<string, Vm>): ReadonlySet<string> {
  const { spec, status } = cluster;
  if (status.readyAt === undefined) {
    if (vms.size > 0) return new Set();
    return new Set([spec.controlPlane, ...creationPools(spec)].map((machine) => machine.template));
  }
  return new Set(poolsInTheMaking(cluster).map((pool) => pool.template));
}
