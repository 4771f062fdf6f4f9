import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { instantGuests, sandboxGuests, type GuestDriver } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { deleted, requestCluster } from '../support/cluster-requests.ts';
import { assertWireClean, noBroker, startCloud } from '../support/simulated-cloud.ts';

const kubectl = findKubectl();
const clock = {
  now: () => new Date(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, signal ? { signal } : {}),
};

/** Who may have called the Kubernetes API before any person did: the machines of the cluster itself. */
const ofTheCluster =
  /^(cse:join:node-[a-z0-9]{4}|system:node:[a-z0-9-]+|kubernetes-admin|kubernetes-super-admin|system:anonymous)$/;

for (const [kind, guests, unusable] of [
  ['instant', () => instantGuests({ clock, bootMs: 50 }), false],
  [
    'sandbox',
    () => sandboxGuests({ clock, bootMs: 50 }),
    !bubblewrapUsable() && 'bubblewrap is not usable here',
  ],
] as const) {
  describe(`the published kubeconfig, with ${kind} guests`, { skip: noBroker || unusable }, () => {
    it('serves kubectl, and nobody but the cluster itself had called its API before [check 25]', async (t) => {
      await using driver: GuestDriver = guests();
      await using cloud = await startCloud({ guests: driver });
      await cloud.startServer();
      const { alice } = cloud;
      const accepted = await requestCluster(alice, 'c1');
      const task = await alice.waitForTask(accepted.taskHref);
      assert.equal(task.status, 'success', task.error);

      const callers = callersOf(driver);
      assert.ok(callers.length > 0, 'the API counts its callers');
      for (const caller of callers) assert.match(caller, ofTheCluster);

      const answer = await alice.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0');
      assert.equal(typeof answer.body, 'string');
      const file = join(cloud.directory, 'kubeconfig');
      await writeFile(file, String(answer.body), { mode: 0o600 });
      if (kubectl === undefined) {
        t.diagnostic('kubectl is not installed: nodes were not listed');
      } else {
        const nodes = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
        assert.equal(nodes.match(/^(mstr|node)-[a-z0-9]{4}\s+Ready\b/gm)?.length, 3, nodes);
        assert.ok(callersOf(driver).includes('alice'));
      }

      await deleted(alice, 'c1');
      assert.equal((await cloud.leftovers()).total, 0);
      assertWireClean(t, cloud.wire);
    });
  });
}

function callersOf(driver: GuestDriver): string[] {
  return Object.values(driver.workloadApiCalls()).flatMap((calls) => Object.keys(calls));
}
