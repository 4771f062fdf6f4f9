/**
 * @import { Cluster } from '#records/cluster.ts'
 * @import { Template } from '#records/template.ts'
 * @import { PathKind } from './api.js'
 * @import { Stage } from './main.js'
 */
import { chart, events, record } from './api.js';
import { clusterParts } from './cluster-parts.js';
import { fill, h } from './dom.js';
import { follow, unhurried } from './live.js';
import { machinePicture } from './machine-picture.js';
import { conditionTable, factList, timeline } from './record-parts.js';
import { templateFacts } from './template-facts.js';
import { phaseBadge, toneOf } from './tone.js';
import { age, spaced } from './words.js';

const pauseMs = 300;
/** Some events come without a change of their record. */
const eventsEveryMs = 5_000;

/**
 * All about one record, kept up to date.
 * @param {Element} place
 * @param {{ kind: PathKind, namespace: string, name: string }} which
 * @param {Stage} stage
 */
export function showRecord(place, { kind, namespace, name }, stage) {
  const where = { namespace, name };
  const head = h('header', { class: 'record-head' });
  const trouble = h('p', { class: 'trouble', hidden: true });
  const facts = h('div');
  const conditions = h('div');
  const more = h('div', { class: 'more' });
  const history = h('div');
  const machine = h('div');
  /** @type {ReturnType<typeof machinePicture> | undefined} */
  let picture;
  let heard = '';

  fill(
    place,
    h('p', { class: 'crumb' }, h('a', { id: 'up', href: `#/${kind}` }, `All ${kind}`)),
    head,
    trouble,
    h(
      'div',
      { class: 'halves' },
      h(
        'div',
        {},
        section('At a glance', facts),
        section('Conditions', conditions),
        more,
        section('What happened', history),
      ),
      h('div', {}, section('Where it is', machine)),
    ),
  );

  const refresh = unhurried(async () => {
    try {
      const [found, past, drawn] = await Promise.all([
        record(kind, where, stage.signal),
        events(kind, where, stage.signal),
        picture ? undefined : chart(kind, stage.signal),
      ]);
      if (drawn) {
        picture = machinePicture(drawn);
        fill(machine, picture.element);
      }
      fill(history, timeline(past));
      if (found) show(found);
      else showGone();
    } catch (error) {
      stage.fail(error);
    }
  }, pauseMs);

  /** @param {Cluster | Template} found */
  const show = (found) => {
    const look = lookOf(found);
    const tone = toneOf(look);
    fill(head, h('h1', {}, name), phaseBadge(look.phase, tone), h('span', { class: 'org' }, namespace));
    const problem = problemOf(found);
    trouble.hidden = problem === '';
    trouble.dataset['tone'] = tone;
    if (trouble.textContent !== problem) trouble.textContent = problem;
    picture?.mark(look.phase, tone);
    fill(conditions, conditionTable(found.status.conditions));
    const timing = timingOf(found);
    if (found.kind === 'Cluster') {
      const parts = clusterParts(found);
      fill(facts, factList([...timing, ...parts.facts]));
      fill(more, section('Nodes', parts.nodes), section('Tasks in Cloud Director', parts.tasks));
    } else fill(facts, factList([...timing, ...templateFacts(found)]));
    if (heard !== '' && heard !== look.phase) stage.announce(`${name} is now: ${spaced(look.phase)}`);
    heard = look.phase;
  };

  const showGone = () => {
    fill(head, h('h1', {}, name), h('span', { class: 'org' }, namespace));
    trouble.hidden = false;
    trouble.textContent = heard === '' ? 'There is no such record.' : 'It is gone.';
    if (heard !== '') stage.announce(`${name} is gone`);
    heard = '';
    fill(facts);
    fill(conditions);
    fill(more);
  };

  follow(
    { kind, ...where },
    { ...stage.lineKeeper, signal: stage.signal, onSynced: refresh, onChange: refresh },
  );
  const again = setInterval(() => document.hidden || refresh(), eventsEveryMs);
  stage.signal.addEventListener('abort', () => clearInterval(again));
  refresh();
}

/**
 * @param {string} title
 * @param {Element} content
 */
function section(title, content) {
  const id = `about-${title.toLowerCase().replaceAll(' ', '-')}`;
  return h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, title), content);
}

/** @param {Cluster | Template} found */
function lookOf({ metadata, spec, status }) {
  return {
    ready: status.conditions.find(({ type }) => type === 'Ready')?.status ?? /** @type {const} */ ('Unknown'),
    phase: status.phase ?? '',
    paused: spec.paused,
    deleting: metadata.deletionTimestamp !== undefined,
    phaseDeadline: status.phaseDeadline,
  };
}

/**
 * What a person has to know first; empty when all is well.
 * @param {Cluster | Template} found
 */
function problemOf({ status }) {
  const failure =
    'failure' in status ? status.failure : 'build' in status ? status.build?.failure : undefined;
  if (failure) return failure.message;
  if (status.lastError) return `${status.lastError.message} (tried ${status.lastError.attempts} times)`;
  return (
    status.conditions.find(({ type, status: holds }) => type === 'Stalled' && holds === 'True')?.message ?? ''
  );
}

/**
 * @param {Cluster | Template} found
 * @returns {import('./record-parts.js').Fact[]}
 */
function timingOf({ metadata, spec, status }) {
  const { waiting } = status;
  return [
    ['Age', age(metadata.creationTimestamp)],
    ['In this phase', age(status.phaseSince)],
    ['Deadline of the phase', age(status.phaseDeadline, 'until')],
    [
      'Waits for',
      waiting && [
        `${spaced(waiting.reason)} ${waiting.message}`.trim(),
        ' · looks again ',
        age(waiting.until, 'until'),
      ],
    ],
    ['Paused', spec.paused && 'yes, nothing is done until it is resumed'],
    ['Repair', 'repair' in spec && spec.repair],
    ['Protected', 'deletionProtection' in spec && spec.deletionProtection && 'yes, it is not deleted'],
    [
      'Being deleted',
      metadata.deletionTimestamp !== undefined && ['since ', age(metadata.deletionTimestamp)],
    ],
  ];
}
