import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { BootPlan } from '#guest/guest-backend.ts';
import { GuestFileMissing, GuestRefused } from '#guest/errors.ts';
import type { Vm } from '#vcd/model.ts';
import { clusterPkiOf, pkiFiles, type ClusterPki } from '#workload/cluster-pki.ts';
import type { ClusterDependencies } from './dependencies.ts';
import { guestOf, placeOf } from './nodes/node-guest.ts';

/** Where the original's scripts put the kubeconfig (contract of CSE 1.2.7, section 7.2), and where kubeadm does. */
const kubeconfigFiles = ['/root/.kube/config', '/etc/kubernetes/admin.conf'] as const;

/** A control plane from inside. */
export interface ControlPlane {
  readonly name: string;
  readonly read: (path: string) => Promise<string>;
  readonly deliver: (plan: BootPlan) => Promise<void>;
}

/** What a control plane keeps that another server made, and that we keep of our own. */
export interface ControlPlaneKeys {
  readonly pki: ClusterPki;
  readonly kubeconfig: string;
}

/** The inside of a control plane whose files can be read. */
export function controlPlaneInside(
  { guests, secrets }: Pick<ClusterDependencies, 'guests' | 'secrets'>,
  of: { readonly cluster: Cluster; readonly node: ClusterNode; readonly vm: Vm; readonly vAppId: string },
  signal: AbortSignal,
): ControlPlane {
  const { cluster, node, vm, vAppId } = of;
  const guest = guestOf(guests, node);
  const place = placeOf(secrets, cluster, node, vAppId);
  return {
    name: node.name,
    async read(path) {
      if (!guest.fetchFile) throw new GuestRefused(vm.name, 'there is no way to its files');
      return (await guest.fetchFile(vm, path, place, signal)).toString('utf8');
    },
    deliver: (plan) => guest.deliver(vm, plan, place, signal),
  };
}

/** Throws the guest's errors, and what Node throws of a key or certificate that is none. */
export async function controlPlaneKeys(inside: ControlPlane): Promise<ControlPlaneKeys> {
  const kubeconfig = await kubeconfigOf(inside);
  const entries = await Promise.all(
    Object.entries(pkiFiles).map(async ([name, path]) => [name, await inside.read(path)] as const),
  );
  // One entry for each of `pkiFiles`.
  const files = Object.fromEntries(entries) as Record<keyof typeof pkiFiles, string>;
  return { kubeconfig, pki: clusterPkiOf(files) };
}

async function kubeconfigOf(inside: ControlPlane): Promise<string> {
  const [rootsOwn, administrators] = kubeconfigFiles;
  try {
    return await inside.read(rootsOwn);
  } catch (error) {
    if (error instanceof GuestFileMissing) return inside.read(administrators);
    throw error;
  }
}
