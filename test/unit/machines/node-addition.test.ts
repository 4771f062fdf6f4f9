import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterPhase } from '#machines/cluster.ts';
import type { ClusterQuestion } from '#machines/cluster-observation.ts';
import { additionFailure } from '#machines/node-addition.ts';
import { controlPlaneOutage } from '#machines/node-repair.ts';
import type { Cluster, RepairPolicy } from '#records/cluster.ts';
import { growingCluster, scalingSight, scalingWorlds } from '../../support/scaling-cluster.ts';
import { sampleDeadlines, sampleNow, sampleRepair } from '../../support/sample-cluster.ts';

function asked(
  world: string,
  policy: RepairPolicy = 'auto',
  cluster: Cluster = growingCluster({}),
): ClusterQuestion {
  return {
    cluster,
    observed: scalingSight(cluster, scalingWorlds[world] ?? assert.fail(world)),
    deadlines: sampleDeadlines,
    lostAnswerGraceMs: 60_000,
    repair: { ...sampleRepair, policy },
    now: sampleNow,
  };
}

const refusedText = (why: string) =>
  `failure on creating nodes [node-dddd]\nError:${why}, and new nodes join by it`;

describe('an addition of nodes to a cluster without its control plane', () => {
  it('is refused at once when it is gone, before and while its nodes boot', () => {
    for (const world of ['no VM, control plane gone', 'VM on, control plane gone']) {
      const question = asked(world);
      assert.equal(clusterPhase(question), 'givingUpNewNodes');
      const message = refusedText('the control plane mstr-aaaa is missing');
      assert.deepEqual(additionFailure(question), { reason: 'ControlPlaneGone', message });
    }
  });

  it('waits while it is off and will be powered on, and says for what', () => {
    for (const policy of ['auto', 'powerOn'] as const) {
      const question = asked('no VM, control plane off', policy);
      assert.equal(clusterPhase(question), 'composingNewNodes');
      const outage = controlPlaneOutage(question);
      assert.deepEqual([outage?.passes, outage?.reason], [true, 'RepairPending']);
      assert.match(
        outage?.message ?? '',
        /^the control plane mstr-aaaa is powered off and is powered on from /,
      );
    }
    assert.equal(controlPlaneOutage(asked('no VM')), undefined);
  });

  it('is refused at once when it is off and stays so', () => {
    const question = asked('no VM, control plane off', 'report');
    assert.equal(clusterPhase(question), 'givingUpNewNodes');
    const why = 'the control plane mstr-aaaa is powered off; its repair is set to report';
    assert.deepEqual(additionFailure(question), {
      reason: 'InfrastructureGone',
      message: refusedText(why),
    });
  });

  it('is refused at once when all of the cluster was stopped', () => {
    const question = asked('no VM, control plane off');
    const nodes = question.observed.nodes.map((seen) =>
      seen.power === 'on' ? { ...seen, power: 'off' as const } : seen,
    );
    const stopped = { ...question, observed: { ...question.observed, nodes } };
    assert.equal(clusterPhase(stopped), 'givingUpNewNodes');
    assert.deepEqual(additionFailure(stopped), {
      reason: 'ClusterStopped',
      message: refusedText('the control plane mstr-aaaa is powered off'),
    });
  });

  it('waits for one that Cloud Director works on, whatever the policy', () => {
    const question = asked('no VM, control plane off', 'report');
    const nodes = question.observed.nodes.map((seen) => ({ ...seen, busy: seen.name === 'mstr-aaaa' }));
    const restarting = { ...question, observed: { ...question.observed, nodes } };
    assert.equal(clusterPhase(restarting), 'composingNewNodes');
  });
});
