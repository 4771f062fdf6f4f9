import type { ClusterState } from './cluster-state.ts';
import { networkReady } from './node-status.ts';
import { isJsonObject, listAt, textAt, valueAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import type { ObjectStore } from './object-store.ts';
import { conditionStatus } from './tables.ts';

/** Makes, places, starts and removes the pods of DaemonSets and Deployments, and counts them in their owners' status. */
export function refreshPods(cluster: ClusterState): void {
  const { store } = cluster;
  removeOrphans(store);
  const nodes = store.list(store.type('nodes'));
  for (const set of store.list(store.type('daemonsets.apps'))) refreshDaemonSet(store, set, nodes);
  for (const deployment of store.list(store.type('deployments.apps'))) refreshDeployment(store, deployment);
  for (const pod of store.list(store.type('pods'))) refreshPod(cluster, pod, nodes);
}

function removeOrphans(store: ObjectStore): void {
  const owners = new Set(
    ['nodes', 'daemonsets.apps', 'deployments.apps'].flatMap((resource) =>
      store.list(store.type(resource)).map((owner) => owner.metadata.uid),
    ),
  );
  const nodes = new Set(store.list(store.type('nodes')).map((node) => node.metadata.name));
  for (const pod of store.list(store.type('pods'))) {
    const owner = pod.metadata.ownerReferences?.[0];
    const node = textAt(pod, 'spec', 'nodeName');
    const orphaned = owner !== undefined && !owners.has(owner.uid);
    if (orphaned || (node !== '' && !nodes.has(node))) store.remove(store.type('pods'), pod);
  }
}

function ownedBy(store: ObjectStore, owner: KubernetesObject): readonly KubernetesObject[] {
  return store
    .list(store.type('pods'), owner.metadata.namespace)
    .filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === owner.metadata.uid);
}

function refreshDaemonSet(
  store: ObjectStore,
  set: KubernetesObject,
  nodes: readonly KubernetesObject[],
): void {
  const pods = ownedBy(store, set);
  const targets = nodes.filter((node) => suits(set, node)).map((node) => node.metadata.name);
  for (const pod of pods) {
    if (!targets.includes(textAt(pod, 'spec', 'nodeName'))) store.remove(store.type('pods'), pod);
  }
  for (const target of targets) {
    if (!pods.some((pod) => textAt(pod, 'spec', 'nodeName') === target)) createPod(store, set, target);
  }
  const ready = pods.filter(isRunning).length;
  setStatus(store, 'daemonsets.apps', set, {
    desiredNumberScheduled: targets.length,
    currentNumberScheduled: targets.length,
    updatedNumberScheduled: targets.length,
    numberReady: ready,
    numberAvailable: ready,
    numberMisscheduled: 0,
    observedGeneration: set.metadata.generation,
  });
}

/** Owner references say Deployment, without the ReplicaSet between: nobody here looks at that. */
function refreshDeployment(store: ObjectStore, deployment: KubernetesObject): void {
  const pods = ownedBy(store, deployment);
  const replicas = Number(valueAt(deployment, 'spec', 'replicas') ?? 1);
  for (const pod of pods.slice(replicas)) store.remove(store.type('pods'), pod);
  for (let count = pods.length; count < replicas; count += 1) createPod(store, deployment, undefined);
  const ready = pods.slice(0, replicas).filter(isRunning).length;
  const available = ready === replicas ? 'True' : 'False';
  setStatus(store, 'deployments.apps', deployment, {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: deployment.metadata.generation,
    conditions: [{ type: 'Available', status: available }],
  });
}

