/**
 * @import { Tally } from '../tally.ts'
 * @import { PathKind } from './api.js'
 * @import { ListWish } from './list-view.js'
 */
import { fill, h } from './dom.js';
import { counted, spaced } from './words.js';

/** Waits until nobody has typed for this long. */
const typingMs = 150;

/**
 * What stands around a list: numbers that filter it, the search, the pages.
 * @param {{ kind: PathKind, thing: string, onChange: (part: Partial<ListWish>) => void }} options
 */
export function listControls({ kind, thing, onChange }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  const search = h('input', {
    id: 'search',
    type: 'search',
    placeholder: 'Name, organization, phase or message',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => {
      clearTimeout(typing);
      typing = setTimeout(() => onChange({ search: search.value }), typingMs);
    },
  });
  const choice = (/** @type {'namespace' | 'phase'} */ name) => {
    const select = h('select', { id: name, change: () => onChange({ [name]: select.value }) });
    return select;
  };
  const namespace = choice('namespace');
  const phase = choice('phase');
  const tiles = h('div', { class: 'tiles', role: 'group', 'aria-label': `${spaced(kind)} by readiness` });
  const pager = h('nav', { class: 'pager', 'aria-label': 'Pages' });

  /** @type {readonly (readonly [ready: string, label: string, tone: string])[]} */
  const readiness = [
    ['', 'All', 'all'],
    ['True', 'Ready', 'good'],
    ['False', 'Not ready', 'late'],
    ['Unknown', 'Unknown', 'still'],
  ];
  const numbers = readiness.map(([ready, label, tone]) => {
    const number = h('strong', {}, '–');
    const button = h(
      'button',
      { type: 'button', class: 'tile', 'data-tone': tone, click: () => onChange({ ready }) },
      number,
      h('span', {}, label),
    );
    return { ready, number, button };
  });
  tiles.append(...numbers.map(({ button }) => button));

  return {
    tiles,
    pager,
    filters: h(
      'form',
      { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
      h('label', { class: 'wide' }, h('span', {}, 'Search'), search),
      h('label', {}, h('span', {}, 'Organization'), namespace),
      h('label', {}, h('span', {}, 'Phase'), phase),
    ),

    /**
     * @param {ListWish} wish
     * @param {{ counts: Tally, found: number, pages: number }} facts
     */
    show(wish, { counts, found, pages }) {
      for (const { ready, number, button } of numbers) {
        const count = ready === '' ? counts.total : counts.ready[/** @type {keyof Tally['ready']} */ (ready)];
        number.textContent = count.toLocaleString();
        button.setAttribute('aria-pressed', String(wish.ready === ready));
      }
      if (document.activeElement !== search) search.value = wish.search;
      offer(namespace, 'All', counts.namespaces, wish.namespace, (name) => name);
      offer(phase, 'Any', counts.phases, wish.phase, spaced);
      showPages(pager, wish.page, pages, counted(found, thing), (page) => onChange({ page }));
    },
  };
}

/**
 * Changes a choice only where it has to, for it may be open.
 * @param {HTMLSelectElement} select
 * @param {string} all
 * @param {Record<string, number>} counts
 * @param {string} chosen
 * @param {(value: string) => string} label
 */
function offer(select, all, counts, chosen, label) {
  const values = new Set([...Object.keys(counts).filter((value) => value !== ''), chosen].toSorted());
  values.delete('');
  const offered = JSON.stringify([...values]);
  if (select.dataset['offered'] !== offered) {
    fill(
      select,
      h('option', { value: '' }, all),
      [...values].map((value) => h('option', { value }, label(value))),
    );
    select.dataset['offered'] = offered;
  }
  if (select.value !== chosen) select.value = chosen;
}

/**
 * @param {Element} pager
 * @param {number} page
 * @param {number} pages
 * @param {string} found
 * @param {(page: number) => void} onPage
 */
function showPages(pager, page, pages, found, onPage) {
  const shown = JSON.stringify([page, pages, found]);
  if (pager.getAttribute('data-shown') === shown) return;
  pager.setAttribute('data-shown', shown);
  const focused = document.activeElement?.id;
  const step = (/** @type {string} */ id, /** @type {string} */ text, /** @type {number} */ to) =>
    h('button', { id, type: 'button', disabled: to < 1 || to > pages, click: () => onPage(to) }, text);
  fill(
    pager,
    h('span', {}, found),
    step('previous-page', 'Previous', page - 1),
    h('span', {}, `Page ${page.toLocaleString()} of ${pages.toLocaleString()}`),
    step('next-page', 'Next', page + 1),
  );
  if (focused === 'previous-page' || focused === 'next-page') document.getElementById(focused)?.focus();
}
