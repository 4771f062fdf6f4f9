import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { recordedLog } from '../support/recorded-log.ts';
import {
  eventually,
  noBroker,
  quickGuests,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

describe('a database that was lost while a cluster was being made', { skip: noBroker }, () => {
  it('leaves a cluster that stands, which is reported, and a half-made one, which goes with its task', async () => {
    const { log, lines } = recordedLog();
    await using cloud = await startCloud({
      guests: quickGuests({ bootMs: 600 }),
      limits: { resync_seconds: 1 },
      leaks: { grace: 2 },
      log,
    });
    await cloud.startServer();
    const lost = await requestCluster(cloud.alice, 'lost', { node_count: 0 });
    assert.equal((await lost.ended()).status, 'success');
    const half = await requestCluster(cloud.alice, 'half', { node_count: 0 });
    await eventually(async () => isTagged(cloud, 'half') || undefined, 'half is marked as a cluster');
    await cloud.stopServer();
    for (const file of await readdir(cloud.directory)) {
      if (file.startsWith('cse.db')) await rm(join(cloud.directory, file));
    }

    const { telemetryUrl } = await cloud.startServer();
    const task = await half.ended();
    assert.equal(task.status, 'error');
    assert.match(task.error ?? '', /no record of this request any more/);
    const shows = (count: number) =>
      eventually(async () => {
        const text = await (await fetch(`${telemetryUrl}/metrics`)).text();
        return text.includes(`\ncse_orphans{thing="vApp"} ${count}\n`) || undefined;
      }, `${count} vApps without a record`);
    await gone(cloud, 'half');
    await shows(1);
    const told = lines.filter(({ msg }) => msg === 'Something of ours has no record');
    assert.deepEqual(told.map(({ kind, name, reason }) => [kind, name, reason].join(' ')).toSorted(), [
      'task create_cluster due',
      'vApp half due',
      'vApp lost wasReady',
    ]);
    await using reader = await openSqliteReader({ path: join(cloud.directory, 'cse.db'), log });
    const audited = (await reader.audit.newest(100)).map(({ entry }) => JSON.parse(entry) as Entry);
    const removals = audited.filter(({ verb, state }) => verb === 'removeLeak' && state === 'done');
    assert.deepEqual(
      removals
        .map(({ source, actor, target }) => [source, actor, target.split(' (')[0]].join(' '))
        .toSorted(),
      ["service cse task 'create_cluster'", "service cse vApp 'half'"],
    );

    // Its owner takes it over, and it can be deleted as ever.
    await deleted(cloud.alice, 'lost');
    await gone(cloud, 'lost');
    await shows(0);
  });
});

/** What is looked at of a row of the audit. */
interface Entry {
  readonly verb: string;
  readonly state: string;
  readonly source: string;
  readonly actor: string;
  readonly target: string;
}

function isTagged({ sim }: SimulatedCloud, name: string): boolean {
  const vApp = [...sim.inventory.vApps.values()].find((each) => each.name === name);
  return vApp?.metadata.has('GENERAL:cse.cluster.id') ?? false;
}
