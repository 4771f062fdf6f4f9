import type { Cluster } from '#records/cluster.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { templateName, withRecipe } from '../simulation/made-template.ts';
import { wishForTemplate } from './template-wish.ts';
import { fault } from '../support/faults.ts';
import { nodesBody } from '../support/node-requests.ts';
import type { StageOptions } from '../simulation/stage-options.ts';
import type { Memory, Play } from './play.ts';

/** A piece of work that the process may be ended in. */
export interface Scenario {
  readonly name: string;
  readonly stage?: Pick<StageOptions, 'deadlines' | 'config' | 'between'>;
  /** What has to be there; nothing dies meanwhile. */
  readonly prepare: (play: Play) => Promise<void>;
  /** Asks for the work. */
  readonly act: (play: Play) => Promise<void>;
  /** Whether the work is done. */
  readonly isDone: (memory: Memory) => boolean;
}

const name = 'k8s';

/** What the sweep ends the process in; each ends the same wherever that was. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'create',
    prepare: async () => {},
    act: (play) => create(play, 2),
    isDone: stands(3),
  },
  {
    name: 'scale up',
    prepare: (play) => standing(play, 1),
    async act(play) {
      await play.request('POST', `/api/cse/${name}/node`, nodesBody(name, { node_count: 2 }));
    },
    isDone: stands(4),
  },
  {
    name: 'scale down',
    prepare: (play) => standing(play, 2),
    async act(play) {
      const [cluster] = (await play.stage.until(play.memory())).clusters;
      const nodes = cluster?.status.nodes.flatMap((node) => (node.role === 'worker' ? node.name : []));
      const body = { name, vdc: 'acme-vdc', nodes: nodes?.slice(0, 1), force: false };
      await play.request('DELETE', `/api/cse/${name}/node`, body);
    },
    isDone: stands(2),
  },
  {
    name: 'delete',
    prepare: (play) => standing(play, 1),
    async act(play) {
      await play.request('DELETE', `/api/cse/${name}`);
    },
    isDone: isGone,
  },
  {
    name: 'delete in the making',
    async prepare(play) {
      play.stage.sim.setFaults([fault({ operation: 'guest boot', effect: 'guest-silent' })]);
      await create(play, 1);
      await play.reaches(
        'it waits for its control plane',
        ({ clusters: [cluster] }) => cluster?.status.phase === 'initializingControlPlane',
      );
    },
    async act(play) {
      await play.request('DELETE', `/api/cse/${name}`);
    },
    isDone: isGone,
  },
  {
    name: 'rollback',
    stage: { deadlines: { initializing_control_plane: 60 } },
    async prepare(play) {
      play.stage.sim.setFaults([fault({ operation: 'guest boot', effect: 'guest-silent' })]);
    },
    act: (play) => create(play, 1),
    isDone: isGone,
  },
  {
    name: 'rollback of nodes',
    stage: { deadlines: { joining_workers: 60 } },
    async prepare(play) {
      await standing(play, 1);
      play.stage.sim.setFaults([fault({ operation: 'guest boot', effect: 'guest-silent' })]);
    },
    async act(play) {
      await play.request('POST', `/api/cse/${name}/node`, nodesBody(name));
    },
    isDone: stands(2),
  },
  {
    name: 'repair',
    prepare: (play) => standing(play, 2),
    act: (play) => play.stage.until(meddle(play)),
    isDone: (memory) =>
      stands(3)(memory) &&
      memory.clusters.some(({ status }) => status.nodes.some((node) => node.replacement)),
  },
  {
    name: 'template build',
    stage: { config: withRecipe },
    prepare: async () => {},
    act: wishForTemplate,
    isDone: ({ templates }) =>
      templates.some(({ metadata, status }) => metadata.name === templateName && status.phase === 'ready'),
  },
];

async function create(play: Play, workers: number): Promise<void> {
  await play.request('POST', '/api/cse', createBody(name, { node_count: workers }));
}

async function standing(play: Play, workers: number): Promise<void> {
  await create(play, workers);
  await play.settles('the cluster stands', stands(1 + workers));
}

/** One worker is lost, with a datastore as it were; another one has no power any more. */
async function meddle({ stage }: Play): Promise<void> {
  const { inventory } = stage.sim;
  const [lost, off] = [...inventory.vms.values()].filter((vm) => vm.name.startsWith('node-'));
  if (!lost || !off) throw new TypeError('the cluster has two workers');
  inventory.removeVm(lost);
  await Promise.all([lost.running?.powerOff(), off.running?.powerOff()]);
  Object.assign(off, { running: undefined, status: 8 });
  off.guestInfo.clear();
}

function stands(nodes: number): Scenario['isDone'] {
  return ({ clusters: [cluster] }) =>
    cluster !== undefined &&
    cluster.status.phase === 'ready' &&
    cluster.status.nodes.length === nodes &&
    cluster.status.nodes.every(({ state }) => state === 'joined') &&
    allTold(cluster);
}

/** Every request has its task, and the task has ended. */
function allTold({ spec, status }: Cluster): boolean {
  return (
    status.tasks.length === spec.requests.length && status.tasks.every(({ state }) => state !== 'running')
  );
}

function isGone({ clusters }: Memory): boolean {
  return clusters.length === 0;
}
