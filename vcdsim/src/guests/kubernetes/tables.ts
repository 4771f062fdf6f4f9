import { qualifiedResource } from './api-error.ts';
import { isJsonObject, listAt, textAt, valueAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import type { ResourceType } from './resource-types.ts';

interface Column {
  readonly name: string;
  /** Shown by `-o wide` only. */
  readonly wide?: true;
  readonly value: (object: KubernetesObject) => string | number;
}

/** What kubectl prints, and what it asks the server for. */
export interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly (string | number)[] }[];
}

/** The objects as the Table that kubectl prints (meta.k8s.io/v1, "Receiving resources as Tables"). */
export function tableOf(
  type: ResourceType,
  objects: readonly KubernetesObject[],
  metadata: object,
  now: Date,
): Table {
  const columns = [...(columnsOf[qualifiedResource(type)] ?? [nameColumn, ageColumn])]
    .map((each) => (each === ageColumn ? { ...each, value: ageAt(now) } : each))
    .sort((a, b) => Number(a.wide ?? false) - Number(b.wide ?? false));
  const table = {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, wide }) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: name,
      priority: wide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.value(object)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  };
  return table;
}

const nameColumn: Column = { name: 'Name', value: (object) => object.metadata.name };

/** Marks the place of the age among the columns; its value depends on when one looks. */
const ageColumn: Column = { name: 'Age', value: ageAt(new Date(0)) };

function ageAt(now: Date): Column['value'] {
  return (object) => age(textAt(object, 'metadata', 'creationTimestamp'), now);
}

/** As kubectl writes durations: the largest one or two units. */
function age(since: string, now: Date): string {
  if (since === '') return '<unknown>';
  const seconds = Math.max(0, Math.floor((now.getTime() - new Date(since).getTime()) / 1_000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (hours < 3) return `${minutes}m`;
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

function column(name: string, ...path: readonly (string | number)[]): Column {
  return {
    name,
    value: (object) => {
      const value = valueAt(object, ...path);
      return typeof value === 'string' || typeof value === 'number' ? value : '<none>';
    },
  };
}

function wide(column: Column): Column {
  return { ...column, wide: true };
}

/** Status of a condition: `True`, `False`, `Unknown`; `''` where it is absent. */
export function conditionStatus(object: KubernetesObject, type: string): string {
  const found = listAt(object, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === type,
  );
  return textAt(found, 'status');
}

function nodeStatus(node: KubernetesObject): string {
  const ready = conditionStatus(node, 'Ready');
  const word = ready === '' ? 'Unknown' : ready === 'True' ? 'Ready' : 'NotReady';
  return valueAt(node, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word;
}

function nodeRoles(node: KubernetesObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return (
    roles
      .map((label) => label.slice(prefix.length))
      .sort()
      .join(',') || '<none>'
  );
}

function nodeAddress(kind: string): Column['value'] {
  return (node) =>
    textAt(
      listAt(node, 'status', 'addresses').find((address) => textAt(address, 'type') === kind),
      'address',
    ) || '<none>';
}

function fraction(done: readonly string[], all: readonly string[]): Column['value'] {
  return (object) => `${Number(valueAt(object, ...done) ?? 0)}/${Number(valueAt(object, ...all) ?? 0)}`;
}

function podReady(pod: KubernetesObject): string {
  const states = listAt(pod, 'status', 'containerStatuses');
  const ready = states.filter((state) => valueAt(state, 'ready') === true).length;
  return `${ready}/${listAt(pod, 'spec', 'containers').length}`;
}

function requestCondition(request: KubernetesObject): string {
  const conditions = listAt(request, 'status', 'conditions').map((condition) => textAt(condition, 'type'));
  if (textAt(request, 'status', 'certificate') !== '') conditions.push('Issued');
  return conditions.join(',') || 'Pending';
}

function servicePorts(service: KubernetesObject): string {
  const ports = listAt(service, 'spec', 'ports');
  return (
    ports.map((port) => `${String(valueAt(port, 'port'))}/${textAt(port, 'protocol') || 'TCP'}`).join(',') ||
    '<none>'
  );
}

function dataCount(object: KubernetesObject): number {
  const data = object['data'];
  return isJsonObject(data) ? Object.keys(data).length : 0;
}

const columnsOf: Readonly<Record<string, readonly Column[]>> = {
  nodes: [
    nameColumn,
    { name: 'Status', value: nodeStatus },
    { name: 'Roles', value: nodeRoles },
    ageColumn,
    column('Version', 'status', 'nodeInfo', 'kubeletVersion'),
    wide({ name: 'Internal-IP', value: nodeAddress('InternalIP') }),
    wide({ name: 'External-IP', value: nodeAddress('ExternalIP') }),
    wide(column('OS-Image', 'status', 'nodeInfo', 'osImage')),
    wide(column('Kernel-Version', 'status', 'nodeInfo', 'kernelVersion')),
    wide(column('Container-Runtime', 'status', 'nodeInfo', 'containerRuntimeVersion')),
  ],
  pods: [
    nameColumn,
    { name: 'Ready', value: podReady },
    column('Status', 'status', 'phase'),
    { name: 'Restarts', value: () => 0 },
    ageColumn,
    wide(column('IP', 'status', 'podIP')),
    wide(column('Node', 'spec', 'nodeName')),
  ],
  namespaces: [nameColumn, column('Status', 'status', 'phase'), ageColumn],
  services: [
    nameColumn,
    column('Type', 'spec', 'type'),
    column('Cluster-IP', 'spec', 'clusterIP'),
    { name: 'External-IP', value: () => '<none>' },
    { name: 'Port(s)', value: servicePorts },
    ageColumn,
  ],
  configmaps: [nameColumn, { name: 'Data', value: dataCount }, ageColumn],
  secrets: [nameColumn, column('Type', 'type'), { name: 'Data', value: dataCount }, ageColumn],
  'deployments.apps': [
    nameColumn,
    { name: 'Ready', value: fraction(['status', 'readyReplicas'], ['spec', 'replicas']) },
    column('Up-to-date', 'status', 'updatedReplicas'),
    column('Available', 'status', 'availableReplicas'),
    ageColumn,
  ],
  'daemonsets.apps': [
    nameColumn,
    column('Desired', 'status', 'desiredNumberScheduled'),
    column('Current', 'status', 'currentNumberScheduled'),
    column('Ready', 'status', 'numberReady'),
    column('Up-to-date', 'status', 'updatedNumberScheduled'),
    column('Available', 'status', 'numberAvailable'),
    ageColumn,
  ],
  'certificatesigningrequests.certificates.k8s.io': [
    nameColumn,
    ageColumn,
    column('SignerName', 'spec', 'signerName'),
    column('Requestor', 'spec', 'username'),
    { name: 'Condition', value: requestCondition },
  ],
};
