import { randomUUID } from 'node:crypto';
import {
  emptyClusterStatus,
  type Cluster,
  type ClusterSpec,
  type RequestTask,
  type TenantRequest,
} from '#records/cluster.ts';
import type { ResourceVersion } from '#records/metadata.ts';
import { cleanupFinalizer } from '#records/metadata.ts';
import type { NewRecord } from '#store/record-store.ts';
import type {
  ClusterDeadlines,
  ClusterObservation,
  NodeObservation,
  RepairSettings,
} from '#machines/cluster-observation.ts';

export const sampleNow = new Date('2026-11-20T12:00:00.000Z');

export const sampleIds = {
  cluster: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a001',
  org: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a002',
  vdc: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a003',
  network: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a004',
  vApp: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a005',
  task: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a006',
} as const;

const alice = { id: 'urn:vcloud:user:5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a007', name: 'alice' };
const machine = { template: 'ubuntu-24.04', cpu: null, memoryMb: null, storageProfile: null };

/** The running task of a request of the sample cluster. */
export function sampleTask({ id, operation }: TenantRequest): RequestTask {
  const href = `https://vcd.example/api/task/${sampleIds.task}`;
  return { request: id, operation, id: sampleIds.task, href, text: '', state: 'running' };
}

/** A cluster of one control plane and two workers that was accepted and has its task, with changes on top. */
export function sampleCluster(
  changes: {
    readonly metadata?: Partial<Cluster['metadata']>;
    readonly spec?: Partial<ClusterSpec>;
    readonly status?: Partial<Cluster['status']>;
  } = {},
): Cluster {
  const request = { id: 'message-1', operation: 'create_cluster' as const, user: alice };
  return {
    kind: 'Cluster',
    metadata: {
      name: 'c1',
      namespace: 'acme',
      uid: sampleIds.cluster,
      generation: 1,
      resourceVersion: '1' as ResourceVersion,
      creationTimestamp: sampleNow.toISOString(),
      finalizers: [cleanupFinalizer],
      labels: {},
      ...changes.metadata,
    },
    spec: {
      org: { id: sampleIds.org, name: 'acme' },
      vdc: { name: 'acme-vdc', id: sampleIds.vdc },
      network: { name: 'acme-net', id: sampleIds.network },
      owner: alice,
      controlPlane: { count: 1, ...machine },
      pools: [{ name: 'workers', role: 'worker', count: 2, evict: [], ...machine }],
      sshKey: null,
      rollback: true,
      paused: false,
      requests: [request],
      ...changes.spec,
    },
    status: {
      ...emptyClusterStatus,
      vApp: { requestedAt: sampleNow.toISOString() },
      nodes: [
        { name: 'mstr-aaaa', role: 'control-plane', pool: 'control-plane', state: 'planned' },
        { name: 'node-bbbb', role: 'worker', pool: 'workers', state: 'planned' },
        { name: 'node-cccc', role: 'worker', pool: 'workers', state: 'planned' },
      ],
      tasks: [sampleTask(request)],
      ...changes.status,
    },
  };
}

/** A cluster that is about to be stored, like the sample; a name is enough. */
export function newCluster(
  name: string,
  changes: Parameters<typeof sampleCluster>[0] = {},
): NewRecord<Cluster> {
  const { metadata, spec, status } = sampleCluster(changes);
  const { namespace, finalizers, labels } = metadata;
  return { metadata: { name, namespace, uid: randomUUID(), finalizers, labels }, spec, status };
}

/** The sample cluster once it has been ready: all its nodes have joined. */
export function standingCluster(changes: Parameters<typeof sampleCluster>[0] = {}): Cluster {
  const { status } = sampleCluster();
  const nodes = status.nodes.map((node) => ({ ...node, vmId: sampleIds.vApp, state: 'joined' as const }));
  return sampleCluster({
    ...changes,
    status: { readyAt: sampleNow.toISOString(), nodes, ...changes.status },
  });
}

export function nodeSeen(name: string, changes: Partial<NodeObservation> = {}): NodeObservation {
  return {
    name,
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
    drain: { state: 'absent', message: '' },
    deregistration: { state: 'absent', message: '' },
    inCluster: { state: 'unknown' },
    // A VM that is there is made, and one that is on is deployed.
    ...(changes.power !== undefined && changes.power !== 'absent' && { made: true }),
    ...(changes.power === 'on' && { deployed: true }),
    ...changes,
  };
}

/** Nothing of the sample cluster exists yet but its certificates. */
export function sampleObservation(changes: Partial<ClusterObservation> = {}): ClusterObservation {
  return {
    vApp: 'absent',
    vAppId: undefined,
    busy: false,
    composing: false,
    broken: undefined,
    lastTaskError: undefined,
    tagged: false,
    addressPublished: false,
    leases: [],
    nodes: ['mstr-aaaa', 'node-bbbb', 'node-cccc'].map((name) => nodeSeen(name)),
    credentialsIssued: true,
    kubeconfigIssued: false,
    controlPlaneLegible: false,
    jobsUnavailable: undefined,
    templateProblem: undefined,
    ...changes,
  };
}

const hour = 3_600_000;

export const sampleDeadlines: ClusterDeadlines = {
  composingVApp: hour,
  awaitingAddresses: hour,
  taggingVApp: hour,
  configuringGuests: hour,
  poweringOn: hour,
  initializingControlPlane: hour,
  joiningWorkers: hour,
  publishingKubeconfig: hour,
  composingNewNodes: hour,
  addressingNewNodes: hour,
  configuringNewNodes: hour,
  poweringOnNewNodes: hour,
  joiningNewNodes: hour,
  drainingNodes: hour,
  deregisteringNodes: hour,
  deletingNodeVms: hour,
};

export const sampleRepair: RepairSettings = {
  policy: 'auto',
  maxUnhealthy: { unit: 'percent', value: 40 },
  powerOnAfterMs: 120_000,
  notReadyAfterMs: 300_000,
  replaceAfterMs: 600_000,
  leases: 'renew',
};
