import { mayDo } from './authorization.ts';
import { requestSubject, signRequest } from './certificates.ts';
import type { ClusterState } from './cluster-state.ts';
import { refreshNodes } from './node-status.ts';
import { listAt, textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { refreshPods } from './pods.ts';

/** What the controller manager, the scheduler and the kubelets do in a cluster, as far as it shows in the API. */
export interface ClusterControllers extends Disposable {
  /** To be called when a kubelet started or stopped; changes of objects are noticed by themselves. */
  wake(): void;
}

/** Starts the controllers: after every change they look at everything and move what is out of place. */
export function startControllers(cluster: ClusterState, log: (line: string) => void): ClusterControllers {
  const { store } = cluster;
  let state: 'idle' | 'running' | 'again' | 'stopped' = 'idle';
  const run = async (): Promise<void> => {
    state = 'running';
    try {
      refreshNodes(cluster);
      refreshPods(cluster);
      for (const request of store.list(requestsType)) await settleRequest(cluster, request);
    } catch (error) {
      log(`kubernetes controllers: ${error instanceof Error ? error.message : String(error)}`);
    }
    // Widened on purpose: the state may have been changed by the others while this waited.
    const after = state as typeof state | 'again' | 'stopped';
    if (after !== 'stopped') state = 'idle';
    if (after === 'again') wake();
  };
  const wake = (): void => {
    if (state === 'running') state = 'again';
    if (state !== 'idle') return;
    state = 'running';
    setImmediate(() => void run());
  };
  const unsubscribe = store.subscribe(wake);
  wake();
  return {
    wake,
    [Symbol.dispose]: () => {
      state = 'stopped';
      unsubscribe();
    },
  };
}

const requestsType = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' };

/** Approves kubelets' client certificates as the real approver does, and signs what is approved. */
async function settleRequest(cluster: ClusterState, request: KubernetesObject): Promise<void> {
  const { store } = cluster;
  const type = store.type('certificatesigningrequests.certificates.k8s.io');
  const conditions = listAt(request, 'status', 'conditions');
  const has = (kind: string): boolean => conditions.some((condition) => textAt(condition, 'type') === kind);
  if (textAt(request, 'status', 'certificate') !== '' || has('Denied') || has('Failed')) return;
  const signer = textAt(request, 'spec', 'signerName');
  if (!has('Approved')) {
    if (signer !== 'kubernetes.io/kube-apiserver-client-kubelet' || !isOwnNodeRequest(cluster, request))
      return;
    const condition = { type: 'Approved', status: 'True', reason: 'AutoApproved' };
    store.update(type, { ...request, status: { conditions: [condition] } });
    return;
  }
  const pem = Buffer.from(textAt(request, 'spec', 'request'), 'base64').toString();
  const usage = signer === 'kubernetes.io/kubelet-serving' ? 'server' : 'client';
  const certificate = await signRequest({ ca: cluster.ca, request: pem, usage });
  const current = store.get(type, request.metadata.name);
  if (!current) return;
  store.update(type, {
    ...current,
    status: { conditions, certificate: Buffer.from(certificate).toString('base64') },
  });
}

function isOwnNodeRequest({ store }: ClusterState, request: KubernetesObject): boolean {
  const subject = requestSubject(Buffer.from(textAt(request, 'spec', 'request'), 'base64').toString());
  const user = {
    name: textAt(request, 'spec', 'username'),
    groups: listAt(request, 'spec', 'groups').filter((group) => typeof group === 'string'),
  };
  const attempt = {
    kind: 'resource',
    verb: 'create',
    group: 'certificates.k8s.io',
    resource: 'certificatesigningrequests/nodeclient',
  } as const;
  return (
    subject.commonName.startsWith('system:node:') &&
    subject.organizations.join() === 'system:nodes' &&
    mayDo(user, attempt, store)
  );
}
