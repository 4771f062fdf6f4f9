import type { Intent } from '#records/intent.ts';
import { recordKey } from '#records/metadata.ts';
import { sampleIds, sampleNow } from './sample-cluster.ts';

/** The line of the sample cluster's vApp, with changes on top. */
export function sampleLeftVApp(changes: Partial<Intent> = {}): Intent {
  return {
    id: `vApp/${sampleIds.cluster}`,
    record: recordKey('Cluster', 'acme', 'c1'),
    uid: sampleIds.cluster,
    thing: {
      kind: 'vApp',
      name: 'c1',
      orgId: sampleIds.org,
      vdcId: sampleIds.vdc,
      vAppId: sampleIds.vApp,
    },
    at: sampleNow.toISOString(),
    origin: 'record',
    deletedAt: null,
    foundAt: null,
    ...changes,
  };
}
