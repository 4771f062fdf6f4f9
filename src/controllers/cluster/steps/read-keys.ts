import type { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { GuestFileMissing, GuestPasswordUnknown, GuestRefused, GuestUnreachable } from '#guest/errors.ts';
import { waiting } from '#runtime/outcome.ts';
import { adoptionPlan } from '#workload/adoption-plan.ts';
import { clusterPkiText, type ClusterPki } from '#workload/cluster-pki.ts';
import {
  controlPlaneInside,
  controlPlaneKeys,
  type ControlPlane,
  type ControlPlaneKeys,
} from '../control-plane-keys.ts';
import { issueRootPassword, secretNames } from '../credentials.ts';
import { nextLookMs } from '../../pace.ts';
import type { Situation, Step, StepTools } from './step.ts';

/**
 * Reads once what a cluster that another server made keeps on its control plane and we keep of our own: its certificate
 * authorities and the kubeconfig. What cannot be read in time is noted and not tried again until the wish changes.
 */
export const readKeys: Step = async (tools, situation, signal) => {
  const { cluster, located, now } = situation;
  const node = cluster.status.nodes.find(({ role }) => role === 'control-plane');
  const vm = located.kind === 'present' && located.vApp.vms.find(({ name }) => name === node?.name);
  const lookAgainMs = nextLookMs(cluster.status.phaseSince, now, tools.pace);
  if (!node || !vm || located.kind !== 'present') return { outcome: waiting('ReadingKeys', lookAgainMs) };
  const inside = controlPlaneInside(tools, { cluster, node, vm, vAppId: located.vApp.id }, signal);
  try {
    await noteOriginalPasswords(tools, cluster);
    const keys = await controlPlaneKeys(inside);
    await equip(tools, cluster, inside, keys.pki);
    await keep(tools, cluster, keys);
    return { outcome: waiting('ReadingKeys', 0) };
  } catch (error) {
    const message = whyUnread(error);
    if (message === undefined) throw error;
    if (error instanceof GuestUnreachable && !isOverdue(tools, situation))
      return { outcome: waiting('ReadingKeys', lookAgainMs, message) };
    const keysUnread = { generation: cluster.metadata.generation, message };
    return { outcome: waiting('ReadingKeys', 0, message), learned: { keysUnread } };
  }
};

/** The original gave root the template's one password on every VM. */
async function noteOriginalPasswords(
  { secrets, originalPasswords }: Pick<StepTools, 'secrets' | 'originalPasswords'>,
  cluster: Cluster,
): Promise<void> {
  const password = originalPasswords.get(cluster.spec.controlPlane.template);
  if (password === undefined) return;
  for (const node of cluster.status.nodes) await issueRootPassword(secrets, cluster, node, password);
}

/** Brings what its jobs and its later workers need. */
async function equip(
  { nodeScripts, templates }: Pick<StepTools, 'nodeScripts' | 'templates'>,
  { metadata, spec }: Cluster,
  inside: ControlPlane,
  pki: ClusterPki,
): Promise<void> {
  const [template] = (await templates.list({ name: spec.controlPlane.template })).items;
  const scripts = template ? await nodeScripts(template) : {};
  await inside.deliver(await adoptionPlan({ clusterId: metadata.uid, nodeName: inside.name, pki, scripts }));
}

async function keep(
  { secrets }: Pick<StepTools, 'secrets'>,
  cluster: Cluster,
  { pki, kubeconfig }: ControlPlaneKeys,
): Promise<void> {
  const [key, { uid }] = [keyOf(cluster), cluster.metadata];
  await secrets.put(key, uid, secretNames.kubeconfig, kubeconfig);
  // Last, because it tells that all was read.
  await secrets.put(key, uid, secretNames.pki, clusterPkiText(pki));
}

/** What to tell of an error of the guest or of its files; undefined for any other, which is tried again. */
function whyUnread(error: unknown): string | undefined {
  const isOfGuest =
    error instanceof GuestUnreachable ||
    error instanceof GuestFileMissing ||
    error instanceof GuestPasswordUnknown ||
    error instanceof GuestRefused;
  if (isOfGuest) return error.message;
  return error instanceof Error && isUnreadable(error)
    ? `its certificates cannot be used: ${error.message}`
    : undefined;
}

/** Node's own word for a key or certificate that is none, and ours for one that fits another. */
function isUnreadable(error: Error): boolean {
  return error instanceof TypeError || ('code' in error && String(error.code).startsWith('ERR_OSSL_'));
}

function isOverdue({ deadlines }: Pick<StepTools, 'deadlines'>, { cluster, now }: Situation): boolean {
  const { phase, phaseSince } = cluster.status;
  if (phase !== 'readingKeys' || phaseSince === undefined) return false;
  // As long as any control plane may take to say something.
  return now.getTime() - Date.parse(phaseSince) > deadlines.initializingControlPlane;
}
