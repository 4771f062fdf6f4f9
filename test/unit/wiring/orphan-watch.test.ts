import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemTime } from '#time/time.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { VApp, VAppRecord } from '#vcd/model.ts';
import { startOrphanWatch, type OrphanWatchOptions } from '../../../src/wiring/orphan-watch.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { sampleCluster, sampleIds } from '../../support/sample-cluster.ts';

const lostId = '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0b001';

function markedVApp(id: string, clusterId: string): VAppRecord {
  return {
    id,
    name: id,
    vdcId: sampleIds.vdc,
    vdcName: 'acme-vdc',
    status: 'POWERED_ON',
    busy: false,
    ownerName: 'alice',
    orgId: sampleIds.org,
    numberOfVms: '1',
    metadata: new Map([['cse.cluster.id', clusterId]]),
  };
}

/** What the watch says of these vApps, of which only those in `described` have VMs that are described as ours. */
async function firstLook(
  marked: readonly VAppRecord[],
  described: Readonly<Record<string, string>>,
  failures: readonly Error[] = [],
) {
  const { log, lines } = recordedLog();
  const failing = [...failures];
  const counted = Promise.withResolvers<number>();
  const options: OrphanWatchOptions = {
    vcd: {
      async findMarkedVApps() {
        const failure = failing.shift();
        if (failure) throw failure;
        return marked;
      },
      async getVApp(id) {
        const description = described[id];
        if (description === undefined)
          throw new VcdForbidden({
            status: 403,
            code: '',
            message: '',
            requestId: undefined,
            operation: 'getVApp',
          });
        // As much of a vApp as is looked at.
        return { vms: [{ description }] } as unknown as VApp;
      },
    },
    clusters: { list: async () => ({ revision: 1, items: [sampleCluster()] }) },
    gauge: { set: counted.resolve },
    time: systemTime,
    lookEveryMs: 1,
    log,
  };
  await using _watch = startOrphanWatch(options);
  return { count: await counted.promise, lines };
}

test('what has a record, what an original server made and what is gone is no orphan', async () => {
  const marked = [
    markedVApp('ours', sampleIds.cluster),
    markedVApp('copy', sampleIds.cluster),
    markedVApp('original', lostId),
    markedVApp('gone', lostId),
    markedVApp('orphan', lostId),
  ];
  const { count, lines } = await firstLook(marked, {
    ours: `control-plane of cluster c1 (${sampleIds.cluster})`,
    copy: `control-plane of cluster c1 (${sampleIds.cluster})`,
    original: '',
    orphan: `control-plane of cluster lost (${lostId})`,
  });
  assert.equal(count, 1);
  assert.deepEqual(
    lines.map(({ msg, name }) => [msg, name]),
    [['A vApp of ours has no record', 'orphan']],
  );
});

test('a look that fails is told and followed by another', async () => {
  const { count, lines } = await firstLook([], {}, [new Error('vCD is away')]);
  assert.equal(count, 0);
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['Looking for vApps without a record failed'],
  );
});
