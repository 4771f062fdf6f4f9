import { listAt, valueAt } from '../kubernetes/objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import { orAbsent } from './kubectl-client.ts';
import type { KubectlCommand } from './kubectl-command.ts';

function nodesOf(command: KubectlCommand): readonly string[] {
  return command.words.map((word) => word.replace(/^nodes?\//, ''));
}

/** `kubectl cordon` and `uncordon`. */
export async function cordon(command: KubectlCommand, wanted: boolean): Promise<void> {
  for (const node of nodesOf(command)) await setUnschedulable(command, node, wanted);
}

async function setUnschedulable(command: KubectlCommand, node: string, wanted: boolean): Promise<void> {
  const client = command.client();
  const path = `/api/v1/nodes/${node}`;
  const current = valueAt(await client.call('GET', path), 'spec', 'unschedulable') === true;
  const word = wanted ? 'cordoned' : 'uncordoned';
  if (current !== wanted) {
    await client.patch(path, { spec: { unschedulable: wanted ? true : null } }, 'merge');
  }
  command.print(`node/${node} ${current === wanted ? 'already ' : ''}${word}`);
}

/** `kubectl drain`: cordons, then evicts what neither a DaemonSet nor the node itself keeps. */
export async function drain(command: KubectlCommand): Promise<void> {
  for (const node of nodesOf(command)) {
    await setUnschedulable(command, node, true);
    await evictAll(command, node);
    command.print(`node/${node} drained`);
  }
}

async function evictAll(command: KubectlCommand, node: string): Promise<void> {
  const client = command.client();
  const list = await client.call('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`);
  const pods = listAt(list, 'items') as readonly KubernetesObject[]; // what the API lists are objects
  const owner = (pod: KubernetesObject): string => pod.metadata.ownerReferences?.[0]?.kind ?? '';
  const ofDaemons = pods.filter((pod) => owner(pod) === 'DaemonSet');
  if (ofDaemons.length > 0 && !command.has('ignore-daemonsets')) {
    const names = ofDaemons.map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`).join(', ');
    throw new Error(
      `error: unable to drain node "${node}" due to error: cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${names}`,
    );
  }
  for (const pod of pods.filter((each) => !['DaemonSet', 'Node'].includes(owner(each)))) {
    const { name, namespace = 'default' } = pod.metadata;
    const eviction = client.call('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
    // A pod that is gone already is as good as evicted.
    await orAbsent(eviction);
    command.print(`pod/${name} evicted`);
  }
}
