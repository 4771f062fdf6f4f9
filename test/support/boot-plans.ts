import { loadAddon } from '#workload/addons.ts';
import { controlPlaneBootPlan, nfsBootPlan, workerBootPlan } from '#workload/boot-plan.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';
import { issueJobKey, jobPublicKey } from '#workload/job-key.ts';
import type { BootCluster, BootNode } from '#workload/kubeadm-config.ts';
import type { MachinePlan } from '#workload/machine-plan.ts';
import { parse } from 'yaml';

export const sampleCluster: BootCluster = {
  uid: '7c9f8a52-25d1-4a0b-9d0e-0f6a0c1f3c11',
  name: 'demo',
  endpoint: '10.150.0.11',
  kubernetesVersion: 'v1.36.3',
};

export const sampleControlPlane: BootNode = {
  name: 'mstr-a1b2',
  ipAddress: '10.150.0.11',
  vmId: '0b0c6c3e-3b52-4f6c-8f4f-6f1f0d9a7a01',
  sshKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBogus alice@example.com\n',
};

export const sampleWorker: BootNode = {
  name: 'node-c3d4',
  ipAddress: '10.150.0.12',
  vmId: '0b0c6c3e-3b52-4f6c-8f4f-6f1f0d9a7a02',
};

/** One plan of each role for a cluster with the sample addresses and a PKI made now. */
export async function samplePlans(
  now: Date,
): Promise<{ controlPlane: MachinePlan; worker: MachinePlan; nfs: MachinePlan }> {
  const pki = await issueClusterPki({ clusterName: sampleCluster.name, kubernetesVersion: 'v1.36.3', now });
  const cni = await loadAddon({ name: 'flannel-v0.28.4' });
  const publicKey = jobPublicKey(issueJobKey());
  return {
    controlPlane: await controlPlaneBootPlan({
      cluster: sampleCluster,
      node: sampleControlPlane,
      pki,
      cni,
      jobs: { role: 'control-plane', publicKey },
    }),
    worker: await workerBootPlan({ cluster: sampleCluster, node: sampleWorker, pki, now }),
    nfs: await nfsBootPlan({
      cluster: sampleCluster,
      node: { ...sampleWorker, name: 'nfsd-e5f6' },
      jobs: { role: 'nfs', publicKey },
    }),
  };
}

export interface CloudConfig {
  readonly hostname: string;
  readonly write_files: readonly { path: string; permissions: string; owner: string; content: string }[];
  readonly runcmd: readonly (readonly string[])[];
  readonly users?: readonly object[];
  readonly disable_root?: boolean;
}

/** A `#cloud-config` document as cloud-init would read it. */
export function parseCloudConfig(userData: string): CloudConfig {
  // Only what our own plans write is parsed here, and every test looks at what it needs.
  return parse(userData) as CloudConfig;
}

/** The content of one file that a plan writes. Throws when it writes none of that path. */
export function writtenFile(plan: MachinePlan, path: string): string {
  const file = plan.files.find((file) => file.path === path);
  if (!file) throw new TypeError(`the plan writes no ${path}`);
  return file.content;
}
