/** @import { Summary } from './api.js' */
import { h } from './dom.js';
import { spaced } from './words.js';

/** @typedef {'good' | 'busy' | 'late' | 'bad' | 'still'} Tone */

const bad = /^(failed|givingUp|settlingFailure|rollingBack|removingFailedVApp)/;

/**
 * How a record is to be looked at: `late` has passed its deadline or lost something, `still` has been told to rest or
 * to go.
 * @param {Pick<Summary, 'ready' | 'phase' | 'paused' | 'deleting'> & { phaseDeadline?: string | undefined }} record
 * @returns {Tone}
 */
export function toneOf({ ready, phase, paused, deleting, phaseDeadline }) {
  if (bad.test(phase)) return 'bad';
  if (phaseDeadline !== undefined && Date.parse(phaseDeadline) < Date.now()) return 'late';
  if (paused || deleting) return 'still';
  if (ready === 'True') return 'good';
  return phase === 'degraded' || phase === 'missing' ? 'late' : 'busy';
}

/**
 * The phase as a badge.
 * @param {string} phase
 * @param {Tone} tone
 */
export function phaseBadge(phase, tone) {
  return h('span', { class: 'badge', 'data-tone': tone }, phase === '' ? 'Not looked at yet' : spaced(phase));
}
