import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  deleted,
  gone,
  listed,
  requestCluster,
  requestDeletion,
  type Accepted,
} from '../support/cluster-requests.ts';
import { startCuttableLine, type CuttableLine } from '../support/cuttable-line.ts';
import { assertWireClean, eventually, noBroker, startCloud } from '../support/simulated-cloud.ts';
import { rabbitmqInstalled, startRabbitmq } from '../../scripts/rabbitmq.ts';
import type { TaskView } from '../../scripts/simulated/tenant.ts';

/** Long enough for each text of a task to be seen. */
const latency = { default: 60 };

describe('lines that are cut', { skip: noBroker, concurrency: true }, () => {
  it('vCD goes away in every phase; creation and deletion end in success', async (t) => {
    let opened: CuttableLine | undefined;
    await using cloud = await startCloud({
      latency,
      vcdUrl: async (simUrl) => (opened = await startCuttableLine(simUrl)).url,
    });
    assert.ok(opened);
    await using line = opened;
    await cloud.startServer();
    let cuts = 0;
    /** Cuts the line in each new phase until the task has ended. */
    const troubled = async (accepted: Accepted): Promise<TaskView> => {
      const phases = new Set<string | undefined>();
      const over = new AbortController();
      // vCD names itself as the server called it; the tenant has a line of its own.
      const href = accepted.taskHref.replace(line.url, cloud.sim.url);
      const ended = cloud.alice.waitForTask(href, { pollMs: 10 }).finally(() => over.abort());
      while (!over.signal.aborted) {
        const [record] = await cloud.records();
        if (phases.size < phases.add(record?.status.phase).size) {
          // A little later in each phase, so that other calls are hit each time.
          await delay(phases.size * 5);
          line.cut();
          cuts += 1;
          await delay(300);
          line.mend();
        }
        await delay(5);
      }
      return ended;
    };

    const creation = await troubled(await requestCluster(cloud.alice, 'c1'));
    assert.equal(creation.status, 'success', creation.error);
    const [vApp, another] = [...cloud.sim.inventory.vApps.values()];
    assert.ok(vApp && !another);
    assert.equal(vApp.vmIds.size, 3);
    const deletion = await troubled(await requestDeletion(cloud.alice, 'c1'));
    assert.equal(deletion.status, 'success', deletion.error);
    assert.ok(cuts >= 4, `${cuts} cuts`);
    t.diagnostic(`${cuts} cuts`);
    await gone(cloud, 'c1');
    assert.equal((await cloud.leftovers()).total, 0);
    assertWireClean(t, cloud.wire);
  });

  it('the server stops and starts again at every text of the task: the same task ends in success [check 88]', async (t) => {
    await using cloud = await startCloud({ latency });
    await cloud.startServer();
    let restarts = Promise.resolve<unknown>(undefined);
    let count = 0;
    const restart = async (): Promise<void> => {
      await cloud.stopServer();
      await cloud.startServer();
      count += 1;
    };
    const onChange = ({ status }: TaskView) => {
      if (status === 'running') restarts = restarts.then(restart);
    };

    const accepted = await requestCluster(cloud.alice, 'c1');
    const creation = await accepted.ended(onChange);
    await restarts;
    assert.deepEqual(
      [creation.status, creation.operation],
      ['success', `Created cluster c1(${accepted.clusterId})`],
      creation.error,
    );
    assert.ok(count >= 3, `${count} restarts`);
    assert.equal(cloud.sim.inventory.vApps.size, 1);
    assert.equal(cloud.sim.inventory.vms.size, 3);
    const deletion = await requestDeletion(cloud.alice, 'c1');
    await restart();
    assert.equal((await deletion.ended()).status, 'success');
    await gone(cloud, 'c1');
    assert.equal((await cloud.leftovers()).total, 0);
    assertWireClean(t, cloud.wire);
  });

  it(
    'the broker is killed in the middle of a creation: it goes on, and requests are served when the broker is back',
    { skip: !rabbitmqInstalled() && 'needs a broker of its own to kill' },
    async (t) => {
      await using broker = await startRabbitmq();
      await using cloud = await startCloud({ latency, amqpUrl: broker.url });
      await cloud.startServer();
      const accepted = await requestCluster(cloud.alice, 'c1');
      await broker.kill9();
      const creation = await accepted.ended();
      assert.equal(creation.status, 'success', creation.error);
      assert.notEqual((await cloud.alice.call('GET', '/api/cse')).status, 200);

      await broker.restart();
      await eventually(
        async () => (await cloud.alice.call('GET', '/api/cse/template')).status === 200 || undefined,
        'requests are served again',
        30_000,
      );
      assert.deepEqual(await listed(cloud.alice), ['c1']);
      await deleted(cloud.alice, 'c1');
      await gone(cloud, 'c1');
      assert.equal((await cloud.leftovers()).total, 0);
      assertWireClean(t, cloud.wire);
    },
  );
});
