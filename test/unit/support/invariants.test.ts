import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Cluster } from '#records/cluster.ts';
import { simulated } from '../../../vcdsim/test/simulated.ts';
import { compose, findPlaces } from '../../../vcdsim/test/tenant-world.ts';
import { fault } from '../../support/faults.ts';
import { leftBehind, wrongs, type RestingWorld } from '../../support/invariants.ts';
import { sampleCluster } from '../../support/sample-cluster.ts';

const stuck = fault({ operation: 'vappDeploy', effect: 'task-stuck' });

/** A world at rest: a cluster `k8s` of one node, and its record. */
async function restingWorld(t: TestContext) {
  const server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const before = server.sim.remains();
  await compose(alice, places, 'k8s', ['mstr-1']);
  const { inventory } = server.sim;
  const [vApp] = inventory.vApps.values();
  const [vm] = inventory.vms.values();
  assert.ok(vApp && vm);
  const cluster = sampleCluster({
    metadata: { name: 'k8s', namespace: 'acme' },
    status: {
      vApp: { requestedAt: '2026-11-20T12:00:00.000Z', id: vApp.id },
      nodes: [{ name: 'mstr-1', role: 'control-plane', pool: 'control-plane', state: 'joined', vmId: vm.id }],
      tasks: [],
    },
  });
  const wrong = (changes: Partial<RestingWorld> = {}) =>
    wrongs({
      ...{ sim: server.sim, clusters: [cluster], templates: [], before, lives: 1, serviceUser: 'alice' },
      ...changes,
    });
  const withStatus = (status: Partial<Cluster['status']>): Partial<RestingWorld> => ({
    clusters: [{ ...cluster, status: { ...cluster.status, ...status } }],
  });
  return { server, alice, places, before, inventory, vApp, vm, cluster, wrong, withStatus };
}

describe('what must be true of a world at rest', () => {
  it('finds nothing where nothing is wrong', async (t) => {
    const { server, wrong } = await restingWorld(t);
    await using _ = server;
    assert.deepEqual(wrong(), []);
  });

  it('finds vApps that no record knows, and clusters that are there twice', async (t) => {
    const { server, alice, places, vApp, inventory, wrong } = await restingWorld(t);
    await using _ = server;
    await compose(alice, places, 'stray');
    assert.deepEqual(wrong(), ['vApp stray of acme is known to no record']);
    const stray = [...inventory.vApps.values()].find(({ name }) => name === 'stray');
    assert.ok(stray);
    assert.deepEqual(wrong({ byHand: new Set([stray.id]) }), []);
    for (const each of [vApp, stray]) {
      each.metadata.set('GENERAL:cse.cluster.id', {
        ...{ domain: 'GENERAL', visibility: 'READWRITE', type: 'STRING' },
        ...{ key: 'cse.cluster.id', value: 'x' },
      });
    }
    assert.deepEqual(wrong({ byHand: new Set([stray.id]) }), ['k8s and stray are one cluster in two vApps']);
  });

  it('finds VMs that are no nodes, and nodes that are other VMs', async (t) => {
    const { server, cluster, wrong, withStatus } = await restingWorld(t);
    await using _ = server;
    assert.deepEqual(wrong(withStatus({ nodes: [] })), ['VM mstr-1 of k8s is no node of its record']);
    const nodes = cluster.status.nodes.map((node) => ({ ...node, vmId: cluster.metadata.uid }));
    assert.deepEqual(wrong(withStatus({ nodes })), ['the record of k8s knows another VM as mstr-1']);
  });

  it('finds addresses that nobody has', async (t) => {
    const { server, inventory, vm, wrong } = await restingWorld(t);
    await using _ = server;
    const network = [...inventory.networks.values()].find(({ allocated }) => allocated.size > 0);
    network?.allocated.set('127.10.0.99', vm.id);
    network?.allocated.set('127.10.0.98', crypto.randomUUID());
    assert.deepEqual(wrong(), [
      'address 127.10.0.99 is kept for mstr-1, which has another',
      'address 127.10.0.98 belongs to a VM that is gone',
    ]);
  });

  it('finds tasks that nobody waits for, and waiting for tasks that have ended', async (t) => {
    const { server, alice, vApp, wrong, withStatus } = await restingWorld(t);
    await using _ = server;
    const waiting = withStatus({
      tasks: [
        {
          ...{ request: 'r', operation: 'create_cluster', href: 'https://vcd.example/', text: '' },
          ...{ id: vApp.id, state: 'running' },
        },
      ],
    });
    assert.deepEqual(wrong(waiting), [`a record waits for task ${vApp.id}, which has ended`]);
    server.sim.setFaults([stuck]);
    await alice.send('POST', `/api/vApp/vapp-${vApp.id}/power/action/powerOn`);
    const [told, ...more] = wrong();
    assert.match(told ?? '', /^task "Starting.*" \(built-in\) runs and no record knows why$/);
    assert.deepEqual(more, []);
  });

  it('finds sessions of lives that never were', async (t) => {
    const { server, wrong } = await restingWorld(t);
    await using _ = server;
    await server.login('alice@acme');
    await server.login('alice@acme');
    assert.deepEqual(wrong(), ['alice has 2 sessions after 1 starts']);
  });

  it('finds items that no record knows, and items that are half made or there twice', async (t) => {
    const { server, inventory, wrong } = await restingWorld(t);
    await using _ = server;
    const [catalog] = inventory.catalogs.values();
    const [item] = inventory.catalogItems.values();
    const template = inventory.templates.get(item?.templateId ?? '');
    assert.ok(catalog && item && template);
    const half = { ...template, id: crypto.randomUUID(), status: 0 as const };
    const id = crypto.randomUUID();
    inventory.templates.set(half.id, half);
    assert.deepEqual(wrong(), [`vApp template ${half.name} belongs to no item`]);
    inventory.catalogItems.set(id, { ...item, id, templateId: half.id });
    catalog.itemIds.push(id);
    assert.deepEqual(wrong(), [
      `item ${item.name} of catalog cse is known to no record`,
      `item ${item.name} of catalog cse is half made`,
      `there are two items ${item.name} in catalog cse`,
    ]);
  });

  it('finds what a deletion left', async (t) => {
    const { server, alice, before, vApp, wrong } = await restingWorld(t);
    await using _ = server;
    assert.deepEqual(leftBehind({ sim: server.sim, before }), [
      'vApp k8s is left',
      'VM mstr-1 is left',
      'address 127.10.0.10 is left',
    ]);
    await alice.done('DELETE', `/api/vApp/vapp-${vApp.id}`);
    assert.deepEqual(leftBehind({ sim: server.sim, before }), []);
    assert.deepEqual(wrong({ clusters: [] }), []);
  });
});
