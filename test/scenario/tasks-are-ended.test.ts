import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OperatorClient } from '#operator/client.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { nodesShown, requestNodes, requestRemoval } from '../support/node-requests.ts';
import { eventually, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

describe('every task that was opened is ended', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  before(async () => {
    cloud = await startCloud({ limits: { resync_seconds: 1 }, leaks: { grace: 1 } });
    await cloud.startServer();
  });
  after(() => cloud[Symbol.asyncDispose]());

  it('after a creation, nodes that come and go, and a name that is taken', async () => {
    const { alice } = cloud;
    const made = await requestCluster(alice, 'c1', { node_count: 1 });
    assert.equal((await made.ended()).status, 'success');
    assert.equal((await (await requestNodes(alice, 'c1')).ended()).status, 'success');
    const { workers } = await nodesShown(alice, 'c1');
    assert.equal((await (await requestRemoval(alice, 'c1', workers.slice(0, 1))).ended()).status, 'success');
    const taken = await alice.call('POST', '/api/cse', createBody('c1', {}));
    // The contract's 202.
    const { task_href: href } = taken.body as { readonly task_href: string };
    assert.equal((await alice.waitForTask(href, { pollMs: 10 })).status, 'error');
    await eventually(async () => (await openTasks()) === 0 || undefined, 'no task is open');
  });

  it('after a purge in the middle of the work, whose half-made vApp goes too', async () => {
    const creation = await requestCluster(cloud.alice, 'purged', { node_count: 1 });
    await eventually(async () => isThere('purged') || undefined, 'the vApp is being made');
    await purge('purged');
    const task = await creation.ended();
    assert.equal(task.status, 'error');
    assert.match(task.error ?? '', /the record was purged/);
    await gone(cloud, 'purged');
  });

  it('after an end of the server in the middle of the work, and a deletion', async () => {
    const cut = await requestCluster(cloud.alice, 'cut', { node_count: 0 });
    await cloud.stopServer();
    await cloud.startServer();
    assert.equal((await cut.ended()).status, 'success');
    // What was ready stands when its record is purged, and its owner has it back with the next request.
    await purge('cut');
    await eventually(async () => {
      const { items } = await operator().leaks(AbortSignal.timeout(10_000));
      return items.some(({ name, because }) => name === 'cut' && because === 'wasReady') || undefined;
    }, 'the cluster without a record is reported');
    for (const name of ['c1', 'cut']) {
      await deleted(cloud.alice, name);
      await gone(cloud, name);
    }
    await eventually(async () => (await openTasks()) === 0 || undefined, 'no task is open');
  });

  it('and the ledger has no line left when all is gone', async () => {
    await eventually(async () => {
      const log = createLogger({ level: 'silent' });
      await using reader = await openSqliteReader({ path: join(cloud.directory, 'cse.db'), log });
      return (await reader.intents.list()).length === 0 || undefined;
    }, 'the ledger is empty');
    assert.equal((await cloud.leftovers()).total, 0);
  });

  function operator(): OperatorClient {
    return new OperatorClient({ socket: join(cloud.directory, 'cse.sock') }, 'olga');
  }

  async function purge(name: string): Promise<void> {
    const target = { kind: 'Cluster', namespace: 'acme', name } as const;
    await operator().doVerb('purge', target, { dryRun: false }, AbortSignal.timeout(10_000));
  }

  async function openTasks(): Promise<number> {
    return (await cloud.leftovers()).runningTasks;
  }

  function isThere(name: string): boolean {
    return [...cloud.sim.inventory.vApps.values()].some((vApp) => vApp.name === name);
  }
});
