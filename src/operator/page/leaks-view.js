/**
 * @import { Leak } from '../leaks.ts'
 * @import { Stage } from './main.js'
 */
import { leaks } from './api.js';
import { fill, h } from './dom.js';
import { smallTable } from './record-parts.js';
import { age } from './words.js';

/**
 * What is in Cloud Director, was made by the service and has no record. Each look asks Cloud Director for everything, so
 * that one is taken when the view is opened or somebody wants it.
 * @param {Element} place
 * @param {Stage} stage
 */
export function showLeaks(place, stage) {
  const found = h('section', { class: 'card', 'aria-label': 'What was found' });
  const again = h('button', { type: 'button', click: () => void look() }, 'Look again');
  const look = async () => {
    again.disabled = true;
    fill(found, h('p', { class: 'empty' }, 'Looking at everything in Cloud Director …'));
    try {
      const items = await leaks(stage.signal);
      stage.lineKeeper.onLine('live');
      fill(found, leakTable(items));
      stage.announce(items.length === 0 ? 'Nothing is left behind' : `${items.length} left behind`);
    } catch (error) {
      if (stage.signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      fill(found, h('p', { class: 'empty', role: 'alert' }, `It cannot be told: ${why}`));
      stage.fail(error);
    } finally {
      again.disabled = false;
    }
  };
  fill(
    place,
    h('h1', {}, 'Leaks'),
    h('p', {}, 'What this service made in Cloud Director and has no record of.'),
    h('p', {}, again),
    found,
  );
  void look();
}

/** @param {readonly Leak[]} items */
function leakTable(items) {
  if (items.length === 0) return h('p', { class: 'empty' }, 'Nothing is left behind.');
  return smallTable(
    'Leaks',
    ['Name', 'Thing', 'Organization', 'Found', 'What becomes of it', 'Id'],
    items.map((leak) => [
      h('code', {}, leak.name),
      leak.thing,
      leak.namespace,
      age(leak.foundAt),
      fateOf(leak),
      h('code', {}, leak.id),
    ]),
  );
}

/** @param {Leak} leak */
function fateOf({ thing, because, fate, message, dueAt }) {
  const verb = thing === 'task' ? 'ended' : 'removed';
  if (because !== null) return h('em', {}, message);
  if (fate === 'remove' || dueAt === null) return `${verb} with the next look`;
  return [`${verb} `, age(dueAt, 'until')];
}
