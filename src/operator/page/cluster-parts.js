/** @import { Cluster, ClusterNode, RequestTask } from '#records/cluster.ts' */
import { h } from './dom.js';
import { nodeProgress } from './clusters-view.js';
import { smallTable } from './record-parts.js';
import { age, spaced } from './words.js';

/**
 * What only a cluster has.
 * @param {Cluster} cluster
 * @returns {{ facts: import('./record-parts.js').Fact[], nodes: Element, tasks: Element }}
 */
export function clusterParts({ metadata, spec, status }) {
  const joined = status.nodes.filter(({ state }) => state === 'joined').length;
  /** @type {number} */
  const controlPlane = spec.controlPlane.count;
  const wanted = spec.pools.reduce((sum, { count }) => sum + count, controlPlane);
  return {
    facts: [
      ['Nodes', nodeProgress(joined, wanted)],
      ['Endpoint', status.endpoint],
      ['Owner', spec.owner.name],
      ['Virtual data center', spec.vdc.name],
      ['Network', spec.network.name],
      ['Template', spec.controlPlane.template],
      ['Ready since', age(status.readyAt)],
      ['Cluster id', h('code', {}, metadata.uid)],
      ['vApp', status.vApp?.id && h('code', {}, status.vApp.id)],
    ],
    nodes: nodeTable(status.nodes),
    tasks: taskTable(status.tasks),
  };
}

/** @type {Readonly<Record<ClusterNode['state'], string>>} */
const nodeTones = {
  planned: 'still',
  requested: 'busy',
  created: 'busy',
  configured: 'busy',
  booting: 'busy',
  joined: 'good',
  failed: 'bad',
};

/** What the cluster says of a node that it does not find ready. */
const notInCluster = { notReady: 'not ready in its cluster', gone: 'no node of its cluster any more' };

/** @param {readonly ClusterNode[]} nodes */
function nodeTable(nodes) {
  if (nodes.length === 0) return h('p', { class: 'empty' }, 'None is planned yet.');
  return smallTable(
    'Nodes',
    ['Node', 'State', 'Role', 'Address', 'What is to know'],
    nodes.map(({ name, state, role, pool, ipAddress, failure, removal, downSince, inCluster, message }) => [
      h('code', {}, name),
      [
        h('span', { class: 'badge', 'data-tone': nodeTones[state] }, spaced(state)),
        removal && h('span', { class: 'note' }, 'being removed'),
        downSince !== undefined && h('span', { class: 'note' }, 'down for ', age(downSince)),
        inCluster &&
          inCluster.state !== 'ready' &&
          h('span', { class: 'note' }, notInCluster[inCluster.state]),
      ],
      role === pool ? spaced(role) : `${spaced(role)} of ${pool}`,
      ipAddress,
      removal?.stuck?.message ?? failure?.message ?? message,
    ]),
  );
}

/** @param {readonly RequestTask[]} tasks */
function taskTable(tasks) {
  if (tasks.length === 0) return h('p', { class: 'empty' }, 'None.');
  const tones = { running: 'busy', success: 'good', error: 'bad' };
  return smallTable(
    'Tasks in Cloud Director',
    ['What it says', 'State', 'For', 'Id'],
    tasks
      .map(({ operation, id, text, state }) => [
        text || 'Nothing yet',
        h('span', { class: 'badge', 'data-tone': tones[state] }, spaced(state)),
        spaced(operation.replace('_', ' ')),
        h('code', {}, id),
      ])
      .toReversed(),
  );
}