function createPod(store: ObjectStore, owner: KubernetesObject, nodeName: string | undefined): void {
  const template = valueAt(owner, 'spec', 'template');
  const labels = valueAt(template, 'metadata', 'labels');
  const suffix = Math.random().toString(36).slice(2, 7).padEnd(5, '0');
  const spec = valueAt(template, 'spec');
  const { apiVersion, kind } = owner;
  const { name, uid = '' } = owner.metadata;
  store.create(store.type('pods'), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${suffix}`,
      namespace: owner.metadata.namespace ?? 'default',
      ...(isJsonObject(labels) ? { labels: labels as Record<string, string> } : {}), // labels are texts in any valid template
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
    },
    spec: { ...(isJsonObject(spec) ? spec : {}), ...(nodeName === undefined ? {} : { nodeName }) },
    status: { phase: 'Pending' },
  });
}

/** Schedules a pod that has no node, and runs it where kubelet and network do. */
function refreshPod(cluster: ClusterState, pod: KubernetesObject, nodes: readonly KubernetesObject[]): void {
  const { store } = cluster;
  const type = store.type('pods');
  const name = textAt(pod, 'spec', 'nodeName');
  if (name === '') {
    const free = nodes.filter(
      (node) => conditionStatus(node, 'Ready') === 'True' && schedulable(node) && suits(pod, node),
    );
    const node = free[Math.floor(Math.random() * free.length)];
    if (node) store.update(type, { ...pod, spec: { ...specOf(pod), nodeName: node.metadata.name } });
    return;
  }
  const node = nodes.find((each) => each.metadata.name === name);
  const kubeletRuns = node !== undefined && cluster.kubelets.has(name);
  if (isRunning(pod)) {
    if (!kubeletRuns && conditionStatus(pod, 'Ready') === 'True') {
      store.update(type, { ...pod, status: { ...statusOf(pod), conditions: readyCondition('False') } });
    } else if (kubeletRuns && conditionStatus(pod, 'Ready') !== 'True') {
      store.update(type, { ...pod, status: { ...statusOf(pod), conditions: readyCondition('True') } });
    }
    return;
  }
  const onHostNetwork = valueAt(pod, 'spec', 'hostNetwork') === true;
  if (!kubeletRuns || !(onHostNetwork || networkReady(cluster))) return;
  store.update(type, { ...pod, status: runningStatus(pod, node) });
}

function runningStatus(pod: KubernetesObject, node: KubernetesObject): object {
  const hostIP = textAt(listAt(node, 'status', 'addresses')[0], 'address');
  return {
    phase: 'Running',
    hostIP,
    ...(valueAt(pod, 'spec', 'hostNetwork') === true ? { podIP: hostIP } : {}),
    conditions: readyCondition('True'),
    containerStatuses: listAt(pod, 'spec', 'containers').map((container) => ({
      name: textAt(container, 'name'),
      image: textAt(container, 'image'),
      ready: true,
      restartCount: 0,
    })),
  };
}

function readyCondition(status: 'True' | 'False'): readonly object[] {
  return [{ type: 'Ready', status }];
}

function isRunning(pod: KubernetesObject): boolean {
  return textAt(pod, 'status', 'phase') === 'Running';
}

function schedulable(node: KubernetesObject): boolean {
  return valueAt(node, 'spec', 'unschedulable') !== true;
}

/** Node selector and taints; DaemonSets tolerate what the node controller itself sets, as real ones do. */
function suits(owner: KubernetesObject, node: KubernetesObject): boolean {
  const spec = owner.kind === 'Pod' ? owner['spec'] : valueAt(owner, 'spec', 'template', 'spec');
  const selector = valueAt(spec, 'nodeSelector');
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(isJsonObject(selector) ? selector : {}).every(
    ([key, value]) => labels[key] === value,
  );
  const tolerations = listAt(spec, 'tolerations');
  const tolerated = listAt(node, 'spec', 'taints').every((taint) => {
    const key = textAt(taint, 'key');
    if (owner.kind !== 'Pod' && key.startsWith('node.kubernetes.io/')) return true;
    if (textAt(taint, 'effect') === 'PreferNoSchedule') return true;
    return tolerations.some((toleration) => {
      const tolerates = textAt(toleration, 'key');
      const effect = textAt(toleration, 'effect');
      return (tolerates === '' || tolerates === key) && (effect === '' || effect === textAt(taint, 'effect'));
    });
  });
  return selected && tolerated;
}

function setStatus(store: ObjectStore, resource: string, owner: KubernetesObject, status: object): void {
  store.update(store.type(resource), { ...owner, status });
}

function specOf(object: KubernetesObject): object {
  return object['spec'] as object; // pods are made by createPod or come through the API: they have one
}

function statusOf(object: KubernetesObject): object {
  return object['status'] as object; // a running pod has one
}
