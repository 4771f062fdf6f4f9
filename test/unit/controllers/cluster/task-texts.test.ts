import { describe, it } from 'node:test';
import { clusterMachine, type ClusterPhase } from '#machines/cluster.ts';
import { taskWish } from '#controllers/cluster/task-texts.ts';
import { sampleCluster, sampleNow } from '../../../support/sample-cluster.ts';
import { assertGolden } from '../../../support/golden.ts';

const passages = ['requested', 'watchingOver', 'settlingFailure'];
const failure = {
  reason: 'WorkerFailed' as const,
  message: "Couldn't join cluster:\nnode-bbbb: no",
  at: sampleNow.toISOString(),
};

describe('what a vCD task says', () => {
  it('in every phase, for every operation, in the words of the contract', async () => {
    const clusters = {
      wanted: sampleCluster(),
      'no workers': sampleCluster({ spec: { pools: [] } }),
      failed: sampleCluster({ status: { failure } }),
      'was ready': sampleCluster({ status: { readyAt: sampleNow.toISOString() } }),
    };
    const lines: string[] = [];
    for (const [name, cluster] of Object.entries(clusters)) {
      for (const operation of ['create_cluster', 'delete_cluster'] as const) {
        for (const phase of Object.keys(clusterMachine.root.states).filter(
          (state) => !passages.includes(state),
        )) {
          // The chart's own state names, less the ones that it only passes through.
          const wish = taskWish(cluster, operation, phase as ClusterPhase);
          const said = wish ? `${wish.state} | ${wish.text}` : 'as before';
          const error = wish?.errorMessage === undefined ? '' : ` | ${JSON.stringify(wish.errorMessage)}`;
          lines.push(`${name} | ${operation} | ${phase} | ${said}${error}`);
        }
      }
    }
    await assertGolden('controllers/cluster-task-texts.txt', `${lines.join('\n')}\n`);
  });
});
