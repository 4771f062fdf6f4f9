/**
 * @import { TemplateSummary } from '../summaries.ts'
 * @import { Stage } from './main.js'
 */
import { h } from './dom.js';
import { showList } from './list-view.js';
import { phaseBadge, toneOf } from './tone.js';
import { age } from './words.js';

/** @type {readonly import('./list-table.js').Column[]} */
const columns = [
  {
    label: 'Template',
    sortBy: 'name',
    cell: (/** @type {TemplateSummary} */ { namespace, isDefault }) => [
      h('small', {}, namespace),
      isDefault && h('span', { class: 'note' }, 'default'),
    ],
  },
  {
    label: 'Phase',
    sortBy: 'phase',
    cell: (/** @type {TemplateSummary} */ template) => phaseBadge(template.phase, toneOf(template)),
  },
  { label: 'Kubernetes', cell: (/** @type {TemplateSummary} */ { kubernetesVersion }) => kubernetesVersion },
  { label: 'Network', cell: (/** @type {TemplateSummary} */ { cni }) => cni },
  {
    label: 'Machine',
    cell: (/** @type {TemplateSummary} */ { cpu, memoryMb }) => `${cpu} CPU, ${memoryMb.toLocaleString()} MB`,
  },
  {
    label: 'In phase',
    sortBy: 'waiting',
    className: 'time',
    cell: (/** @type {TemplateSummary} */ { phaseSince }) => age(phaseSince),
  },
  {
    label: 'What is to know',
    className: 'message',
    cell: (/** @type {TemplateSummary} */ { message }) => message,
  },
];

/**
 * @param {Element} place
 * @param {URLSearchParams} parameters
 * @param {Stage} stage
 */
export function showTemplates(place, parameters, stage) {
  showList(place, { kind: 'templates', thing: 'template', title: 'Templates', columns, parameters }, stage);
}
