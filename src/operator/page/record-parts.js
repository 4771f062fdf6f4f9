/**
 * @import { EventSummary } from '../summaries.ts'
 * @import { Condition } from '#records/condition.ts'
 * @import { Child } from './dom.js'
 */
import { h } from './dom.js';
import { age, spaced } from './words.js';

/** @typedef {[name: string, value: Child | Child[]]} Fact */

/**
 * Names and values; what has no value is left out.
 * @param {readonly Fact[]} facts
 */
export function factList(facts) {
  const told = facts.filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return h(
    'dl',
    { class: 'facts' },
    told.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

/**
 * @param {string} caption
 * @param {readonly string[]} labels
 * @param {readonly (readonly (Child | Child[])[])[]} rows The first cell names the row.
 */
export function smallTable(caption, labels, rows) {
  return h(
    'table',
    { class: 'small', role: 'table' },
    h('caption', { class: 'unseen' }, caption),
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        labels.map((label) => h('th', { scope: 'col', role: 'columnheader' }, label)),
      ),
    ),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.map(([name, ...cells]) =>
        h(
          'tr',
          { role: 'row' },
          h('th', { scope: 'row', role: 'rowheader' }, name),
          cells.map((cell, at) => h('td', { role: 'cell', 'data-label': labels[at + 1] }, cell)),
        ),
      ),
    ),
  );
}

/** Conditions for which True is no good news. */
const alarming = ['Stalled', 'Deleting'];
const working = ['Reconciling'];

/** @param {readonly Condition[]} conditions */
export function conditionTable(conditions) {
  if (conditions.length === 0) return h('p', { class: 'empty' }, 'None has been looked at yet.');
  return smallTable(
    'Conditions',
    ['Condition', 'Holds', 'Since', 'Why'],
    conditions.map(({ type, status, reason, message, lastTransitionTime }) => [
      spaced(type),
      h('span', { class: 'badge', 'data-tone': conditionTone(type, status) }, status),
      age(lastTransitionTime),
      h('span', {}, h('em', {}, spaced(reason)), message !== '' && ` ${message}`),
    ]),
  );
}

/**
 * @param {string} type
 * @param {string} status
 */
function conditionTone(type, status) {
  if (status === 'Unknown') return 'still';
  if (alarming.includes(type)) return status === 'True' ? 'bad' : 'still';
  if (working.includes(type)) return status === 'True' ? 'busy' : 'still';
  return status === 'True' ? 'good' : 'late';
}

/** @param {readonly EventSummary[]} events Newest first. */
export function timeline(events) {
  if (events.length === 0) return h('p', { class: 'empty' }, 'Nothing yet.');
  return h(
    'ol',
    { class: 'timeline' },
    events.map(({ type, reason, message, count, lastAt }) =>
      h(
        'li',
        { 'data-tone': type === 'Warning' ? 'bad' : 'busy' },
        h('span', { class: 'when' }, age(lastAt), ' ago'),
        h('strong', {}, spaced(reason), type === 'Warning' && h('span', { class: 'unseen' }, ' (warning)')),
        h('span', { class: 'what' }, message),
        count > 1 && h('span', { class: 'note' }, `${count} times`),
      ),
    ),
  );
}
