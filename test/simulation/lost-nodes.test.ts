import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '#records/cluster.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { fault } from '../support/faults.ts';
import { Stage } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;

// What a control plane tells of its nodes, and nothing that vCD shows, has them replaced or not.
describe('nodes that their cluster has lost', () => {
  it('are replaced: one whose kubelet is dead, one whose Node was deleted', async () => {
    await using stage = await Stage.open({ seed: 3 });
    const { nodes: before } = (await standing(stage, 3)).status;
    strike(stage, 'stop-kubelet', 'node-*');
    const isMended = (lost: number) => async () => {
      const { phase, nodes } = await statusOf(stage);
      const replacements = nodes.filter(({ replacement }) => replacement?.because === 'nodeLost');
      return phase === 'ready' && nodes.length === before.length && replacements.length === lost;
    };
    assert.ok(await stage.eventually(isMended(1), 2 * hour, minute));
    strike(stage, 'delete-node', oneOf(before, await statusOf(stage)));
    assert.ok(await stage.eventually(isMended(2), 2 * hour, minute));
    const { nodes } = await statusOf(stage);
    assert.equal(nodes[0]?.vmId, before[0]?.vmId, 'the control plane is the same');
    const names = [...stage.sim.inventory.vms.values()].map(({ name }) => name);
    for (const { name } of nodes) assert.ok(names.includes(name));
  });

  it('stay as they are when they are more than the brake lets be replaced, and come back by themselves', async () => {
    await using stage = await Stage.open({ seed: 4 });
    const { nodes: before } = (await standing(stage, 3)).status;
    const workers = before.filter(({ role }) => role === 'worker');
    for (const { name } of workers) vmOf(stage, name).running?.stopKubelet?.();
    await stage.pass(6 * hour);
    const held = await statusOf(stage);
    assert.equal(held.phase, 'degraded');
    assert.equal(held.waiting?.reason, 'RepairHeld');
    assert.deepEqual(namesOf(held.nodes), namesOf(before));

    for (const { name } of workers) await reboot(stage, name);
    const isReady = async () => (await statusOf(stage)).phase === 'ready';
    assert.ok(await stage.eventually(isReady, 2 * hour, minute));
    assert.deepEqual(namesOf((await statusOf(stage)).nodes), namesOf(before));
  });

  it('are only told of where the control plane itself is not ready', async () => {
    await using stage = await Stage.open({ seed: 5 });
    const { nodes: before } = (await standing(stage, 3)).status;
    strike(stage, 'stop-kubelet', 'mstr-*');
    await stage.pass(hour);
    strike(stage, 'delete-node', 'node-*');
    await stage.pass(26 * hour);
    const { phase, waiting, nodes } = await statusOf(stage);
    assert.equal(phase, 'degraded');
    assert.equal(waiting?.reason, 'NodeNotReady');
    assert.deepEqual(namesOf(nodes), namesOf(before));
  });
});

/** A cluster that has told of all its nodes. */
async function standing(stage: Stage, workers: number): Promise<Cluster> {
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  const body = createBody('c1', { node_count: workers });
  await stage.until(stage.tenant('alice', 'acme').call('POST', '/api/cse', body));
  const isKnown = async () => {
    const [cluster] = await stage.clusters();
    return cluster?.status.phase === 'ready' && cluster.status.nodes.every(({ inCluster }) => inCluster);
  };
  assert.ok(await stage.eventually(isKnown, hour, minute));
  const [cluster] = await stage.clusters();
  assert.ok(cluster);
  return cluster;
}

async function statusOf(stage: Stage): Promise<Cluster['status']> {
  const [cluster] = await stage.clusters();
  assert.ok(cluster);
  return cluster.status;
}

/** By the next call to vCD. */
function strike(stage: Stage, effect: 'stop-kubelet' | 'delete-node', target: string): void {
  stage.sim.setFaults([fault({ operation: 'GET /api/*', effect, target, count: 1 })]);
}

/** A worker that was there from the start. */
function oneOf(before: Cluster['status']['nodes'], { nodes }: Cluster['status']): string {
  const found = nodes.find(({ role, name }) => role === 'worker' && namesOf(before).includes(name));
  assert.ok(found);
  return found.name;
}

function namesOf(nodes: Cluster['status']['nodes']): readonly string[] {
  return nodes.map(({ name }) => name);
}

function vmOf(stage: Stage, name: string) {
  const vm = [...stage.sim.inventory.vms.values()].find((each) => each.name === name);
  assert.ok(vm);
  return vm;
}

/** Somebody pulls the plug and puts it in again: vCD does it at once. */
async function reboot(stage: Stage, name: string): Promise<void> {
  const { id } = vmOf(stage, name);
  const alice = stage.tenant('alice', 'acme');
  const xml = 'application/*+xml;version=37.0';
  await stage.until(alice.call('POST', `/api/vApp/vm-${id}/power/action/reset`, undefined, xml));
}
