import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clusterText } from '#cli/description.ts';
import type { Cluster } from '#records/cluster.ts';
import type { EventSummary } from '#operator/summaries.ts';
import { assertGolden } from '../../support/golden.ts';
import { sampleCluster, sampleIds, sampleNow } from '../../support/sample-cluster.ts';
import { growingCluster, shrinkingCluster } from '../../support/scaling-cluster.ts';

const ago = (seconds: number) => new Date(sampleNow.getTime() - seconds * 1000).toISOString();

const event: EventSummary = {
  kind: 'Cluster',
  namespace: 'acme',
  name: 'c1',
  type: 'Normal',
  reason: 'PoweringOn',
  message: 'The VMs are being powered on.',
  count: 1,
  firstAt: ago(200),
  lastAt: ago(200),
};

function joining(): Cluster {
  const { status } = sampleCluster();
  return sampleCluster({
    metadata: { creationTimestamp: ago(700), generation: 2 },
    status: {
      observedGeneration: 1,
      phase: 'joiningWorkers',
      phaseSince: ago(312),
      phaseDeadline: ago(-1488),
      conditions: [
        {
          type: 'ControlPlaneReady',
          status: 'True',
          reason: 'AllNodesJoined',
          message: '',
          lastTransitionTime: ago(320),
        },
        {
          type: 'Ready',
          status: 'False',
          reason: 'WaitingForWorkers',
          message: '1 of 3 nodes has joined.',
          lastTransitionTime: ago(700),
        },
      ],
      endpoint: 'https://10.0.0.5:6443',
      vApp: { requestedAt: ago(690), id: sampleIds.vApp },
      nodes: status.nodes.map((node, index) => ({
        ...node,
        state: index === 0 ? 'joined' : 'booting',
        ipAddress: `10.0.0.${5 + index}`,
        ...(index === 2 && { message: 'kubeadm join \u001b[31mruns' }),
      })),
      tasks: status.tasks.map((task) => ({ ...task, text: 'Joining 2 node(s)' })),
      waiting: { reason: 'WaitingForWorkers', message: '', until: ago(-8) },
      lastError: { message: 'vCD answered 503', at: ago(30), attempts: 2 },
    },
  });
}

it('tells of a cluster on its way', async () => {
  await assertGolden(
    'cli/describe-joining.txt',
    clusterText(joining(), [event, { ...event, count: 7, lastAt: ago(3) }], sampleNow),
  );
});

it('tells of a cluster that failed and is being deleted', async () => {
  const cluster = sampleCluster({
    metadata: { deletionTimestamp: ago(5), creationTimestamp: ago(90_000) },
    spec: { paused: true, pools: [] },
    status: {
      phase: 'deleting',
      phaseSince: ago(60),
      phaseDeadline: ago(12),
      nodes: [],
      tasks: [],
      failure: { reason: 'WorkerFailed', message: "Couldn't join cluster:\nnode-bbbb: no", at: ago(100) },
      waiting: { reason: 'WaitingForTask', message: 'task 17 runs', until: ago(2) },
    },
  });
  await assertGolden('cli/describe-failed.txt', clusterText(cluster, [], sampleNow));
});

it('tells of a cluster that nobody has looked at yet', async () => {
  const cluster = sampleCluster({ status: { nodes: [], tasks: [] } });
  await assertGolden('cli/describe-new.txt', clusterText(cluster, [], sampleNow));
});

it('a node that was given up, or does not go, says why', () => {
  const failure = { reason: 'WorkerFailed' as const, message: 'no room', at: ago(100) };
  const stuck = { generation: 1, reason: 'NodeStuck' as const, message: 'it is locked' };
  const givenUp = clusterText(
    growingCluster({ state: 'failed', failure, message: 'booting' }),
    [],
    sampleNow,
  );
  assert.match(givenUp, /node-dddd +worker +failed +no room/);
  const kept = clusterText(shrinkingCluster({ removal: { since: ago(100), stuck } }), [], sampleNow);
  assert.match(kept, /node-cccc +worker +joined +it is locked/);
});
