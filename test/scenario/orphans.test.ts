import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { eventually, noBroker, startCloud } from '../support/simulated-cloud.ts';

describe('vApps without a record', { skip: noBroker }, () => {
  it('are counted and named in the log while they are there, and nothing else is', async () => {
    const { log, lines } = recordedLog();
    await using cloud = await startCloud({ limits: { resync_seconds: 1 }, log });
    await cloud.startServer();
    const lost = await requestCluster(cloud.alice, 'lost', { node_count: 0 });
    assert.equal((await lost.ended()).status, 'success');
    await cloud.stopServer();
    for (const file of await readdir(cloud.directory)) {
      if (file.startsWith('cse.db')) await rm(join(cloud.directory, file));
    }

    const { telemetryUrl } = await cloud.startServer();
    const kept = await requestCluster(cloud.alice, 'kept', { node_count: 0 });
    assert.equal((await kept.ended()).status, 'success');
    const shows = (count: number) =>
      eventually(async () => {
        const text = await (await fetch(`${telemetryUrl}/metrics`)).text();
        return text.includes(`\ncse_orphans ${count}\n`) || undefined;
      }, `${count} orphans`);
    await shows(1);
    const told = lines.filter(({ msg }) => msg === 'A vApp of ours has no record');
    assert.deepEqual(
      told.map(({ name }) => name),
      ['lost'],
    );

    await deleted(cloud.alice, 'lost');
    await gone(cloud, 'lost');
    await shows(0);
    await deleted(cloud.alice, 'kept');
  });
});
