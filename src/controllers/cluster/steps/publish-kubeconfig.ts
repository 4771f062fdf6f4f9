import { keyOf } from '#records/metadata.ts';
import { waiting } from '#runtime/outcome.ts';
import { issueKubeconfig, secretNames } from '../credentials.ts';
import { metadataKeys } from '../metadata-keys.ts';
import type { Step } from './step.ts';

/** Makes the user's kubeconfig and records the endpoint on the vApp. */
export const publishKubeconfig: Step = async (tools, { cluster, observed, located, now }, signal) => {
  const outcome = waiting('PublishingKubeconfig', tools.pace.minMs);
  const address = cluster.status.nodes.find((node) => node.role === 'control-plane')?.ipAddress;
  if (located.kind !== 'present' || address === undefined) return { outcome };
  if (!observed.kubeconfigIssued) {
    const text = await issueKubeconfig(tools, cluster, address, now);
    await tools.secrets.put(keyOf(cluster), cluster.metadata.uid, secretNames.kubeconfig, text);
  }
  if (!observed.addressPublished) {
    await tools.tags.write(
      located.vApp.id,
      { [metadataKeys.masterIp]: address },
      { orgId: cluster.spec.org.id },
      signal,
    );
  }
  return { outcome };
};
