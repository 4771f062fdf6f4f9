import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { instantGuests, sandboxGuests, type GuestDriver } from 'vcdsim';
import { clusterJobKey } from '#controllers/cluster/credentials.ts';
import type { GuestJob, JobReport } from '#guest/guest-backend.ts';
import { guestinfoBackend } from '#guest/guestinfo/backend.ts';
import { issueJobKey } from '#workload/job-key.ts';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { openBesideServer } from '../support/beside-server.ts';
import { deleted, requestCluster } from '../support/cluster-requests.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';

const kubectl = findKubectl();
const clock = {
  now: () => new Date(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, signal ? { signal } : {}),
};
const { signal } = new AbortController();

/** Who may call the Kubernetes API while the service works: the machines of the cluster itself. */
const ofTheCluster =
  /^(cse:join:node-[a-z0-9]{4}|system:node:[a-z0-9-]+|kubernetes-admin|kubernetes-super-admin|system:anonymous)$/;

for (const [kind, guests, unusable] of [
  ['instant', () => instantGuests({ clock, bootMs: 50, jobPollMs: 50 }), false],
  [
    'sandbox',
    () => sandboxGuests({ clock, bootMs: 50 }),
    !bubblewrapUsable() && 'bubblewrap is not usable here',
  ],
] as const) {
  describe(`jobs through the guest port, with ${kind} guests`, { skip: noBroker || unusable }, () => {
    it('drain and delete a node, signed with the key of the cluster, and no other key does', async (t) => {
      await using driver: GuestDriver = guests();
      await using cloud = await startCloud({ guests: driver });
      await cloud.startServer();
      const accepted = await requestCluster(cloud.alice, 'c1');
      const task = await cloud.alice.waitForTask(accepted.taskHref);
      assert.equal(task.status, 'success', task.error);
      await using desk = await jobDesk(cloud);
      const [gone = '', stays = ''] = desk.workers;

      const { at, nodes } = await eventually(() => desk.told(), 'the control plane has told of the nodes');
      for (const time of [at, ...nodes.map(({ since }) => since)])
        assert.ok(Math.abs(Date.now() - time.getTime()) < 10 * 60_000, time.toISOString());
      assert.ok(nodes.some(({ name }) => name.startsWith('mstr-')));

      const drained = await desk.done({ id: 'drain-1', kind: 'drainNode', node: gone });
      assert.equal(drained.state, 'succeeded', JSON.stringify(drained));
      assert.match(drained.output, new RegExp(`node/${gone} drained`));
      const removed = await desk.done({ id: 'delete-1', kind: 'deleteNode', node: gone });
      assert.deepEqual(removed, { state: 'succeeded', output: `node "${gone}" deleted` });

      // Both may come again: the drain as another job, the removal as the one that was done.
      const nothingLeft = await desk.done({ id: 'drain-2', kind: 'drainNode', node: gone });
      assert.deepEqual(nothingLeft, { state: 'succeeded', output: `node ${gone} is not in the cluster` });
      const repeated = await desk.done({ id: 'delete-1', kind: 'deleteNode', node: gone });
      assert.deepEqual(repeated, removed);

      const forged = await desk.done({ id: 'forged', kind: 'deleteNode', node: stays }, issueJobKey());
      assert.equal(forged.state, 'failed');
      assert.match(forged.message, /signature .* does not verify/);

      for (const caller of callersOf(driver)) assert.match(caller, ofTheCluster);
      await onlyNodeGone(t, cloud, gone);
      await deleted(cloud.alice, 'c1');
      assert.equal((await cloud.leftovers()).total, 0);
      assertWireClean(t, cloud.wire);
    });
  });
}

/** The guest port on the control plane of the only cluster, with what the server has of it. */
async function jobDesk(cloud: SimulatedCloud) {
  await using opening = new AsyncDisposableStack();
  const { reader, vcd } = opening.use(await openBesideServer(cloud));
  const cluster = await eventually(async () => {
    const [record] = (await reader.clusters.list()).items;
    return record?.status.phase === 'ready' ? record : undefined;
  }, 'the cluster has settled');
  const key = await clusterJobKey(reader.secrets, cluster);
  const vAppId = cluster.status.vApp?.id ?? '';
  const placeFor = (signer: string) => ({
    vAppId,
    context: { orgId: cluster.spec.org.id },
    secrets: { jobKey: async () => signer, rootPassword: async () => '' },
  });
  const backend = guestinfoBackend({ vcd });
  const controlPlane = async () => {
    const { vms } = await vcd.getVApp(vAppId, placeFor(key).context, signal);
    const vm = vms.find(({ name }) => name.startsWith('mstr-'));
    assert.ok(vm);
    return vm;
  };
  const open = opening.move();
  return {
    /** What it tells without being asked. */
    told: async () => backend.toldNodes(await controlPlane(), placeFor(key), signal),
    workers: cluster.status.nodes.filter(({ role }) => role === 'worker').map(({ name }) => name),
    /** Starts the job at every look until it has ended, as a controller would. */
    done: (job: Omit<GuestJob, 'deadlineSeconds'>, signer = key): Promise<EndedJob> =>
      eventually(async () => {
        const vm = await controlPlane();
        const report = await backend.jobReport(vm, job.id, placeFor(signer), signal);
        if (report.state === 'succeeded' || report.state === 'failed') return report;
        await backend.startJob(vm, { ...job, deadlineSeconds: 60 }, placeFor(signer), signal);
        return undefined;
      }, `job ${job.id} has ended`),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

type EndedJob = Extract<JobReport, { state: 'succeeded' | 'failed' }>;

function callersOf(driver: GuestDriver): string[] {
  return Object.values(driver.workloadApiCalls()).flatMap((calls) => Object.keys(calls));
}

/** As the tenant sees it. */
async function onlyNodeGone(t: TestContext, cloud: SimulatedCloud, gone: string): Promise<void> {
  if (kubectl === undefined) {
    t.diagnostic('kubectl is not installed: nodes were not listed');
    return;
  }
  const answer = await cloud.alice.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0');
  const file = join(cloud.directory, 'kubeconfig');
  await writeFile(file, String(answer.body), { mode: 0o600 });
  const nodes = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
  assert.equal(nodes.trim().split('\n').length, 2, nodes);
  assert.ok(!nodes.includes(gone), nodes);
}
