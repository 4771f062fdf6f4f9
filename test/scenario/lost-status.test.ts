import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { emptyClusterStatus, type Cluster } from '#records/cluster.ts';
import { loadSecretKey } from '#store/secret-key.ts';
import { openSqliteStore } from '#store/sqlite/store.ts';
import { assertEmpty, assertGone, assertStands, vAppsNamed } from '../support/cluster-facts.ts';
import { deleted, requestCluster, type Accepted } from '../support/cluster-requests.ts';
import { fault } from '../support/faults.ts';
import { recordedLog } from '../support/recorded-log.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { toldGuests } from '../support/told-guests.ts';

/**
 * House rule 4: decide from the world, never from your own last status. Every status is wiped, and all comes to the
 * same end: the same vApp, the same nodes, ready, under the same task.
 */
describe('a cluster whose status is lost', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  const guests = toldGuests((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '');
  before(async () => {
    cloud = await startCloud({ guests });
    await cloud.startServer();
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('while the names are not set down yet, is made all the same', () => survives('accepted'));
  it('while Cloud Director composes its vApp, keeps that vApp', () => survives('composingVApp'));
  it('while its vApp is being marked, keeps that vApp', () => survives('taggingVApp'));
  it('while its VMs get their first-boot data, keeps the data', () => survives('configuringGuests'));
  it('while its guests boot, waits for these guests', () => survives('initializingControlPlane'));
  it('when it is ready, is ready', () => survives('ready'));

  it('said nothing that does not fit the schemas', (t) => assertWireClean(t, cloud.wire));

  /** A life of a cluster with its status wiped, while the server is down, in that phase. */
  async function survives(phase: string): Promise<void> {
    const name = `lost-${phase.slice(0, 12).toLowerCase()}`;
    const slow = slowIn[phase];
    cloud.sim.setFaults(slow ? [fault({ operation: slow, delayMs: 800, effect: 'delay', count: 3 })] : []);
    if (phase === 'ready') guests.tell(name, 'answer');
    const accepted = await requestCluster(cloud.alice, name);
    if (phase !== 'accepted') await inPhase(name, phase);

    await cloud.stopServer();
    const before = worldOf(name);
    await wipeStatuses();
    await cloud.startServer();
    guests.tell(name, 'answer');

    await ends(accepted);
    const after = worldOf(name);
    if (before.vApp !== undefined) assert.deepEqual(after, before);
    const { status } = await recordOf(name);
    assert.deepEqual(status.nodes.map((node) => node.name).toSorted(), after.nodes);
    assert.equal(status.vApp?.id, after.vApp);
    await deleted(cloud.alice, name);
    await assertGone(cloud, name);
    await assertEmpty(cloud);
  }

  async function ends(accepted: Accepted): Promise<void> {
    const task = await accepted.ended();
    assert.deepEqual([task.status, task.error], ['success', '']);
    await inPhase(accepted.name, 'ready');
    await assertStands(cloud, { ...accepted, workers: 2 });
  }

  const inPhase = (name: string, phase: string) =>
    eventually(
      async () => (await recordOf(name)).status.phase === phase || undefined,
      `${name} is in phase ${phase}`,
    );

  async function recordOf(name: string): Promise<Cluster> {
    const record = (await cloud.records()).find(({ metadata }) => metadata.name === name);
    assert.ok(record, `${name} has a record`);
    return record;
  }

  /** What vCD has of the cluster, by its ids. */
  function worldOf(name: string) {
    const [vApp] = vAppsNamed(cloud, name);
    const nodes = vApp ? cloud.sim.inventory.vmsOf(vApp).map((vm) => vm.name) : [];
    return { vApp: vApp?.id, nodes: nodes.toSorted() };
  }

  async function wipeStatuses(): Promise<void> {
    const path = join(cloud.directory, 'cse.db');
    const key = join(cloud.directory, 'cse.key');
    const secretKey = await loadSecretKey({ kind: 'file', path: key, create: false });
    await using store = await openSqliteStore({ path, secretKey, log: recordedLog().log });
    const { items } = await store.clusters.list();
    for (const record of items) await store.clusters.updateStatus({ ...record, status: emptyClusterStatus });
  }
});

/** Which of vCD's tasks has to take its time so that the phase can be met. */
const slowIn: Readonly<Record<string, string>> = {
  composingVApp: 'vdcComposeVapp',
  taggingVApp: 'metadataUpdate',
  configuringGuests: 'vappUpdateVm',
};
