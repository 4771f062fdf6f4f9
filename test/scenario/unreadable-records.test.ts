import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { cliWorld } from '../support/cli-world.ts';
import { deleted, gone, listed, requestCluster } from '../support/cluster-requests.ts';
import { vmNames } from '../support/node-requests.ts';
import { assertWireClean, eventually, noBroker, startCloud } from '../support/simulated-cloud.ts';

describe('records that cannot be read', { skip: noBroker }, () => {
  it('are left alone, and the service goes on with all others', async (t) => {
    await using cloud = await startCloud({ limits: { resync_seconds: 1 } });
    const { alice } = cloud;
    const cse = (...words: string[]) =>
      cliWorld({ clock: () => new Date() }).run(...words, '-c', cloud.configPath);
    await cloud.startServer();
    for (const name of ['good', 'bad']) {
      const task = await (await requestCluster(alice, name, { node_count: 1 })).ended();
      assert.equal(task.status, 'success');
    }
    const nodes = vmNames(cloud, 'bad');
    await cloud.stopServer();
    const database = new SqliteDatabase(join(cloud.directory, 'cse.db'));
    database.exec("update records set spec = '{' where name in ('bad', 'photon-5')");
    database.close();

    const { telemetryUrl } = await cloud.startServer();
    await eventually(async () => {
      const text = await (await fetch(`${telemetryUrl}/metrics`)).text();
      return text.includes('\ncse_store_damaged_records 2\n') || undefined;
    }, 'both are counted');
    const list = (await cse('get', 'clusters')).stdout;
    assert.match(list, /^acme +bad .* unreadable /m);
    assert.match(list, /^acme +good .* ready /m);
    assert.match((await cse('get', 'events')).stdout, /Warning +Unreadable +cluster\/bad/);

    // Others are served as ever.
    const other = await requestCluster(alice, 'other', { node_count: 0 });
    assert.equal((await other.ended()).status, 'success');
    await deleted(alice, 'good');
    // Tenants still see the cluster; nothing can be done with it, and its name stays taken.
    assert.ok((await listed(alice)).includes('bad'));
    assert.equal((await alice.call('DELETE', '/api/cse/bad')).status, 503);
    const taken = await (await requestCluster(alice, 'bad')).ended();
    assert.equal(taken.error, 'Cluster bad already exists.');
    assert.deepEqual(vmNames(cloud, 'bad'), nodes);

    // As the runbook mends it: the record goes, and what is in Cloud Director is taken over.
    assert.equal((await cse('purge', 'cluster', 'bad', '--yes')).code, 0);
    assert.deepEqual(vmNames(cloud, 'bad'), nodes);
    assert.equal((await cse('adopt', 'bad')).code, 0);
    await eventually(
      async () => /^acme +bad .* ready /m.test((await cse('get', 'clusters')).stdout) || undefined,
      'bad is back',
    );
    assert.deepEqual(vmNames(cloud, 'bad'), nodes);
    for (const name of ['bad', 'other']) await deleted(alice, name);
    for (const name of ['bad', 'other', 'good']) await gone(cloud, name);
    assert.equal((await cloud.leftovers()).total, 0);
    assertWireClean(t, cloud.wire);
  });
});
