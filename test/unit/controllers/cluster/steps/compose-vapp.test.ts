import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepTools } from '#controllers/cluster/steps/step.ts';
import { composeVApp } from '#controllers/cluster/steps/compose-vapp.ts';
import type { Cluster } from '#records/cluster.ts';
import { VcdForbidden, VcdRejected, VcdUnavailable } from '#vcd/errors.ts';
import {
  sampleCluster,
  sampleIds,
  sampleNow,
  sampleObservation,
} from '../../../../support/sample-cluster.ts';
import { newTemplate } from '../../../../support/sample-template.ts';

const source = {
  vAppTemplateId: sampleIds.vApp,
  vmId: sampleIds.vApp,
  vmName: 'node',
  primaryNicIndex: 0,
};
const answer = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'no',
  requestId: undefined,
  operation: 'compose',
};

/** The step for a cluster whose vApp is not there, in a cloud that answers with `error`. */
function composeAgainst(error: Error, status: Partial<Cluster['status']>) {
  // What the step uses of its tools.
  const tools = {
    pace: { minMs: 1, maxMs: 2 },
    guests: { guestinfo: { needsRootPassword: false } },
    templates: { list: async () => ({ items: [newTemplate('ubuntu-24.04', { status: { source } })] }) },
    vcd: {
      composeVApp: async () => {
        throw error;
      },
    },
  } as unknown as StepTools;
  const cluster = sampleCluster({ status });
  const situation = {
    cluster,
    observed: sampleObservation(),
    located: { kind: 'absent' },
    now: sampleNow,
  } as const;
  return composeVApp(tools, situation, new AbortController().signal);
}

test('a first request that is refused leaves nothing to wait for', async () => {
  for (const refusal of [new VcdRejected(answer), new VcdForbidden(answer)]) {
    const { outcome, learned } = await composeAgainst(refusal, { phase: 'planningNodes' });
    const message = 'Error while creating vApp: no';
    assert.deepEqual(
      [outcome, learned],
      [{ kind: 'stalled', reason: 'VAppFailed', message }, { vApp: null }],
    );
  }
});

test('a later one does not tell what became of an earlier one', async () => {
  const lastError = { message: 'no answer', at: sampleNow.toISOString(), attempts: 1 };
  for (const status of [{ phase: 'composingVApp' }, { phase: 'planningNodes', lastError }]) {
    const { outcome, learned } = await composeAgainst(new VcdRejected(answer), status);
    assert.deepEqual([outcome.kind, learned], ['stalled', undefined]);
  }
});

test('an entity in the wrong state, and no answer at all, are for the loop to try again', async () => {
  for (const error of [new VcdRejected({ ...answer, code: 'INVALID_STATE' }), new VcdUnavailable(answer)]) {
    await assert.rejects(composeAgainst(error, { phase: 'planningNodes' }), error);
  }
});
