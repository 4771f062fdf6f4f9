import { keyOf } from '#records/metadata.ts';
import { waiting } from '#runtime/outcome.ts';
import { issuePki, secretNames } from '../credentials.ts';
import type { Step } from '../step.ts';

/** Makes the certificate authorities of the cluster, once. */
export const issueCredentials: Step = async ({ secrets }, { cluster, now }) => {
  await secrets.put(keyOf(cluster), cluster.metadata.uid, secretNames.pki, await issuePki(cluster, now));
  return { outcome: waiting('IssuingCredentials', 0) };
};
