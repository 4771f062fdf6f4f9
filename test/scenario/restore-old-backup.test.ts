import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cliWorld } from '../support/cli-world.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { inPhase, recordOf, requestNodes, requestRemoval, vmNames } from '../support/node-requests.ts';
import { assertWireClean, noBroker, startCloud } from '../support/simulated-cloud.ts';
import { toldGuests } from '../support/told-guests.ts';

describe('the restore of an old backup', { skip: noBroker }, () => {
  it('harms no cluster, whatever became of it since', async (t) => {
    await using guests = toldGuests((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '');
    await using cloud = await startCloud({ guests, limits: { resync_seconds: 1 } });
    const { alice, directory: workingDirectory } = cloud;
    const { run } = cliWorld({ clock: () => new Date(), workingDirectory });
    const cse = async (...words: string[]) => {
      const { code, stdout, stderr } = await run(...words, '-c', cloud.configPath);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const make = async (name: string, workers: number) => {
      guests.tell(name, 'answer');
      const accepted = await requestCluster(alice, name, { node_count: workers });
      assert.equal((await accepted.ended()).status, 'success');
    };

    await cloud.startServer();
    await Promise.all([make('grows', 1), make('shrinks', 2), make('goes', 0)]);
    const finished = await requestCluster(alice, 'finished', { node_count: 0 });
    const dropped = await requestCluster(alice, 'dropped', { node_count: 0 });
    for (const name of ['finished', 'dropped']) await inPhase(cloud, name, 'initializingControlPlane');
    await cse('backup', '-o', 'old.db');

    guests.tell('finished', 'answer');
    assert.equal((await finished.ended()).status, 'success');
    await deleted(alice, 'dropped');
    await deleted(alice, 'goes');
    assert.equal((await (await requestNodes(alice, 'grows')).ended()).status, 'success');
    const { nodes } = (await recordOf(cloud, 'shrinks')).status;
    const removal = await requestRemoval(alice, 'shrinks', [nodes.at(-1)?.name ?? '']);
    assert.equal((await removal.ended()).status, 'success');
    await make('younger', 1);
    await cloud.stopServer();
    const names = ['grows', 'shrinks', 'goes', 'finished', 'dropped', 'younger'];
    const vms = () => names.map((name) => `${name}: ${vmNames(cloud, name).join(' ')}`);
    const before = vms();

    const told = await cse('restore', 'old.db');
    assert.match(told, /^2 being made then, .*\n {2}Cluster\/acme\/dropped\n {2}Cluster\/acme\/finished$/m);
    assert.match(told, /^1 made since, .*\n {2}Cluster\/acme\/younger$/m);
    assert.match(told, /^2 deleted since, .*\n {2}Cluster\/acme\/dropped\n {2}Cluster\/acme\/goes$/m);
    assert.match(told, /^2 changed since, .*\n {2}Cluster\/acme\/grows\n {2}Cluster\/acme\/shrinks$/m);
    await cloud.startServer();
    await inPhase(cloud, 'grows', 'ready');
    for (const name of ['goes', 'shrinks']) await inPhase(cloud, name, 'degraded');
    for (const name of ['dropped', 'finished']) await inPhase(cloud, name, 'paused');
    assert.deepEqual(vms(), before, 'nothing was made and nothing removed');
    // Tasks stay as they ended.
    assert.equal((await alice.task(finished.taskHref)).status, 'success');
    assert.match((await alice.task(dropped.taskHref)).error, /was deleted before it was ready/);

    // Everything can be gone on with.
    await cse('resume', 'cluster', 'finished');
    await inPhase(cloud, 'finished', 'ready');
    await cse('delete', 'cluster', 'dropped', '--yes');
    await cse('resume', 'cluster', 'dropped');
    for (const name of names.filter((each) => each !== 'dropped')) await deleted(alice, name);
    for (const name of names) await gone(cloud, name);
    assert.equal((await cloud.leftovers()).total, 0);
    assertWireClean(t, cloud.wire);
  });
});
