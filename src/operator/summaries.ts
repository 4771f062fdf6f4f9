import { z } from 'zod';
import { causeOf } from '#records/cause.ts';
import { wantedNodeCount, type Cluster, NodeRole, ClusterNode, Operation } from '#records/cluster.ts';
import { ConditionStatus, findCondition, type Condition } from '#records/condition.ts';
import { kinds, splitKey } from '#records/metadata.ts';
import { nodeMessage } from '#records/node-words.ts';
import type { Template } from '#records/template.ts';
import type { UnreadableRecord } from '#store/record-store.ts';

const timestamp = z.iso.datetime();

/** What every line about a record tells, whatever its kind. */
const recordFields = {
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  created: timestamp,
  labels: z.record(z.string(), z.string()),
  ready: ConditionStatus,
  phase: z.string(),
  phaseSince: timestamp.optional(),
  phaseDeadline: timestamp.optional(),
  paused: z.boolean(),
  deleting: z.boolean(),
  /** How often the present step was tried and failed unexpectedly, one time after the other. */
  attempts: z.int(),
  /** The one thing that somebody who looks at the list should know; empty when all is well. */
  message: z.string(),
};

/** One line about a cluster. */
export const ClusterSummary = z.object({
  kind: z.literal('Cluster'),
  ...recordFields,
  joinedNodes: z.int(),
  wantedNodes: z.int(),
  template: z.string(),
  endpoint: z.string(),
  vdc: z.string(),
  network: z.string(),
  owner: z.string(),
  /** The newest vCD task that shows one of its requests. */
  task: z.object({ operation: Operation, text: z.string(), state: z.string() }).optional(),
});
export type ClusterSummary = z.output<typeof ClusterSummary>;

/** One line about a template. */
export const TemplateSummary = z.object({
  kind: z.literal('Template'),
  ...recordFields,
  position: z.int(),
  isDefault: z.boolean(),
  kubernetesVersion: z.string(),
  catalog: z.string(),
  catalogItem: z.string(),
  cpu: z.int(),
  memoryMb: z.int(),
  cni: z.string(),
});
export type TemplateSummary = z.output<typeof TemplateSummary>;

/** One line about a node of some cluster. */
export const NodeSummary = z.object({
  namespace: z.string(),
  cluster: z.string(),
  name: z.string(),
  role: NodeRole,
  pool: z.string(),
  state: ClusterNode.shape.state,
  ipAddress: z.string(),
  vmId: z.string(),
  message: z.string(),
});
export type NodeSummary = z.output<typeof NodeSummary>;

/** A line of any kind. */
export const RecordSummary = z.discriminatedUnion('kind', [ClusterSummary, TemplateSummary]);
export type RecordSummary = z.output<typeof RecordSummary>;

/** One line of a record's history. */
export const EventSummary = z.object({
  kind: z.enum(kinds),
  namespace: z.string(),
  name: z.string(),
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  count: z.int(),
  firstAt: timestamp,
  lastAt: timestamp,
});
export type EventSummary = z.output<typeof EventSummary>;

/** The line of a cluster. */
export function summarizeCluster(cluster: Cluster): ClusterSummary {
  const { spec, status } = cluster;
  const task = status.tasks.at(-1);
  return {
    kind: 'Cluster',
    ...recordSummary(cluster, causeOf(cluster).brief),
    ...(status.phaseDeadline !== undefined && { phaseDeadline: status.phaseDeadline }),
    joinedNodes: status.nodes.filter((node) => node.state === 'joined').length,
    wantedNodes: wantedNodeCount(spec),
    template: spec.controlPlane.template,
    endpoint: status.endpoint ?? '',
    vdc: spec.vdc.name,
    network: spec.network.name,
    owner: spec.owner.name,
    ...(task && { task: { operation: task.operation, text: task.text, state: task.state } }),
  };
}

/** The lines of a cluster's nodes. */
export function summarizeNodes({ metadata, status }: Cluster): NodeSummary[] {
  return status.nodes.map((node) => ({
    namespace: metadata.namespace,
    cluster: metadata.name,
    name: node.name,
    role: node.role,
    pool: node.pool,
    state: node.state,
    ipAddress: node.ipAddress ?? '',
    vmId: node.vmId ?? '',
    message: nodeMessage(node),
  }));
}

/** The line of a template. */
export function summarizeTemplate(template: Template): TemplateSummary {
  const { spec } = template;
  return {
    kind: 'Template',
    ...recordSummary(template, causeOf(template).brief),
    position: spec.position,
    isDefault: spec.isDefault,
    kubernetesVersion: spec.kubernetesVersion,
    catalog: spec.catalog,
    catalogItem: spec.catalogItem,
    cpu: spec.cpu,
    memoryMb: spec.memoryMb,
    cni: spec.cni,
  };
}

/** The line of a cluster whose record cannot be read. */
export function unreadableCluster(record: UnreadableRecord): ClusterSummary {
  const unknown = {
    joinedNodes: 0,
    wantedNodes: 0,
    template: '',
    endpoint: '',
    vdc: '',
    network: '',
    owner: '',
  };
  return { kind: 'Cluster', ...unreadableSummary(record), ...unknown };
}

/** The same of a template. */
export function unreadableTemplate(record: UnreadableRecord): TemplateSummary {
  const texts = { kubernetesVersion: '', catalog: '', catalogItem: '', cni: '' };
  const numbers = { position: 0, cpu: 0, memoryMb: 0 };
  return { kind: 'Template', ...unreadableSummary(record), ...texts, ...numbers, isDefault: false };
}

function unreadableSummary({ key, uid, created, problem }: UnreadableRecord) {
  const { namespace, name } = splitKey(key);
  return {
    ...{ namespace, name, uid, created, labels: {}, ready: 'Unknown' as const, phase: 'unreadable' },
    ...{ paused: false, deleting: false, attempts: 0 },
    message: `The record cannot be read and is left alone: ${problem}`,
  };
}

interface Summarized {
  readonly metadata: Cluster['metadata'];
  readonly spec: { readonly paused: boolean };
  readonly status: {
    readonly phase?: string | undefined;
    readonly phaseSince?: string | undefined;
    readonly conditions: readonly Condition[];
    readonly lastError?: { readonly attempts: number } | undefined;
  };
}

function recordSummary({ metadata, spec, status }: Summarized, message: string) {
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    created: metadata.creationTimestamp,
    labels: metadata.labels,
    ready: findCondition(status.conditions, 'Ready')?.status ?? ('Unknown' as const),
    phase: status.phase ?? '',
    ...(status.phaseSince !== undefined && { phaseSince: status.phaseSince }),
    paused: spec.paused,
    deleting: metadata.deletionTimestamp !== undefined,
    attempts: status.lastError?.attempts ?? 0,
    message,
  };
}
