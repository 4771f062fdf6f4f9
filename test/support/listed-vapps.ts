import type { VAppRecord } from '#vcd/model.ts';
import { sampleIds } from './sample-cluster.ts';

/** The sample cluster's vApp as the query service lists it while all is well, with changes on top. */
export function listedVApp(changes: Partial<VAppRecord> = {}): VAppRecord {
  return {
    id: sampleIds.vApp,
    name: 'c1',
    vdcId: sampleIds.vdc,
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    busy: false,
    ownerName: 'alice',
    orgId: sampleIds.org,
    numberOfVms: '3',
    metadata: new Map([['cse.cluster.id', sampleIds.cluster]]),
    ...changes,
  };
}
