import type { KeyPairPem } from './certificates.ts';
import { createInitialObjects } from './initial-objects.ts';
import { ObjectStore } from './object-store.ts';

/** What the control plane nodes of one cluster have in common: etcd, the authority, and which kubelets are alive. */
export interface ClusterState {
  readonly store: ObjectStore;
  readonly ca: KeyPairPem;
  /** `v1.36.1`. */
  readonly kubernetesVersion: string;
  /** Nodes need no CNI manifest to become Ready. */
  readonly networkAlwaysReady: boolean;
  /** Names of the nodes whose kubelet runs. */
  readonly kubelets: Set<string>;
}

/** A cluster as it is when its first API server has started: default namespaces and roles, nothing else. */
export function newCluster(
  options: Pick<ClusterState, 'ca' | 'kubernetesVersion' | 'networkAlwaysReady'>,
): ClusterState {
  const store = new ObjectStore();
  createInitialObjects(store);
  return { ...options, store, kubelets: new Set() };
}
