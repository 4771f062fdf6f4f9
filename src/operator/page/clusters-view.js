/**
 * @import { ClusterSummary } from '../summaries.ts'
 * @import { Stage } from './main.js'
 */
import { h } from './dom.js';
import { showList } from './list-view.js';
import { phaseBadge, toneOf } from './tone.js';
import { age } from './words.js';

/** @type {readonly import('./list-table.js').Column[]} */
const columns = [
  {
    label: 'Cluster',
    sortBy: 'name',
    cell: (/** @type {ClusterSummary} */ { namespace }) => h('small', {}, namespace),
  },
  {
    label: 'Phase',
    sortBy: 'phase',
    cell: (/** @type {ClusterSummary} */ cluster) => [
      phaseBadge(cluster.phase, toneOf(cluster)),
      cluster.paused && cluster.phase !== 'paused' && h('span', { class: 'note' }, 'paused'),
      cluster.deleting && h('span', { class: 'note' }, 'being deleted'),
    ],
  },
  {
    label: 'Nodes',
    className: 'nodes',
    cell: (/** @type {ClusterSummary} */ { joinedNodes, wantedNodes }) =>
      nodeProgress(joinedNodes, wantedNodes),
  },
  {
    label: 'In phase',
    sortBy: 'waiting',
    className: 'time',
    cell: (/** @type {ClusterSummary} */ { phaseSince }) => age(phaseSince),
  },
  {
    label: 'Age',
    sortBy: 'age',
    className: 'time',
    cell: (/** @type {ClusterSummary} */ { created }) => age(created),
  },
  {
    label: 'What is to know',
    className: 'message',
    cell: (/** @type {ClusterSummary} */ { message }) => message,
  },
];

/**
 * @param {number} joined
 * @param {number} wanted
 */
export function nodeProgress(joined, wanted) {
  return [
    h('progress', { max: Math.max(wanted, 1), value: joined, 'aria-label': 'Nodes that have joined' }),
    h('span', {}, `${joined}/${wanted}`),
  ];
}

/**
 * @param {Element} place
 * @param {URLSearchParams} parameters
 * @param {Stage} stage
 */
export function showClusters(place, parameters, stage) {
  showList(place, { kind: 'clusters', thing: 'cluster', title: 'Clusters', columns, parameters }, stage);
}
