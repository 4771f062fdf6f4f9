import type { ClusterState } from './cluster-state.ts';
import { listAt, textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

const notReady = 'node.kubernetes.io/not-ready';
const unreachable = 'node.kubernetes.io/unreachable';

/** Brings every Node's Ready condition and taints in line with its kubelet and the cluster's network. */
export function refreshNodes(cluster: ClusterState): void {
  const { store } = cluster;
  const type = store.type('nodes');
  const network = networkReady(cluster);
  for (const node of store.list(type)) {
    const verdict = judge(cluster.kubelets.has(node.metadata.name), network);
    const before = listAt(node, 'status', 'conditions').find(
      (condition) => textAt(condition, 'type') === 'Ready',
    );
    if (textAt(before, 'status') === verdict.status && textAt(before, 'reason') === verdict.reason) continue;
    store.update(type, withReadiness(node, verdict));
  }
}

/** A network plug-in is a DaemonSet that is not kube-proxy. */
export function networkReady({ store, networkAlwaysReady }: ClusterState): boolean {
  if (networkAlwaysReady) return true;
  return store.list(store.type('daemonsets.apps')).some((set) => set.metadata.name !== 'kube-proxy');
}

interface Verdict {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly taint: string | undefined;
}

function judge(kubeletRuns: boolean, network: boolean): Verdict {
  if (!kubeletRuns) {
    return {
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      taint: unreachable,
    };
  }
  if (!network) {
    return {
      status: 'False',
      reason: 'KubeletNotReady',
      message:
        'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
      taint: notReady,
    };
  }
  return {
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    taint: undefined,
  };
}

function withReadiness(node: KubernetesObject, verdict: Verdict): KubernetesObject {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const { taint, ...ready } = verdict;
  const others = listAt(node, 'status', 'conditions').filter(
    (condition) => textAt(condition, 'type') !== 'Ready',
  );
  const taints = listAt(node, 'spec', 'taints').filter(
    (each) => ![notReady, unreachable].includes(textAt(each, 'key')),
  );
  const status = node['status'] as object; // a Node that came through the API has one
  const spec = node['spec'] as object; // likewise
  return {
    ...node,
    spec: {
      ...spec,
      taints: [
        ...taints,
        ...(taint === undefined
          ? []
          : [
              { key: taint, effect: 'NoSchedule' },
              { key: taint, effect: 'NoExecute' },
            ]),
      ],
    },
    status: {
      ...status,
      conditions: [...others, { type: 'Ready', ...ready, lastHeartbeatTime: now, lastTransitionTime: now }],
    },
  };
}
