import { z } from 'zod';
import { Condition } from './condition.ts';
import { Metadata } from './metadata-schema.ts';
import { Reason } from './reasons.ts';
import { GuestBackendKind } from './template.ts';

/** Something in vCD that a user named: `id` is the bare UUID, null when the user cannot see such a thing. */
const Reference = z.strictObject({ name: z.string(), id: z.guid().nullable() });
export type Reference = z.output<typeof Reference>;

/** `id` is the user's URN, `urn:vcloud:user:UUID`. */
const User = z.strictObject({ id: z.string(), name: z.string() });
export type User = z.output<typeof User>;

/** The size and origin of a node; null means what the template says. */
const machineFields = {
  template: z.string(),
  cpu: z.int().positive().nullable(),
  memoryMb: z.int().positive().nullable(),
  storageProfile: Reference.nullable(),
};

/** What a node is for. */
export const NodeRole = z.enum(['control-plane', 'worker', 'nfs']);
export type NodeRole = z.output<typeof NodeRole>;

const ControlPlane = z.strictObject({ count: z.literal([1]), ...machineFields });

/** Nodes of one role that are made alike. */
export const NodePool = z.strictObject({
  name: z.string(),
  role: z.enum(['worker', 'nfs']),
  count: z.int().min(0),
  ...machineFields,
  /** Public keys for its nodes' root; null: those of the cluster. */
  sshKey: z.string().nullish(),
  /** Names of nodes that must go first when the pool shrinks. */
  evict: z.array(z.string()),
});
export type NodePool = z.output<typeof NodePool>;

/** What tenants ask for, by the names that vCD's tasks have. */
export const Operation = z.enum(['create_cluster', 'delete_cluster', 'create_nodes', 'delete_nodes']);
export type Operation = z.output<typeof Operation>;

/** One tenant request that shaped the spec: `id` is the AMQP message id, so that a redelivery finds its record. */
export const TenantRequest = z.strictObject({
  id: z.string(),
  operation: Operation,
  user: User,
  /** Of `create_nodes`: the pool that it added, how many nodes that had, and whether a failure takes them back. */
  added: z.strictObject({ pool: z.string(), count: z.int().positive(), rollback: z.boolean() }).optional(),
  /** Of `delete_nodes`: what it named, and which of it was no node then: with one of those nothing is removed. */
  removed: z
    .strictObject({ nodes: z.array(z.string()), missing: z.array(z.string()), force: z.boolean() })
    .optional(),
});
export type TenantRequest = z.output<typeof TenantRequest>;

/**
 * What the service does by itself about the VMs of a cluster that was ready: nothing but to tell; power on those that are
 * off; also make workers anew whose VM is gone, or that are no
 * nodes of the cluster any more.
 */
export const RepairPolicy = z.enum(['report', 'powerOn', 'auto']);
export type RepairPolicy = z.output<typeof RepairPolicy>;

/** What is wanted of a cluster; only requests and operators change it. */
export const ClusterSpec = z.strictObject({
  org: z.strictObject({ id: z.guid(), name: z.string() }),
  vdc: Reference,
  network: Reference,
  owner: User,
  controlPlane: ControlPlane,
  pools: z.array(NodePool),
  sshKey: z.string().nullable(),
  /** Remove what a failed creation made (the wire calls the opposite wish `disable_rollback: false`). */
  rollback: z.boolean(),
  paused: z.boolean(),
  /** Absent: what the configuration says. */
  repair: RepairPolicy.optional(),
  /** The cluster is not deleted, whoever asks, until this is taken away. */
  deletionProtection: z.boolean().optional(),
  requests: z.array(TenantRequest),
});
export type ClusterSpec = z.output<typeof ClusterSpec>;

/** What is left undone when a node goes is noted and not waited for: its VM is removed all the same. */
const JobOutcome = z.object({ state: z.enum(['succeeded', 'failed', 'skipped']), message: z.string() });
/** How a job on a node ended. */
export type JobOutcome = z.output<typeof JobOutcome>;

const NodeRemoval = z.object({
  since: z.iso.datetime(),
  drained: JobOutcome.optional(),
  /** The Node object in the cluster is gone. */
  deregistered: JobOutcome.optional(),
  /** Why the VM could not be removed; tried again when the wish changes. */
  stuck: z.object({ generation: z.int(), reason: Reason, message: z.string() }).optional(),
});
/** How far the removal of a node has come. */
export type NodeRemoval = z.output<typeof NodeRemoval>;

