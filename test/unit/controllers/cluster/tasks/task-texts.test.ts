import { describe, it } from 'node:test';
import { clusterMachine, passages, type ClusterPhase } from '#machines/cluster.ts';
import { firstText, taskWish } from '#controllers/cluster/tasks/task-texts.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import {
  addRequest,
  growingCluster,
  removeRequest,
  shrinkingCluster,
} from '../../../../support/scaling-cluster.ts';
import { sampleCluster, sampleNow } from '../../../../support/sample-cluster.ts';
import { assertGolden } from '../../../../support/golden.ts';

const phases = Object.keys(clusterMachine.root.states).filter((state) =>
  passages.every((passage) => passage !== state),
);
const failure = {
  reason: 'WorkerFailed' as const,
  message: "Couldn't join cluster:\nnode-bbbb: no",
  at: sampleNow.toISOString(),
};

describe('what a vCD task says', () => {
  it('in every phase, for every operation, in the words of the contract', async () => {
    const clusters = {
      wanted: sampleCluster(),
      'no workers': sampleCluster({
        spec: { pools: [] },
        status: { nodes: sampleCluster().status.nodes.slice(0, 1) },
      }),
      'with NFS': sampleCluster({
        status: {
          nodes: [
            ...sampleCluster().status.nodes,
            { name: 'nfsd-dddd', role: 'nfs', pool: 'nfs', state: 'planned' },
          ],
        },
      }),
      failed: sampleCluster({ status: { failure } }),
      'was ready': sampleCluster({ status: { readyAt: sampleNow.toISOString() } }),
    };
    const lines: string[] = [];
    for (const [name, cluster] of Object.entries(clusters)) {
      for (const operation of ['create_cluster', 'delete_cluster'] as const) {
        lines.push(...linesOf(`${name} | ${operation}`, cluster, requestOf(operation)));
      }
    }
    await assertGolden('controllers/cluster-task-texts.txt', `${lines.join('\n')}\n`);
  });

  it('of nodes that come and go, in the words of the contract', async () => {
    const removing = (missing: string[]) => removeRequest('m3', ['node-cccc', ...missing], { missing });
    const nfs = addRequest('m2', { added: { pool: 'added', count: 2, rollback: true } });
    const joined = { state: 'joined' as const };
    const clusters: Record<string, readonly [Cluster, TenantRequest]> = {
      'adding a worker': [growingCluster({ state: 'booting' }), addRequest('m2')],
      'adding, not its turn': [
        growingCluster(joined),
        addRequest('m9', { added: { pool: 'later', count: 1, rollback: true } }),
      ],
      'added a worker': [growingCluster(joined), addRequest('m2')],
      'adding NFS nodes': [growingCluster({}, { request: nfs, pool: { role: 'nfs' } }), nfs],
      'added NFS nodes': [growingCluster(joined, { request: nfs, pool: { role: 'nfs' } }), nfs],
      'addition given up': [growingCluster({ state: 'failed', failure }), addRequest('m2')],
      'added, deleted before they came': [
        growingCluster(undefined, { pool: { count: 0 } }),
        addRequest('m2'),
      ],
      'removing a node': [shrinkingCluster(), removing([])],
      'removed a node': [growingCluster(), removeRequest('m3', ['node-gone'])],
      'removing an unknown one': [shrinkingCluster(), removing(['node-zzzz'])],
      'removal stuck': [
        shrinkingCluster({
          removal: {
            since: sampleNow.toISOString(),
            stuck: { generation: 1, reason: 'NodeStuck', message: 'node-cccc could not be removed' },
          },
        }),
        removing([]),
      ],
    };
    const lines = Object.entries(clusters).flatMap(([name, [cluster, request]]) => {
      return [
        `${name} | first | ${firstText(request, cluster.metadata)}`,
        ...linesOf(name, cluster, request),
      ];
    });
    await assertGolden('controllers/node-task-texts.txt', `${lines.join('\n')}\n`);
  });
});

function requestOf(operation: 'create_cluster' | 'delete_cluster'): TenantRequest {
  return { id: 'm1', operation, user: { id: 'u', name: 'u' } };
}

/** What is said, and in which phases; phases in which the same is said share a line. */
function linesOf(name: string, cluster: Cluster, request: TenantRequest): string[] {
  const phasesBySaid = Map.groupBy(phases, (phase) => {
    // The chart's own state names, less the ones that it only passes through.
    const wish = taskWish(cluster, request, phase as ClusterPhase);
    const said = wish ? `${wish.state} | ${wish.text}` : 'as before';
    return wish?.errorMessage === undefined ? said : `${said} | ${JSON.stringify(wish.errorMessage)}`;
  });
  return [...phasesBySaid].map(([said, when]) => `${name} | ${said}\n    ${when.join(' ')}`);
}
