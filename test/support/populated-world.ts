import { randomUUID } from 'node:crypto';
import type { Cluster } from '#records/cluster.ts';
import type { Condition } from '#records/condition.ts';
import { keyOf } from '#records/metadata.ts';
import type { NewRecord } from '#store/record-store.ts';
import { newCluster, standingCluster } from './sample-cluster.ts';
import { newTemplate } from './sample-template.ts';
import type { OperatorWorld } from './operator-world.ts';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

type Told = Pick<Condition, 'type' | 'status' | 'reason'> & { readonly message?: string };

function conditions(minutes: number, ...told: readonly Told[]): Condition[] {
  return told.map((each) => ({ message: '', lastTransitionTime: ago(minutes), ...each }));
}

function standing(name: string, namespace: string, minutes: number): NewRecord<Cluster> {
  const { status } = standingCluster();
  return newCluster(name, {
    metadata: { namespace },
    status: {
      ...status,
      nodes: status.nodes.map((node, at) => ({ ...node, ipAddress: `10.20.0.${at + 11}` })),
      phase: 'ready',
      phaseSince: ago(minutes),
      endpoint: 'https://10.20.0.11:6443',
      conditions: conditions(minutes, { type: 'Ready', status: 'True', reason: 'Ready' }),
    },
  });
}

const creationTask = {
  request: 'message-1',
  operation: 'create_cluster',
  id: randomUUID(),
  href: 'https://vcd.example/api/task/1',
} as const;

/** One control plane has joined, one worker boots, one is only made. */
function growing(name: string): NewRecord<Cluster> {
  const node = (
    name: string,
    role: 'control-plane' | 'worker',
    state: 'joined' | 'booting' | 'configured',
  ) => ({
    name,
    role,
    pool: role === 'worker' ? 'workers' : role,
    state,
    vmId: randomUUID(),
    ipAddress: `10.20.1.${state.length}`,
  });
  return newCluster(name, {
    status: {
      phase: 'joiningWorkers',
      phaseSince: ago(4),
      phaseDeadline: ago(-26),
      conditions: conditions(
        7,
        { type: 'ControlPlaneReady', status: 'True', reason: 'Ready' },
        { type: 'InfrastructureReady', status: 'True', reason: 'Ready' },
        { type: 'NodesJoined', status: 'False', reason: 'WaitingForWorkers', message: '1 of 3 nodes' },
        { type: 'Ready', status: 'False', reason: 'WaitingForWorkers' },
        { type: 'Reconciling', status: 'True', reason: 'WaitingForWorkers' },
      ),
      nodes: [
        node('mstr-k3fz', 'control-plane', 'joined'),
        node('node-p81a', 'worker', 'booting'),
        node('node-w4xe', 'worker', 'configured'),
      ],
      waiting: { reason: 'WaitingForWorkers', message: 'node-p81a, node-w4xe', until: ago(-1) },
      tasks: [{ ...creationTask, text: `Adding 2 node(s) to ${name}`, state: 'running' }],
    },
  });
}

function failed(name: string): NewRecord<Cluster> {
  const message = 'the guest of mstr-aaaa reported: kubeadm init failed, port 6443 is in use';
  return newCluster(name, {
    metadata: { namespace: 'umbrella' },
    status: {
      phase: 'failed',
      phaseSince: ago(93),
      conditions: conditions(
        93,
        { type: 'Ready', status: 'False', reason: 'ControlPlaneFailed' },
        { type: 'Stalled', status: 'True', reason: 'ControlPlaneFailed', message },
      ),
      failure: { reason: 'ControlPlaneFailed', message, at: ago(93) },
      tasks: [{ ...creationTask, text: `Creating cluster ${name}`, state: 'error' }],
    },
  });
}

/** A handful of records in all states that look different, and a history for `analytics`, which is being made. */
export async function populate({ store }: Pick<OperatorWorld, 'store'>): Promise<void> {
  const { clusters, templates, events } = store;
  await clusters.create(standing('payments', 'acme', 52 * 60));
  await clusters.create(standing('web-shop', 'acme', 9));
  await clusters.create(standing('warehouse', 'umbrella', 11_000));
  await clusters.create(failed('sandbox-7'));
  const resting = standing('reporting', 'umbrella', 12);
  await clusters.create({
    ...resting,
    spec: { ...resting.spec, paused: true },
    status: { ...resting.status, phase: 'paused', conditions: [] },
  });
  const made = await clusters.create(growing('analytics'));
  const template = { phase: 'ready', phaseSince: ago(9_000) };
  const usable = conditions(9_000, { type: 'Ready', status: 'True', reason: 'Ready' });
  await templates.create(
    newTemplate('ubuntu-24.04', { spec: { isDefault: true }, status: { ...template, conditions: usable } }),
  );
  await templates.create(
    newTemplate('photon-5', { spec: { position: 1, cni: 'antrea' }, status: { phase: 'missing' } }),
  );
  const about = { key: keyOf(made), uid: made.metadata.uid, type: 'Normal' } as const;
  await events.record({ ...about, reason: 'Accepted', message: 'alice asked for 3 nodes' });
  await events.record({ ...about, reason: 'CreatingVApp', message: 'the vApp is composed' });
  const busy = 'Cloud Director was busy: the vApp runs another task';
  await events.record({ ...about, type: 'Warning', reason: 'Retrying', message: busy });
  await events.record({
    ...about,
    reason: 'WaitingForWorkers',
    message: 'mstr-k3fz has initialized the cluster',
  });
}