/** A node as its controller knows it; the name is set down before there is a VM. */
export const ClusterNode = z.object({
  name: z.string(),
  role: NodeRole,
  pool: z.string(),
  /** Bare UUID of the VM, once it exists. */
  vmId: z.guid().optional(),
  ipAddress: z.string().optional(),
  /** How data get into its VM: its template's when it was planned; absent: `guestinfo`. */
  guestBackend: GuestBackendKind.optional(),
  /** `requested`: Cloud Director was asked for its VM and has not shown it yet. */
  state: z.enum(['planned', 'requested', 'created', 'configured', 'booting', 'joined', 'failed']),
  message: z.string().optional(),
  /** Why a node that was added later was given up; once set, nothing more is done to make it one. */
  failure: z.object({ reason: Reason, message: z.string(), at: z.iso.datetime() }).optional(),
  /** How far its removal has come. */
  removal: NodeRemoval.optional(),
  /** What its cluster was last heard to say of it, and since when; absent: nothing was heard yet. */
  inCluster: z.object({ state: z.enum(['ready', 'notReady', 'gone']), since: z.iso.datetime() }).optional(),
  /** Since when a node that had joined is seen without power, without a VM, or out of its cluster. */
  downSince: z.iso.datetime().optional(),
  /** How often it was powered on since it last ran for long, when last, and why vCD refused that. */
  poweredOn: z
    .object({ times: z.int().positive(), at: z.iso.datetime(), refusal: z.string().optional() })
    .optional(),
  /**
   * The node that it is made in place of, and the how manieth attempt at that it is; `nodeLost`: that one's VM ran, but
   * was no node of the cluster any more. Absent: its VM was gone, or it could not be made.
   */
  replacement: z
    .object({ of: z.string(), attempt: z.int().positive(), because: z.literal('nodeLost').optional() })
    .optional(),
  /** Paths that an NFS node exports, as it said last; and the time of the question that it has answered or let pass. */
  exports: z.array(z.string()).optional(),
  exportsAt: z.iso.datetime().optional(),
});
export type ClusterNode = z.output<typeof ClusterNode>;

/** The vCD task that shows one request to its user. */
export const RequestTask = z.object({
  request: z.string(),
  operation: Operation,
  /** Bare UUID of the vCD task, and the link to it that the request was answered with. */
  id: z.guid(),
  href: z.string(),
  /** The operation text that was last sent. */
  text: z.string(),
  state: z.enum(['running', 'success', 'error']),
});
export type RequestTask = z.output<typeof RequestTask>;

/** What the controller has seen and done last. */
export const ClusterStatus = z.object({
  observedGeneration: z.int().optional(),
  /** For people; decisions are made from the world. */
  phase: z.string().optional(),
  phaseSince: z.iso.datetime().optional(),
  phaseDeadline: z.iso.datetime().optional(),
  conditions: z.array(Condition),
  /** `requestedAt` is the intent, written before vCD is asked to compose; `id` is the bare UUID. */
  vApp: z.object({ requestedAt: z.iso.datetime(), id: z.guid().optional() }).optional(),
  nodes: z.array(ClusterNode),
  /** `https://address:6443` of the control plane. */
  endpoint: z.string().optional(),
  tasks: z.array(RequestTask),
  waiting: z.object({ reason: Reason, message: z.string(), until: z.iso.datetime() }).optional(),
  /** Why the creation was given up; once set, nothing is created any more. */
  failure: z.object({ reason: Reason, message: z.string(), at: z.iso.datetime() }).optional(),
  /**
   * When vCD stops the vApp, and when it removes it, unless the leases are renewed; when the service does that next, when
   * it asked for it last, and why vCD refused.
   */
  leases: z
    .object({
      stopsAt: z.iso.datetime().optional(),
      expiresAt: z.iso.datetime().optional(),
      renewAt: z.iso.datetime().optional(),
      askedAt: z.iso.datetime().optional(),
      refusal: z.string().optional(),
    })
    .optional(),
  /** Why the keys of a cluster that another server made could not be read; tried again when the wish changes. */
  keysUnread: z.object({ generation: z.int(), message: z.string() }).optional(),
  /** First time that the cluster was ready: from then on only an explicit delete removes it. */
  readyAt: z.iso.datetime().optional(),
  /** The last unexpected error while it lasts. */
  lastError: z.object({ message: z.string(), at: z.iso.datetime(), attempts: z.int() }).optional(),
});
export type ClusterStatus = z.output<typeof ClusterStatus>;

/** A Kubernetes cluster that a tenant wants. */
export const Cluster = z.object({
  kind: z.literal('Cluster'),
  metadata: Metadata,
  spec: ClusterSpec,
  status: ClusterStatus,
});
export type Cluster = z.output<typeof Cluster>;

/** Label of a cluster of ours whose record was lost: when it was made again. */
export const recalledLabel = 'containerservice.dev/recalled';

/** Label of a cluster whose NFS servers are to say what they export: since when, in milliseconds since 1970. */
export const exportsAskedLabel = 'containerservice.dev/exports-asked';

/** When somebody last asked for the exports of the cluster's NFS servers; 0 for never. */
export function exportsAskedAt({ metadata }: Cluster): number {
  return Number(metadata.labels[exportsAskedLabel] ?? 0) || 0;
}

/** Whether the server has answered the question of that time, or it was given up. */
export function hasToldExports({ exportsAt }: ClusterNode, askedAt: number): boolean {
  return exportsAt !== undefined && Date.parse(exportsAt) >= askedAt;
}

/** Of a cluster that nobody has looked at yet. */
export const emptyClusterStatus: ClusterStatus = { conditions: [], nodes: [], tasks: [] };

/** Wanted nodes of the whole cluster, control plane first. */
export function wantedNodeCount(spec: ClusterSpec): number {
  return spec.pools.reduce<number>((sum, pool) => sum + pool.count, spec.controlPlane.count);
}

/** The pools that the cluster is created with: what was asked for later is added when it is ready, and may fail alone. */
export function creationPools(spec: ClusterSpec): readonly NodePool[] {
  const added = new Set(spec.requests.map((request) => request.added?.pool));
  return spec.pools.filter((pool) => !added.has(pool.name));
}

/** Nodes that the cluster is created with, the control plane's included. */
export function creationNodeCount(spec: ClusterSpec): number {
  return creationPools(spec).reduce<number>((sum, pool) => sum + pool.count, spec.controlPlane.count);
}
