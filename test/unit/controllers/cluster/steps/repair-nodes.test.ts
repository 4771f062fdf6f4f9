import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StepTools } from '#controllers/cluster/steps/step.ts';
import { planReplacements } from '#controllers/cluster/steps/plan-nodes.ts';
import { powerNodesBackOn, reportDegraded } from '#controllers/cluster/steps/repair-nodes.ts';
import type { Cluster } from '#records/cluster.ts';
import { VcdBusy, VcdForbidden, VcdRejected } from '#vcd/errors.ts';
import {
  ailing,
  ailingCluster,
  ailingSight,
  ills,
  longDown,
  off,
} from '../../../../support/ailing-cluster.ts';
import { sampleDeadlines, sampleIds, sampleNow, sampleRepair } from '../../../../support/sample-cluster.ts';

const answer = { status: 400, code: 'BAD_REQUEST', message: 'no', requestId: undefined, operation: 'power' };
const { signal } = new AbortController();

/** What the steps use of their tools; `powerOnVm` is vCD's answer. */
function toolsOf(powerOnVm: (vmId: string) => Promise<void> = async () => undefined): StepTools {
  return {
    pace: { minMs: 1, maxMs: 2 },
    deadlines: sampleDeadlines,
    repair: sampleRepair,
    lostAnswerGraceMs: 0,
    random: Math.random,
    templates: { list: async () => ({ items: [] }) },
    vcd: { powerOnVm: async (_vAppId: string, vmId: string) => powerOnVm(vmId) },
  } as unknown as StepTools;
}

function situationOf(cluster: Cluster, seen: Parameters<typeof ailingSight>[1]) {
  const vApp = { id: sampleIds.vApp } as never; // all that these steps want of it
  return {
    cluster,
    observed: ailingSight(cluster, seen),
    located: { kind: 'present', vApp },
    now: sampleNow,
  } as const;
}

function ill(name: string) {
  const [cluster, seen] = ills[name] ?? assert.fail(name);
  return situationOf(cluster, seen);
}

describe('powering nodes back on', () => {
  it('does so to those that are due, and counts how often', async () => {
    const asked: string[] = [];
    const cluster = ailingCluster({
      'node-bbbb': { downSince: longDown, poweredOn: { times: 1, at: longDown } },
      'node-cccc': { downSince: sampleNow.toISOString() },
    });
    const situation = situationOf(cluster, {
      'node-bbbb': { ...off, vmId: 'b' },
      'node-cccc': { ...off, vmId: 'c' },
    });
    const { learned } = await powerNodesBackOn(
      toolsOf(async (vmId) => void asked.push(vmId)),
      situation,
      signal,
    );
    assert.deepEqual(asked, ['b']);
    const poweredOn = learned?.nodes?.map((node) => node.poweredOn);
    assert.deepEqual(poweredOn, [undefined, { times: 2, at: sampleNow.toISOString() }, undefined]);
  });

  it('counts a refusal as an attempt, and lets everything else be tried again', async () => {
    const against = (error: Error) =>
      powerNodesBackOn(
        toolsOf(async () => {
          throw error;
        }),
        ill('worker off for long'),
        signal,
      );
    for (const refusal of [new VcdRejected(answer), new VcdForbidden(answer)]) {
      const { learned } = await against(refusal);
      const { times, refusal: told } = learned?.nodes?.at(-1)?.poweredOn ?? assert.fail();
      assert.equal(times, 1);
      assert.ok(told);
    }
    const busy = new VcdBusy(answer, undefined);
    await assert.rejects(against(busy), busy);
  });
});

describe('replacing nodes', () => {
  it('sets down a worker under a new name in the same pool, and keeps the old one until it has gone', async () => {
    const { outcome, learned } = await planReplacements(toolsOf(), ill('worker gone for long'), signal);
    const nodes = learned?.nodes ?? [];
    assert.deepEqual(
      nodes.slice(0, 3).map(({ name }) => name),
      ['mstr-aaaa', 'node-bbbb', 'node-cccc'],
    );
    const [, , , { name, ...planned } = assert.fail()] = nodes;
    assert.match(name, /^node-\w{4}$/);
    assert.deepEqual(planned, {
      role: 'worker',
      pool: 'workers',
      state: 'planned',
      replacement: { of: 'node-cccc', attempt: 1 },
    });
    assert.equal(outcome.kind === 'waiting' && outcome.message, `${name} for node-cccc`);
  });

  it('notes that the VM of the old one ran, which is no sign that it is back', async () => {
    const { learned } = await planReplacements(toolsOf(), ill('worker not ready for long'), signal);
    const { replacement } = learned?.nodes?.at(-1) ?? {};
    assert.deepEqual(replacement, { of: 'node-cccc', attempt: 1, because: 'nodeLost' });
  });

  it('counts the attempts', async () => {
    const { learned } = await planReplacements(toolsOf(), ill('replacement failed before'), signal);
    assert.deepEqual(learned?.nodes?.at(-1)?.replacement, { of: 'node-eeee', attempt: 2 });
  });
});

describe('a degraded cluster', () => {
  it('says why nothing is done, and is looked at when something is due', async () => {
    const seconds = 30;
    const downSince = new Date(
      sampleNow.getTime() - sampleRepair.powerOnAfterMs + seconds * 1000,
    ).toISOString();
    const soon = situationOf(ailing('node-cccc', { downSince }), { 'node-cccc': off });
    const { outcome } = await reportDegraded(toolsOf(), soon, signal);
    assert.ok(outcome.kind === 'waiting');
    assert.equal(outcome.reason, 'RepairPending');
    assert.equal(outcome.requeueAfterMs, seconds * 1000);
    const lost = await reportDegraded(toolsOf(), ill('control plane gone'), signal);
    assert.ok(lost.outcome.kind === 'waiting');
    assert.equal(lost.outcome.reason, 'ControlPlaneGone');
    assert.equal(lost.outcome.requeueAfterMs, 60_000);
  });

  it('is looked at patiently while its VMs run and nobody does anything about what its control plane tells', async () => {
    const lookAfter = async (name: string) => {
      const { outcome } = await reportDegraded(toolsOf(), ill(name), signal);
      return outcome.kind === 'waiting' ? [outcome.reason, outcome.requeueAfterMs] : [];
    };
    assert.deepEqual(await lookAfter('control plane not ready'), ['NodeNotReady', 600_000]);
    assert.deepEqual(await lookAfter('both workers not ready for long'), ['RepairHeld', 600_000]);
    assert.deepEqual(await lookAfter('worker not ready, seen for the first time'), ['RepairPending', 60_000]);
    assert.deepEqual(await lookAfter('both workers gone'), ['RepairHeld', 60_000]);
  });
});
