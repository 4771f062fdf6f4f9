import { randomBytes } from 'node:crypto';
import type { Cluster, ClusterNode } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { GuestJobsUnavailable, GuestPasswordUnknown } from '#guest/errors.ts';
import type { SecretStore } from '#store/record-store.ts';
import { issueKubeconfigCertificate } from '#workload/certificates.ts';
import { clusterPkiText, issueClusterPki, parseClusterPki, type ClusterPki } from '#workload/cluster-pki.ts';
import type { JobAgent } from '#workload/job-agent.ts';
import { jobPublicKey } from '#workload/job-key.ts';
import { kubeconfigText } from '#workload/kubeconfig.ts';
import type { ClusterDependencies } from './dependencies.ts';

/** Names under which a cluster's secrets are kept. */
export const secretNames = { pki: 'pki', kubeconfig: 'kubeconfig', jobKey: 'jobKey' } as const;

const dayMs = 86_400_000;

function rootPasswordName(node: Pick<ClusterNode, 'name'>): string {
  return `rootPassword.${node.name}`;
}

/** What goes with a node where its record is lost: its own password, and with the control plane what the cluster has. */
export function nodeSecretNames(node: Pick<ClusterNode, 'name' | 'role'>): readonly string[] {
  const own = rootPasswordName(node);
  return node.role === 'control-plane' ? [secretNames.pki, secretNames.jobKey, own] : [own];
}

/** New certificate authorities, as the text that is kept. */
export async function issuePki(cluster: Cluster, kubernetesVersion: string, now: Date): Promise<string> {
  const clusterName = cluster.metadata.name;
  return clusterPkiText(await issueClusterPki({ clusterName, kubernetesVersion, now }));
}

/** Throws when the cluster has none yet. */
export async function clusterPki(secrets: Pick<SecretStore, 'get'>, cluster: Cluster): Promise<ClusterPki> {
  const text = await secrets.get(keyOf(cluster), cluster.metadata.uid, secretNames.pki);
  if (text === undefined) throw new TypeError(`${keyOf(cluster)} has no certificates`);
  return parseClusterPki(text);
}

/** A kubeconfig for the cluster's owner, good for `https://address:6443`. */
export async function issueKubeconfig(
  { secrets, workload }: Pick<ClusterDependencies, 'secrets' | 'workload'>,
  cluster: Cluster,
  address: string,
  now: Date,
): Promise<string> {
  const { ca } = await clusterPki(secrets, cluster);
  const userName = cluster.spec.owner.name;
  const validForMs = workload.kubeconfigValidityDays * dayMs;
  const client = await issueKubeconfigCertificate({ ca, userName, validForMs, now });
  return kubeconfigText({
    clusterName: cluster.metadata.name,
    userName,
    address,
    caCertificate: ca.certificate,
    client,
  });
}

/**
 * The private key that signs jobs for the cluster's nodes, PEM. Throws `GuestJobsUnavailable` for a cluster that was
 * planned before there were jobs, or whose secrets were lost: a key made now would fit no node.
 */
export async function clusterJobKey(secrets: Pick<SecretStore, 'get'>, cluster: Cluster): Promise<string> {
  const key = await secrets.get(keyOf(cluster), cluster.metadata.uid, secretNames.jobKey);
  if (key === undefined) throw new GuestJobsUnavailable(cluster.metadata.name);
  return key;
}

/** The password of root that the node's VM was made with. Throws when there is none. */
export async function nodeRootPassword(
  secrets: Pick<SecretStore, 'get'>,
  cluster: Cluster,
  node: Pick<ClusterNode, 'name'>,
): Promise<string> {
  const password = await secrets.get(keyOf(cluster), cluster.metadata.uid, rootPasswordName(node));
  if (password === undefined) throw new GuestPasswordUnknown(node.name);
  return password;
}

/**
 * The password of root that the node's VM is to be made with: the one that is kept, or `shared`, or one of its own. It
 * is kept before the VM is asked for, so that no VM has one that nobody knows.
 */
export async function issueRootPassword(
  secrets: Pick<SecretStore, 'get' | 'put'>,
  cluster: Cluster,
  node: Pick<ClusterNode, 'name'>,
  shared: string | undefined,
): Promise<string> {
  const [key, { uid }, name] = [keyOf(cluster), cluster.metadata, rootPasswordName(node)];
  const kept = await secrets.get(key, uid, name);
  if (kept !== undefined) return kept;
  // The ending is for images that want every kind of character in a password.
  const password = shared ?? `${randomBytes(15).toString('base64url')}-aA1`;
  await secrets.put(key, uid, name, password);
  return password;
}

/** The agent that a node is to have: none on workers, and none where the cluster has no key for jobs. */
export async function jobAgentOf(
  secrets: Pick<SecretStore, 'get'>,
  cluster: Cluster,
  { role }: Pick<ClusterNode, 'role'>,
): Promise<JobAgent | undefined> {
  if (role === 'worker') return undefined;
  const key = await secrets.get(keyOf(cluster), cluster.metadata.uid, secretNames.jobKey);
  return key === undefined ? undefined : { role, publicKey: jobPublicKey(key) };
}
